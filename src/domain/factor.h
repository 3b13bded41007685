/* How a recipient shows who they are, beside the link (practice 4): access code, code by mail, code
 * by SMS, TOTP, passkey; a member's password again. What the sender asks for is set in the draft.
 *
 * Codes and secrets are never written to a log or the audit trail: only kind and channel are. */
#pragma once
#include "domain/domain.h"
#include "store/repo/envelope.h"
#include "store/repo/gate.h"

enum factor_kind {
	FACTOR_ACCESS_CODE, /* handed over by the sender, outside the mail */
	FACTOR_MAIL_CODE,   /* to the mailbox that got the link: together one factor */
	FACTOR_SMS_CODE,
	FACTOR_TOTP,	 /* RFC 6238 */
	FACTOR_PASSKEY,	 /* WebAuthn */
	FACTOR_PASSWORD, /* of a signed-in member */
	FACTOR_KIND_COUNT_
};
const char *factor_name(enum factor_kind k);
/* What it came by; factors of one channel count as one: "mail" also for the link itself. */
const char *factor_channel(enum factor_kind k);
_Bool factor_parse(const char *name, enum factor_kind *out) MUST_USE;
/* Asked for again under the same address once it is enrolled. */
_Bool factor_enrols(enum factor_kind k);
/* May a sender ask this of a recipient? (Not a password.) */
_Bool factor_for_recipients(enum factor_kind k);

/* As typed to what is compared: full-width letters and digits as plain ones, no spaces, no hyphens
 * of any kind, small letters. NULL: not valid UTF-8 or over 64 characters. */
const char *factor_code_normal(struct domain *d, const char *typed);
/* "090-1234-5678", "+81 90 1234 5678" to "+819012345678"; NULL: no number that gets text messages.
 */
const char *factor_phone(struct domain *d, const char *typed);
const char *factor_phone_masked(struct domain *d, const char *e164); /* "*******5678" */
const char *factor_mail_masked(struct domain *d, const char *email); /* "t***@example.jp" */
/* A code to hand over: 10 characters that are not mistaken for one another. */
const char *factor_code_new(struct domain *d);

/* One of the draft. code NULL: the one that is set stays. */
struct factor_input {
	const char *kind, *phone, *code;
	/* factor_check's own */
	const char *hash, *e164;
	enum factor_kind parsed;
};
/* Notes field errors under "PREFIX[i].…"; hashes codes (slow), so outside of any transaction. */
enum err factor_check(struct domain *d, const char *prefix, struct factor_input *list, size_t n,
		      struct error *e) MUST_USE;
/* Replaces what is asked of a recipient; after factor_check, in the caller's transaction. */
enum err factor_save(struct domain *d, const char *envelope, const char *recipient,
		     const struct factor_input *list, size_t n, struct error *e) MUST_USE;
/* A new access code for who takes over a seat or when it got lost. In the caller's transaction;
 * hash: of factor_hash. ERR_NOT_FOUND: none is asked for. */
enum err factor_hash(struct domain *d, const char *field, const char *code, const char **hash_out,
		     struct error *e) MUST_USE;
enum err factor_set_code(struct domain *d, const char *recipient, const char *hash,
			 struct error *e) MUST_USE;
enum err factor_asked(struct domain *d, const char *recipient, enum factor_kind k, _Bool *out,
		      struct error *e) MUST_USE;
/* The same kinds for another recipient, without secrets and numbers that are another person's. */
enum err factor_copy(struct domain *d, const char *from, const char *envelope, const char *to,
		     struct error *e) MUST_USE;
/* Everything goes to another recipient, whose own end: two rows of one person become one. */
enum err factor_move(struct domain *d, const char *from, const char *envelope, const char *to,
		     struct error *e) MUST_USE;
enum err factor_phone_of(struct domain *d, const struct recipient_factor *f, const char **out,
			 struct error *e) MUST_USE;

/* The least that an organisation demands. */
struct factor_demand {
	unsigned counterparty, own, member; /* bits 1 << enum factor_kind */
	int64_t version;		    /* 0: never set */
};
enum err factor_demand_get(struct domain *d, struct factor_demand *out, struct error *e) MUST_USE;
enum err factor_demand_set(struct domain *d, const struct factor_demand *in,
			   struct error *e) MUST_USE;
/* What is missing before sending: text code for recipients[i].factors; NULL: nothing. */
enum err factor_unready(struct domain *d, const struct recipient *r, const char **code_out,
			struct error *e) MUST_USE;
/* Passkeys need a name for the service, not only an address. */
_Bool factor_passkeys_possible(const struct domain *d);

/* The passed ones as JSON list of {channel, kind, at}, the link first (act record, certificate). */
const char *factor_list_json(struct domain *d, const struct recipient_ref *ref,
			     const struct factor_pass *passed, size_t n);

/* Waiting after wrong answers, per recipient and per remote address. */
enum err factor_locked_until(struct domain *d, const char *recipient, time_ms *out,
			     struct error *e) MUST_USE;
/* ERR_RATE_LIMITED while it lasts. Counts the attempt as wrong beforehand, in a transaction of its
 * own. */
enum err factor_attempt(struct domain *d, const char *recipient, struct error *e) MUST_USE;
/* It was right after all; in the caller's transaction. */
enum err factor_attempt_right(struct domain *d, const char *recipient, struct error *e) MUST_USE;
