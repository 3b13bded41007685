/* The audit trail's daily root: what was in the hash chains of an organisation (domain/audit.h) by
 * the end of a day is put under one time-stamp. docs/formats/audit-day.md, docs/decisions/0414.
 *
 *   text   the day's file: the root of the day before, and a line for each chain that grew
 *   tree   its leaves are the hash of the file, then that of each line of a chain, LF included
 *   proof  an RFC 4998 record of any leaf: of the file (leaf 0) or of one chain's line
 *
 * A day is closed once, by its row; what comes too late for it is proved by the next one. */
#pragma once
#include "domain/domain.h"
#include "domain/preservation.h"
#include "sig/ers/batch.h"
#include "store/repo/audit_day.h"

enum {
	AUDIT_DAY_SIZE = 11,	      /* "2026-11-26" */
	AUDIT_DAY_CHAINS_MAX = 50000, /* in one day; the rest is the next day's */
	AUDIT_DAY_MARGIN_MS =
		5 * 60 * 1000, /* after midnight, for what is being written just then */
};
/* The day in Japan. */
void audit_day_name(time_ms t, char out[AUDIT_DAY_SIZE]);
/* When it begins; false: no day. */
_Bool audit_day_start(const char *day, time_ms *out) MUST_USE;
#define AUDIT_DAY_MS ((time_ms)24 * 3600 * 1000)

/* The text, in d's memory. Sorts heads by the bytes of their ids. last: the newest row; no 0: none.
 */
enum err audit_day_text(struct domain *d, const char *day, const struct audit_day *last,
			struct audit_head *heads, size_t n, const char **out,
			struct error *e) MUST_USE;
/* "skysign-audit-head 1 ORGANISATION DAY CHAIN SEQ HASH": the words of a chain's line without its LF,
 * which single spaces part (the line is cut up). False: more or fewer. */
enum { AUDIT_DAY_WORDS = 7 };
_Bool audit_day_words(char *line, char *words[AUDIT_DAY_WORDS]);
_Bool audit_day_number(const char *s, int64_t *out); /* from 1, at most 15 digits */
/* One line of a chain, as read back. */
struct audit_day_line {
	const char *chain;
	int64_t seq;
	unsigned char hash[32];
	struct bytes line; /* with its LF; points into the text */
};
/* The lines of chains, in order. ERR_INVALID: this is no such text. */
enum err audit_day_lines(struct arena *mem, const char *text, const struct audit_day_line **out,
			 size_t *n, struct error *e) MUST_USE;

/* A closed day with all that its records are made of, in d's memory. */
struct audit_proof {
	struct audit_day day;
	const struct audit_day_line *lines;
	size_t n_lines;
	const struct audit_day_stamp *stamps;
	size_t n_stamps;
	struct ers_batch batch; /* its ctx is this struct: do not move it */
};
/* The leaves of the first tree, one behind the other. */
enum err audit_day_leaves(struct arena *mem, const char *text, const struct audit_day_line *lines,
			  size_t n, enum digest_alg alg, struct bytes *out,
			  struct error *e) MUST_USE;
enum err audit_proof_load(struct domain *d, const char *day, struct audit_proof *out,
			  struct error *e) MUST_USE; /* ERR_NOT_FOUND */
/* Of a day that has no row yet, and its one stamp. */
enum err audit_proof_make(struct domain *d, const struct audit_day *day,
			  const struct audit_day_stamp *stamp, struct audit_proof *out,
			  struct error *e) MUST_USE;
/* What leaf i is over: 0 the file, else a chain's line. */
struct bytes audit_proof_bytes(const struct audit_proof *p, size_t i);
/* The leaf of a chain; 0: the day says nothing about it. */
size_t audit_proof_leaf(const struct audit_proof *p, const char *chain);
/* Is the event that leaf i (not 0) tells of still the one that the day saw? */
enum err audit_proof_matches(struct domain *d, const struct audit_proof *p, size_t i, _Bool *out,
			     struct error *e) MUST_USE;

/* Which day of d's organisation is to be closed next: the first one over that has events no day
 * proves and no row. When all of these have one, what came late goes into yesterday's, or waits
 * for today's. "": none. */
enum err audit_day_next(struct domain *d, char out[AUDIT_DAY_SIZE], struct error *e) MUST_USE;
/* When the day began that is not over yet; events since then belong into no day now. */
time_ms audit_day_open_since(time_ms now);

/* Plans when v is renewed, by the rules of keeping. o: as for a kept document; of o->facts only
 * good_until and ends. begun false: it is its first plan. */
void audit_day_replan(struct domain *d, struct audit_day *v, const struct preservation_outcome *o,
		      _Bool begun);
