/* Time-stamps by the organisation's policy (domain/timestamps.h), each metered: a row of
 * timestamp_use is durable before an authority is asked, and is settled in the transaction that
 * makes the token durable. Killed in between, the next run for the same subject finds the row and
 * counts it as lost: perhaps charged, never used. That window cannot be closed; it is known.
 *
 *   stamping_get    asks, in transactions of its own
 *   stamping_got    in the caller's transaction, which stores the token under the job's fence
 *
 * Every failure to get a stamp is ERR_TSP, whatever the authority did: the job is tried again with
 * back-off, and nothing of another class is ever taken instead. */
#pragma once
#include "jobs/runner.h"

struct stamping_wish {
	enum stamp_purpose purpose;
	enum digest_alg alg;
	struct bytes imprint;
	const char *envelope_id, *document_id; /* NULL: of no single one */
	const char *subject; /* id of the work that the stamp is for: the same in every run of it,
			      * and another one for the next stamp */
	size_t token_bytes;  /* room for the token; 0: TSP_TOKEN_BYTES */
};
struct stamped {
	struct tsp_token token;
	enum stamp_class class;
	const char *use_id;
};
enum err stamping_get(struct job_run *j, struct domain *d, const struct stamping_wish *w,
		      struct stamped *out, struct error *e) MUST_USE;
enum err stamping_got(struct domain *d, const struct stamped *s, struct error *e) MUST_USE;

/* stamping_get in two halves, where the first one costs no transaction of its own: begin in the
 * caller's, ask after it was committed. w must live as long as s. */
struct stamping {
	struct job_run *j;
	struct domain *d;
	const struct stamping_wish *w;
	const struct stamp_source *sources;
	size_t *order, n; /* whom to ask; n 0: nobody, and why says so */
	const struct timestamp_use *open;
	size_t n_open;
	const char *use_id; /* the row that is asked now */
	struct error why;
};
enum err stamping_begin(struct job_run *j, struct domain *d, const struct stamping_wish *w,
			struct stamping *out, struct error *e) MUST_USE;
enum err stamping_ask(struct stamping *s, struct stamped *out, struct error *e) MUST_USE;
