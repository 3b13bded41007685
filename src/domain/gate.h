/* The gate between a recipient's link and the document (practice 2): landing, authentication,
 * terms, statutory consent, document. Until it is passed nothing of the content is given.
 *
 * Passed factors belong to a browser session; terms to a mail address; consent to the recipient.
 * Who has acted, or comes back after the conclusion, only authenticates: terms and consent are no
 * reason to keep a party from its own contract. */
#pragma once
#include "domain/consent.h"
#include "domain/envelope.h"
#include "domain/factor.h"
#include "domain/terms.h"

enum gate_step { GATE_FACTOR, GATE_TERMS, GATE_CONSENT, GATE_NONE };
const char *gate_step_name(enum gate_step s);

struct gate_factor {
	enum factor_kind kind;
	const char *to;		/* masked address or number; NULL: nothing is sent */
	_Bool passed, enrolled; /* enrolled: true also for kinds that need it not */
	struct bytes phone;	/* of the row; encrypted */
	const char *secret_hash;
};
enum { GATE_FACTORS_MAX = FACTOR_KIND_COUNT_ };
struct gate {
	enum gate_step next;
	struct gate_factor factors[GATE_FACTORS_MAX];
	size_t n_factors;
	time_ms locked_until;	  /* after wrong answers; 0: not */
	const char *terms;	  /* version to be accepted; NULL: none is */
	struct consent_list laws; /* all that concern this recipient, with their steps */
};
enum err gate_load(struct domain *d, const struct recipient_ref *ref, const struct dossier *x,
		   const struct recipient *r, struct gate *out, struct error *e) MUST_USE;

/* How far a session must have come for something. */
enum gate_need { GATE_NEED_ALL, GATE_NEED_PERSON, GATE_NEED_NOTHING };
/* ERR_DENIED "gate-not-passed"; d's field errors say what is next. */
enum err gate_require(struct domain *d, const struct recipient_ref *ref, const struct dossier *x,
		      const struct recipient *r, enum gate_need need, struct error *e) MUST_USE;
enum err gate_require_session(struct domain *d, const struct recipient_ref *ref,
			      enum gate_need need, struct error *e) MUST_USE;
/* JSON list of {kind, channel, at} for the act; in the act's transaction. */
enum err gate_factors_json(struct domain *d, const struct recipient_ref *ref, const char **out,
			   struct error *e) MUST_USE;

/* What was sent, or what the browser needs for its answer. */
struct factor_started {
	const char *sent_to; /* masked; NULL: nothing was sent */
	time_ms expires_at;
	const char *totp_uri, *totp_secret;	 /* first use only */
	const char *challenge;			 /* base64url; NULL: no passkey */
	_Bool create;				 /* a new passkey, else one of the list */
	const char *rp_id, *user_id, *user_name; /* user_id in base64url */
	const char *const *credentials;		 /* base64url */
	size_t n_credentials;
};
/* Each opens its own transaction. */
enum err gate_factor_start(struct domain *d, const struct recipient_ref *ref, const char *kind,
			   struct factor_started *out, struct error *e) MUST_USE;
struct passkey_answer { /* all base64url, as the browser gave them */
	const char *id, *client_data, *authenticator_data, *signature;
	const char *public_key; /* of a new one */
};
struct factor_answer {
	const char *code;
	const struct passkey_answer *passkey; /* NULL: none */
};
/* ERR_INVALID "factor-wrong" (field "code"), ERR_RATE_LIMITED while locked. */
enum err gate_factor_check(struct domain *d, const struct recipient_ref *ref, const char *kind,
			   const struct factor_answer *answer, struct error *e) MUST_USE;
enum err gate_accept_terms(struct domain *d, const struct recipient_ref *ref, const char *version,
			   struct error *e) MUST_USE;
/* step NULL: the next one. ERR_STALE: the text is of another version. */
struct consent_input {
	const char *law, *version, *step, *answer;
};
enum err gate_consent(struct domain *d, const struct recipient_ref *ref,
		      const struct consent_input *in, struct error *e) MUST_USE;
enum err gate_consent_withdraw(struct domain *d, const struct recipient_ref *ref, const char *law,
			       struct error *e) MUST_USE;
/* A request for the document on paper (取適法, フリーランス法 and anybody else): the sender is
 * told. */
enum err gate_ask_paper(struct domain *d, const struct recipient_ref *ref, const char *text,
			struct error *e) MUST_USE;

/* In the transaction of the button (practice 6): a link that another browser has used already, or
 * one that is too old, proves less than a mailbox does. */
enum err gate_browser(struct domain *d, const struct recipient_ref *link, int64_t *needs_code,
		      struct error *e) MUST_USE;
/* Who has shown to have the mailbox in this browser need not do so again. */
enum err gate_browser_known(struct domain *d, const struct recipient_ref *ref,
			    struct error *e) MUST_USE;

/* The sender gives a recipient who has not acted other factors: a new access code after a forward,
 * a number. */
enum err gate_set_factors(struct domain *d, const char *envelope, const char *recipient,
			  struct factor_input *list, size_t n, struct error *e) MUST_USE;
