/* What is still to be done outside: jobs, seals, mails; and the signing keys.
 *
 * The domain inserts these rows in the transaction of the act that needs them, so no
 * effect is lost and none happens without its act. The worker (src/jobs) carries them
 * out under leases and writes their progress. */
#pragma once
#include "store/repo/repo.h"

enum job_lane { LANE_INTERACTIVE, LANE_NORMAL, LANE_BACKGROUND, LANE_COUNT_ };

/* kind and payload are domain/jobs.h. dedup, when set: a second job with it is dropped silently.
 * fence grows with each lease; a result under an older fence must be refused. */
struct job {
	const char *id, *kind, *organisation_id, *envelope_id;
	const char *payload; /* JSON */
	const char *dedup, *state, *lease_owner, *last_error;
	int64_t lane, attempts, fence;
	time_ms run_at, lease_until, created_at, done_at;
};
enum err job_insert(struct db *db, const struct job *j, struct error *e) MUST_USE;
enum err job_get(struct db *db, struct arena *mem, const char *id, struct job *out, struct error *e) MUST_USE;
/* How much work on an envelope's documents was given up. */
enum err job_stopped(struct repo *r, const char *envelope, int64_t *n_out, struct error *e) MUST_USE;
/* For showing and for tests: what was ever enqueued for an envelope, oldest first. */
enum err job_list_envelope(struct repo *r, const char *envelope, const struct job **out, size_t *n,
			   struct error *e) MUST_USE;

/* One signature on one document, as far as it has come:
 *   prepared   tail_blob (the tail with its hole, encrypted), geometry (JSON of struct pdf_tail)
 *   signature  document_digest, signed_attrs, signature: the sealer has answered
 *   token      token, authority, class, gen_time: the time-stamp is there
 *   committed  a revision row exists; nothing more to do
 * id is what the sealer journals; act_id joins the seals of one act over several documents.
 * At most one seal of a document is not committed: UNIQUE (document, revision_no). */
struct seal {
	const char *id, *envelope_id, *document_id, *kind, *act_id, *recipient_id, *step, *key_id;
	const char *tail_blob, *geometry, *authority, *class; /* class of the authority; NULL: not known */
	struct bytes document_digest, signed_attrs, signature, token;
	int64_t revision_no;
	time_ms gen_time, created_at, updated_at;
	/* of a party that signs itself (key_id SEAL_KEY_PARTY): its certificate and chain in DER, one behind
	 * the other; the algorithm's name; how long the number is kept for it while 'prepared' */
	struct bytes certificates;
	const char *algorithm;
	time_ms reserved_until;
};
#define SEAL_KEY_PARTY "party"
enum err seal_insert(const struct repo *r, const struct seal *s, struct error *e) MUST_USE; /* ERR_CONFLICT: taken */
enum err seal_update(const struct repo *r, const struct seal *s, struct error *e) MUST_USE;
enum err seal_by_act(const struct repo *r, const char *document, const char *act, struct seal *out,
		     struct error *e) MUST_USE; /* ERR_NOT_FOUND */
/* The one under way on a document, whosever it is. ERR_NOT_FOUND: none. */
enum err seal_open(const struct repo *r, const char *document, struct seal *out, struct error *e) MUST_USE;
enum err seal_list(const struct repo *r, const char *envelope, const struct seal **out, size_t *n,
		   struct error *e) MUST_USE;
/* Of one act, those that wait for the party's signature. */
enum err seal_list_act(const struct repo *r, const char *act, const struct seal **out, size_t *n,
		       struct error *e) MUST_USE;
/* Keeps their numbers; *n: how many there are. */
enum err seal_reserve(const struct repo *r, const char *act, time_ms until, int64_t *n,
		      struct error *e) MUST_USE;
/* The party's signature, once; *done false: it gave way, or has one. */
enum err seal_sign(const struct repo *r, const char *id, struct bytes signature, time_ms now,
		   _Bool *done, struct error *e) MUST_USE;
/* Contract documents of the envelope without a committed seal of this act. */
enum err seal_missing(const struct repo *r, const char *envelope, const char *act, int64_t *out,
		      struct error *e) MUST_USE;
/* Gives the revision number up, step 'prepared' only. ERR_NOT_FOUND: too late. */
enum err seal_abandon(const struct repo *r, const char *id, struct error *e) MUST_USE;

/* body: JSON {"text","html"}; encrypted != 0: sealed with the organisation's data key, associated data = id. */
struct mail {
	const char *id, *envelope_id, *recipient_id, *kind, *locale, *to_name, *to_email, *subject;
	const char *state, *reply;
	const char *bounce_token, *reply_to; /* reply_to NULL: no header */
	int64_t encrypted, attempts;
	struct bytes body;
	time_ms created_at, sent_at;
};
enum err mail_insert(const struct repo *r, const struct mail *m, struct error *e) MUST_USE;
enum err mail_get(const struct repo *r, const char *id, struct mail *out, struct error *e) MUST_USE;
/* Newest first, without bodies; below NULL: from the top. */
enum err mail_list(const struct repo *r, const char *below, int64_t limit, const struct mail **out,
		   size_t *n, struct error *e) MUST_USE;
/* Oldest first, with bodies, ids above `after` ("": from the first). */
enum err mail_list_envelope(const struct repo *r, const char *envelope, const char *after,
			    int64_t limit, const struct mail **out, size_t *n,
			    struct error *e) MUST_USE;
struct mail_delivery {
	const char *id, *state, *reply;
	const char *dsn_state, *dsn_code, *dsn_text; /* reported later: delayed, failed; NULL: nothing */
	int64_t attempts;
	time_ms sent_at;
};
/* Of the newest mail to a recipient. ERR_NOT_FOUND: none yet. */
enum err mail_last(const struct repo *r, const char *recipient, struct mail_delivery *out,
		   struct error *e) MUST_USE;
enum err mail_set_state(const struct repo *r, const struct mail *m, struct error *e) MUST_USE;
/* Whose mail bears this token. ERR_NOT_FOUND. */
struct mail_origin {
	const char *organisation_id, *id, *envelope_id, *recipient_id;
};
enum err mail_by_bounce(struct db *db, struct arena *mem, const char *token, struct mail_origin *out,
			struct error *e) MUST_USE;
/* state: delayed, failed. *news false: it was known already. */
enum err mail_set_dsn(const struct repo *r, const char *id, const char *state, const char *code,
		      const char *text, time_ms at, _Bool *news, struct error *e) MUST_USE;
/* Where answers go by the organisation's wish. version 0: nothing was decided. */
struct mail_setting {
	int64_t version;
	const char *reply_to; /* NULL: to who sends */
	time_ms updated_at;
};
enum err mail_setting_get(const struct repo *r, struct mail_setting *out, struct error *e) MUST_USE;
/* version is the new one. ERR_STALE: another edit came first. */
enum err mail_setting_put(const struct repo *r, const struct mail_setting *s, struct error *e) MUST_USE;
/* Mails that bring a link to this recipient and did not go out yet never will. */
enum err mail_supersede(const struct repo *r, const char *recipient, const char *why, struct error *e) MUST_USE;
enum err mail_delete_envelope(const struct repo *r, const char *envelope, struct error *e) MUST_USE;

struct signing_key {
	const char *id, *kind;	/* provider, tsa, ca */
	struct bytes chain;	/* PEM, the key's own certificate first */
	time_ms valid_from, valid_to, created_at;
};
enum err signing_key_insert(struct db *db, const struct signing_key *k, struct error *e) MUST_USE; /* known: nothing */
enum err signing_key_current(struct db *db, struct arena *mem, const char *kind, time_ms at,
			     struct signing_key *out, struct error *e) MUST_USE;
enum err signing_key_get(struct db *db, struct arena *mem, const char *id, struct signing_key *out,
			 struct error *e) MUST_USE;

/* Counts an attempt of a bucket (a hash, no plain address) in the window beginning at window_start. */
enum err rate_hit(struct db *db, struct arena *mem, struct bytes bucket, time_ms window_start,
		  int64_t *hits_out, struct error *e) MUST_USE;
enum err rate_clear(struct db *db, struct bytes bucket, struct error *e) MUST_USE;
enum err rate_purge(struct db *db, time_ms before, struct error *e) MUST_USE;
