/* Envelopes and recipients as rows. Who may change what is the domain's business. */
#pragma once
#include "store/repo/repo.h"

extern const struct repo_type envelope_type; /* its columns in sql/envelope.sql */
struct envelope {
	const char *id, *kind, *state, *title, *message;
	int64_t version, trial, sample;
	const char *created_by, *sent_by;
	time_ms created_at, updated_at, sent_at, prepared_at, expire_at, completed_at, ended_at;
	int64_t group_no; /* order number being asked now; 0: nobody yet */
	const char *level_requested, *level_reached;
	const char *withdraw_reason, *failure;
	int64_t title_hidden, allow_forward;
	const char *contract_date, *effective_date; /* YYYY-MM-DD; NULL: not said */
	int64_t amount; /* in minor units of currency; negative: blank */
	const char *currency, *external_id, *metadata; /* metadata: JSON object of texts */
	const char *reply_to;
	int64_t remind_before_days, remind_every_days; /* negative: no such reminder */
	time_ms remind_at;    /* the next one; 0: none */
	time_ms discarded_at; /* in the trash since; 0: not there */
	const char *duplicated_from;
	const char *return_by, *return_comment; /* the last 差戻し of a recipient */
	time_ms return_at;
	const char *approval; /* internal: none, requested, approved, returned, rejected */
	int64_t certify;      /* the service is asked to sign, whoever else signs (domain/certification.h) */
};
/* What a new envelope has before anybody says otherwise; the caller sets the rest. */
#define ENVELOPE_BLANK \
	.amount = -1, .currency = "JPY", .metadata = "{}", .allow_forward = 1, .remind_before_days = -1, \
	.remind_every_days = -1, .approval = "none"
enum err envelope_insert(const struct repo *r, const struct envelope *v, struct error *e) MUST_USE;
enum err envelope_get(const struct repo *r, const char *id, struct envelope *out, struct error *e) MUST_USE;
/* Holds the row until the transaction ends, then reads it: every act begins with this. */
enum err envelope_lock(const struct repo *r, const char *id, time_ms now, struct envelope *out,
		       struct error *e) MUST_USE;
/* Writes every column; under envelope_lock. */
enum err envelope_update(const struct repo *r, const struct envelope *v, struct error *e) MUST_USE;
enum err envelope_delete(const struct repo *r, const char *id, struct error *e) MUST_USE; /* drafts */

extern const struct repo_type recipient_type;
struct recipient {
	const char *id, *envelope_id;
	int64_t order_no;
	const char *side, *role, *name, *email, *email_folded, *company, *locale, *account_id, *state;
	time_ms sent_at, opened_at, agreed_at, completed_at, declined_at;
	const char *decline_reason;
	const char *declared_name, *declared_company, *declared_department, *declared_title;
	const char *statement_version, *factors, *act_id;
	const char *seat; /* id of who was first asked for this part; "": its own */
	const char *department, *title; /* as the sender gave them; "": not given */
	const char *method; /* provider, own_certificate */
	const char *forwarded_to, *forwarded_from, *forward_reason;
	time_ms forwarded_at;
	time_ms handed_at;   /* the sender was shown a link to hand over; 0: never */
	time_ms reminded_at; /* last reminder; 0: none */
	/* whose certificate it has to be: its SHA-256 (hex), words of its names; NULL: not said */
	const char *signer_sha256, *signer_subject, *signer_issuer;
};
/* Like ENVELOPE_BLANK. */
#define RECIPIENT_BLANK .factors = "[]", .seat = "", .method = "provider"
enum err recipient_insert(const struct repo *r, const struct recipient *v, struct error *e) MUST_USE;
enum err recipient_update(const struct repo *r, const struct recipient *v, struct error *e) MUST_USE;
enum err recipient_delete(const struct repo *r, const char *id, struct error *e) MUST_USE;
enum err recipient_delete_all(const struct repo *r, const char *envelope, struct error *e) MUST_USE;
enum err recipient_list(const struct repo *r, const char *envelope, struct recipient **out, size_t *n,
			struct error *e) MUST_USE;

/* What a token or a cookie leads to; before the organisation is known. ERR_NOT_FOUND. */
struct recipient_ref {
	const char *organisation_id, *envelope_id, *recipient_id, *factor;
	time_ms expires_at;
	struct bytes key;	/* hash of the token or of the cookie */
	struct bytes browser;	/* hash of what this browser is known by; empty: not known */
	time_ms link_opened_at; /* of a link: when a browser first used it; 0: none did */
	int64_t needs_code;	/* of a session: a code sent by mail is asked for in any case */
};
struct recipient_link {
	struct bytes token_hash;
	const char *recipient_id;
	const char *channel; /* mail, hand */
	time_ms created_at, expires_at;
};
enum err recipient_link_insert(const struct repo *r, const struct recipient_link *l, struct error *e) MUST_USE;
enum err recipient_link_delete(const struct repo *r, const char *recipient, struct error *e) MUST_USE;
enum err recipient_link_delete_envelope(const struct repo *r, const char *envelope,
					struct error *e) MUST_USE;
/* factor: the channel of the link. */
enum err recipient_by_link(struct db *db, struct arena *mem, struct bytes token_hash,
			   struct recipient_ref *out, struct error *e) MUST_USE;
enum err recipient_session_insert(const struct repo *r, struct bytes token_hash,
				  const struct recipient_ref *ref, time_ms now, struct error *e) MUST_USE;
enum err recipient_session_delete(const struct repo *r, const char *recipient, struct error *e) MUST_USE;
enum err recipient_session_delete_envelope(const struct repo *r, const char *envelope,
					   struct error *e) MUST_USE;
enum err recipient_by_session(struct db *db, struct arena *mem, struct bytes token_hash,
			      struct recipient_ref *out, struct error *e) MUST_USE;
