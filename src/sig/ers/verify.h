/* Is this document the one that an evidence record speaks of, and since when did it exist
 * (RFC 4998 §4.3, §5.3)? Each time-stamp is judged at the time of the next one, by the data within
 * the record, the last one at the time of verification. */
#pragma once
#include "sig/ers/complete.h"
#include "sig/ers/record.h"
#include "sig/validate/validate.h"

enum ers_verdict { ERS_PASSED, ERS_INDETERMINATE, ERS_FAILED }; /* also the exit status */

enum ers_code {
#define ERS_FINDING(sym, verdict, slug, en, ja) ERS_##sym,
#include "sig/ers/findings.def"
#undef ERS_FINDING
	ERS_CODE_COUNT_
};

struct ers_finding {
	enum ers_code code;
	int chain, stamp;   /* from 0; -1: of the whole record */
	const char *detail; /* English, for experts; "" when there is nothing to add */
};
enum { ERS_FINDINGS_MAX = 32 };

struct ers_stamp_report {
	unsigned chain, stamp;
	const char *tree_digest; /* "sha256": of the hash tree; "" unknown */
	size_t lists;		 /* partial hash trees; 0: the time-stamp is over the data itself */
	struct token_report token; /* present always; token.der points into the record */
	time_ms judged_at;	   /* the time of the next one, or that of verification */
};

struct ers_report {
	enum ers_verdict verdict;
	struct ers_finding findings[ERS_FINDINGS_MAX];
	size_t n_findings;
	time_ms at;
	time_ms proved; /* ERS_PASSED: the document existed then; the first time-stamp's; else 0 */
	const char *authority;		       /* whose that time-stamp is */
	const struct ers_stamp_report *stamps; /* oldest first; n 0: the record cannot be read */
	size_t n;
	/* ERS_PASSED: how long it lasts without a renewal */
	time_ms good_until;  /* the earlier of the two */
	const char *ends;    /* what ends it: "certificate NAME ends", "digest sha256 ends" … */
	time_ms stamp_until; /* the last time-stamp: renew it before */
	time_ms tree_until;  /* the hash algorithm of its tree: renew the hash tree before;
				INT64_MAX: no end */
};

/* The document, hashed when asked; each algorithm is asked for once. */
struct ers_document {
	enum err (*digest)(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			   struct error *e);
	void *ctx;
};

/* Fails only when the document cannot be hashed or mem is full: all else is in the report, which
 * points into record and mem. */
enum err ers_verify(struct bytes record, const struct ers_document *document,
		    const struct ers_world *w, time_ms at, struct arena *mem,
		    struct ers_report *out, struct error *e) MUST_USE;

/* Of a report that passed: the proof for struct validate_options. */
struct validate_existence ers_existence(const struct ers_report *r);

/* rows of findings.def */
const char *ers_slug(enum ers_code code);
const char *ers_text(enum ers_code code, _Bool ja);
enum ers_verdict ers_code_verdict(enum ers_code code);
const char *ers_verdict_name(enum ers_verdict v); /* "passed" */

/* A new reference; NULL when memory is out. */
json_t *ers_report_json(const struct ers_report *r);
void ers_report_text(const struct ers_report *r, _Bool ja, struct buf *out);
