/* Is this audit trail whole, and what proves it? Looks at the file alone: every event's hash and
 * link, every personal value, what the daily time-stamps prove (RFC 4998), the acts' signatures and
 * their agreement with the sealer's register. docs/formats/audit-verify.md */
#pragma once
#include <jansson.h>
#include "base/buf.h"
#include "sig/ers/verify.h"

enum { TRAIL_FILE_MAX = 256 << 20 };

enum trail_code {
#define TRAIL_FINDING(sym, verdict, slug, en, ja) TRAIL_##sym,
#include "evidence/trail_findings.def"
#undef TRAIL_FINDING
	TRAIL_CODE_COUNT_
};
struct trail_finding {
	enum trail_code code;
	const char *where;  /* "event 3", "day 2026-11-26", "act sea_…"; "": the whole */
	const char *detail; /* English, for experts; "" when there is nothing to add */
};
enum { TRAIL_FINDINGS_MAX = 64 };

struct trail_day_report {
	const char *day;
	int64_t seq; /* it proves the events up to this one */
	enum ers_verdict verdict;
	time_ms proved, good_until;
	const char *authority, *ends;
};
struct trail_report {
	enum ers_verdict verdict; /* also the exit status */
	struct trail_finding findings[TRAIL_FINDINGS_MAX];
	size_t n_findings;
	time_ms at;
	const char *envelope, *organisation, *view, *head; /* head: hash of the newest event */
	int64_t events, withheld, erased, values;
	int64_t proved_seq; /* the events up to here are under a time-stamp that passed */
	const struct trail_day_report *days;
	size_t n_days;
	int64_t acts, lines;
};

/* Fails only when memory is out: all else is in the report, which points into mem. */
enum err trail_verify(struct bytes file, const struct ers_world *w, time_ms at, struct arena *mem,
		      struct trail_report *out, struct error *e) MUST_USE;

const char *trail_slug(enum trail_code code);
enum ers_verdict trail_code_verdict(enum trail_code code);
json_t *trail_report_json(const struct trail_report *r); /* a new reference */
void trail_report_text(const struct trail_report *r, _Bool ja, struct buf *out);
