/* What stands between a link and the document, as rows: factors, codes, terms, statutory consent.
 * Sessions are named by the hash of their cookie (struct recipient_ref.key). */
#pragma once
#include "store/repo/repo.h"

enum err recipient_link_used(const struct repo *r, struct bytes token_hash, time_ms now,
			     struct error *e) MUST_USE;
enum err recipient_browser_put(const struct repo *r, struct bytes browser, const char *recipient,
			       time_ms now, struct error *e) MUST_USE;
enum err recipient_browser_known(const struct repo *r, struct bytes browser, const char *recipient,
				 _Bool *out, struct error *e) MUST_USE;

/* What the sender asks for. phone is encrypted (associated data: recipient and kind). */
struct recipient_factor {
	const char *recipient_id, *kind, *envelope_id, *secret_hash;
	int64_t position;
	struct bytes phone;
};
enum err recipient_factor_put(const struct repo *r, const struct recipient_factor *f,
			      struct error *e) MUST_USE;
enum err recipient_factor_list(const struct repo *r, const char *recipient,
			       const struct recipient_factor **out, size_t *n,
			       struct error *e) MUST_USE;
enum err recipient_factor_delete(const struct repo *r, const char *recipient,
				 struct error *e) MUST_USE;
/* Factors and laws of recipients that are not in the envelope any more; of all of them. */
enum err gate_rows_tidy(const struct repo *r, const char *envelope, struct error *e) MUST_USE;
enum err gate_rows_delete(const struct repo *r, const char *envelope, struct error *e) MUST_USE;

struct factor_code {
	struct bytes session_hash, value; /* value is encrypted */
	const char *kind, *recipient_id;
	int64_t tries;
	time_ms created_at, expires_at;
};
enum err factor_code_put(const struct repo *r, const struct factor_code *c,
			 struct error *e) MUST_USE;
enum err factor_code_get(const struct repo *r, struct bytes session, const char *kind,
			 struct factor_code *out, struct error *e) MUST_USE; /* ERR_NOT_FOUND */
enum err factor_code_try(const struct repo *r, struct bytes session, const char *kind,
			 struct error *e) MUST_USE;
/* *taken false: somebody else has used it meanwhile. */
enum err factor_code_take(const struct repo *r, struct bytes session, const char *kind,
			  _Bool *taken, struct error *e) MUST_USE;

struct factor_pass {
	const char *kind, *channel;
	time_ms at;
};
enum err factor_pass_put(const struct repo *r, struct bytes session, const char *recipient,
			 const struct factor_pass *p, struct error *e) MUST_USE;
enum err factor_pass_list(const struct repo *r, struct bytes session,
			  const struct factor_pass **out, size_t *n, struct error *e) MUST_USE;

/* subject: hash of what is counted. Without a row all is zero. */
struct factor_lock {
	int64_t failures;
	time_ms locked_until, updated_at;
};
enum err factor_lock_get(struct db *db, struct arena *mem, struct bytes subject,
			 struct factor_lock *out, struct error *e) MUST_USE;
enum err factor_lock_put(struct db *db, struct bytes subject, const struct factor_lock *l,
			 struct error *e) MUST_USE;
enum err factor_lock_delete(struct db *db, struct bytes subject, struct error *e) MUST_USE;
/* Codes, passes and counters that are over. */
enum err gate_purge(struct db *db, time_ms now, time_ms locks_before, struct error *e) MUST_USE;

struct person_totp {
	const char *email_folded;
	struct bytes secret; /* encrypted */
	int64_t last_step;
	time_ms created_at;
};
enum err person_totp_get(const struct repo *r, const char *email, struct person_totp *out,
			 struct error *e) MUST_USE; /* ERR_NOT_FOUND */
enum err person_totp_put(const struct repo *r, const struct person_totp *t,
			 struct error *e) MUST_USE;
/* *fresh false: this or a later step was used before. */
enum err person_totp_step(const struct repo *r, const char *email, int64_t step, _Bool *fresh,
			  struct error *e) MUST_USE;

struct person_passkey {
	struct bytes credential_id, public_key; /* public_key: SubjectPublicKeyInfo */
	const char *email_folded;
	int64_t sign_count;
	time_ms created_at, used_at;
};
enum err person_passkey_put(const struct repo *r, const struct person_passkey *k,
			    struct error *e) MUST_USE; /* ERR_CONFLICT: known already */
enum err person_passkey_list(const struct repo *r, const char *email,
			     const struct person_passkey **out, size_t *n,
			     struct error *e) MUST_USE;
/* *first false: another request moved the counter meanwhile. */
enum err person_passkey_used(const struct repo *r, const struct person_passkey *k,
			     int64_t sign_count, time_ms now, _Bool *first,
			     struct error *e) MUST_USE;

/* Lists of kinds as JSON. */
struct factor_policy {
	int64_t version;
	const char *counterparty, *own, *member;
	time_ms updated_at;
};
enum err factor_policy_row(const struct repo *r, struct factor_policy *out,
			   struct error *e) MUST_USE; /* ERR_NOT_FOUND */
/* version is the new one; 1 inserts. ERR_CONFLICT: another edit came first. */
enum err factor_policy_put(const struct repo *r, const struct factor_policy *p,
			   struct error *e) MUST_USE;

struct sms {
	const char *id, *envelope_id, *recipient_id, *state, *reply;
	struct bytes to_phone, body; /* encrypted */
	int64_t attempts;
	time_ms created_at, expires_at, sent_at;
};
enum err sms_insert(const struct repo *r, const struct sms *m, struct error *e) MUST_USE;
enum err sms_get(const struct repo *r, const char *id, struct sms *out, struct error *e) MUST_USE;
enum err sms_set_state(const struct repo *r, const struct sms *m, struct error *e) MUST_USE;
enum err sms_last(const struct repo *r, const char *recipient, struct sms *out,
		  struct error *e) MUST_USE; /* ERR_NOT_FOUND */

enum err terms_row(const struct repo *r, const char *email, const char *version, _Bool *accepted,
		   struct error *e) MUST_USE;
enum err terms_row_put(const struct repo *r, const char *email, const char *version,
		       const char *recipient, time_ms now, struct error *e) MUST_USE;

struct law_row {
	const char *law;
};
enum err recipient_law_list(const struct repo *r, const char *recipient, const struct law_row **out,
			    size_t *n, struct error *e) MUST_USE;
enum err recipient_law_put(const struct repo *r, const char *recipient, const char *law,
			   const char *envelope, int64_t position, struct error *e) MUST_USE;
enum err recipient_law_delete(const struct repo *r, const char *recipient,
			      struct error *e) MUST_USE;

struct consent_row {
	const char *id, *envelope_id, *recipient_id, *law, *version, *step, *answer;
	time_ms at, withdrawn_at;
};
enum err consent_row_insert(const struct repo *r, const struct consent_row *c,
			    struct error *e) MUST_USE;
enum err consent_row_list(const struct repo *r, const char *recipient,
			  const struct consent_row **out, size_t *n, struct error *e) MUST_USE;
enum err consent_row_withdraw(const struct repo *r, const char *recipient, const char *law,
			      time_ms now, int64_t *changed, struct error *e) MUST_USE;

/* When a customer's data end; 0: not said. */
enum err data_end_get(const struct repo *r, time_ms *ends_at, time_ms *noticed_at,
		      struct error *e) MUST_USE;
enum err data_end_set(const struct repo *r, const char *state, time_ms ends_at,
		      struct error *e) MUST_USE;
struct org_id {
	const char *id;
};
/* Whose data end before `until` and whose counterparties were not told. */
enum err data_end_due(struct db *db, struct arena *mem, time_ms until, const struct org_id **out,
		      size_t *n, struct error *e) MUST_USE;
/* *first false: told before. */
enum err data_end_noticed(const struct repo *r, time_ms now, _Bool *first,
			  struct error *e) MUST_USE;
struct counterparty_share {
	const char *recipient_id, *envelope_id;
};
enum err counterparty_shares(const struct repo *r, time_ms since, int64_t limit,
			     const struct counterparty_share **out, size_t *n,
			     struct error *e) MUST_USE;
