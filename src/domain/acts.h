/* Who may do what, when: one table of all acts (acts.def) over the two state tables.
 *
 * Every act on an envelope asks act_check under the envelope's row lock before it writes anything. What
 * a page offers is asked of the same table (act_allows), and docs/domain/envelope.md is made from it. */
#pragma once
#include "domain/envelope.h"

enum act {
#define ACT(symbol, ...) ACT_##symbol,
#include "domain/acts.def"
#undef ACT
	ACT_COUNT_
};

enum act_who {		     /* bits */
	BY_SENDER = 1 << 0,  /* the member who made or sent it */
	BY_OWNER = 1 << 1,   /* an administrator of the sending organisation */
	BY_PARTY = 1 << 2,   /* the recipient in question */
	BY_SYSTEM = 1 << 3,
	MAKERS = BY_SENDER | BY_OWNER,
};
enum act_if {			     /* bits; each has its refusal, see acts.c */
	IF_TRASHED = 1 << 0,	     /* in the trash; without it: not there */
	IF_IN_TIME = 1 << 1,	     /* the deadline is not over */
	IF_PAST = 1 << 2,	     /* it is */
	IF_ASKED = 1 << 3,	     /* the recipient was asked and has not answered */
	IF_OPENED = 1 << 4,	     /* the recipient has opened it and not answered */
	IF_NOBODY_ACTED = 1 << 5,    /* nobody has agreed or approved */
	IF_FORWARD_ALLOWED = 1 << 6, /* by the sender */
	IF_TRIAL = 1 << 7,	     /* the envelope, and still the installation, are on trial */
	IF_NOT_REMINDED = 1 << 8,    /* not today, by the days of Japan */
	IF_DEADLINE = 1 << 9,	     /* there is one */
	IF_TOLD = 1 << 10,	     /* the recipient was asked or told, and has not passed it on */
	IF_PROVIDER = 1 << 11,	     /* the service signs the act */
	IF_OWN_CERTIFICATE = 1 << 12, /* the recipient signs with a certificate of its own */
};

struct act_row {
	const char *name;
	unsigned who;
	const char *permission; /* of a member; NULL: none is needed */
	unsigned roles;		/* bits by enum recipient_role; 0: it is about no recipient */
	enum envelope_event event;
	enum recipient_event recipient_event;
	unsigned conditions;
	const char *early, *late, *ended, *unfit; /* texts.def */
	const char *what;
};
const struct act_row *act_row(enum act a);
/* A condition of the table for documents and tests; false past the last. */
_Bool act_condition(size_t i, unsigned *bit, enum err *code, const char **refusal, const char **words);

/* May d->actor do it now? r: the recipient whom the act is about; NULL for acts about none, and for those
 * about anybody who fits. Refuses with ERR_DENIED (who, role) or ERR_CONFLICT and the table's text. */
enum err act_check(struct domain *d, enum act a, const struct dossier *x, const struct recipient *r,
		   struct error *e) MUST_USE;
/* The same for showing; leaves d as it is. */
_Bool act_allows(const struct domain *d, enum act a, const struct dossier *x, const struct recipient *r);
/* Acts of a person on an envelope as texts, in the table's order: who 's bits choose. r as above. */
size_t act_list(const struct domain *d, const struct dossier *x, const struct recipient *r, unsigned who,
		const char *out[ACT_COUNT_]);
