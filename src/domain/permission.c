#include "domain/permission.h"

enum { O = 1 << ROLE_OWNER, M = 1 << ROLE_MEMBER, P = 1 << ROLE_OPERATOR };

/* The operator runs the service and can neither read nor sign a document by an ordinary path. */
static const struct {
	const char *name;
	unsigned roles;
} table[] = {
	{ "account.edit",     O | M | P }, /* one's own name, language, password */
	{ "envelope.create",  O | M },
	{ "envelope.read",    O | M },	   /* one's own, and those one is a party of */
	{ "envelope.read_all", O },	   /* of the whole organisation */
	{ "envelope.edit",    O | M },
	{ "envelope.send",    O | M },
	{ "envelope.withdraw", O | M },
	{ "envelope.act",     O | M },	   /* open one's own link from inside */
	{ "approval.act",     O | M },	   /* answer what one is asked, as an approver of a route */
	{ "approval.read",    O | M },
	{ "approval.manage",  O },
	{ "contact.read",     O | M },
	{ "contact.manage",   O | M },
	{ "mail.read",        O | M },	   /* templates; what was sent is the outbox */
	{ "mail.manage",      O },
	{ "seal.own",         O | M },
	{ "seal.company",     O },	   /* keep the company's seals and put them */
	{ "member.read",      O | M },
	{ "member.manage",    O },
	{ "timestamps.read",  O | M },
	{ "timestamps.manage", O },
	{ "authentication.read", O | M },  /* the least that recipients show */
	{ "authentication.manage", O },
	{ "party.read",	      O | M },	   /* what is accepted of parties' own certificates */
	{ "party.manage",     O },
	{ "preservation.read", O | M },	   /* of the documents that one may read */
	{ "preservation.manage", O },
	{ "audit.read",       O },	   /* the whole organisation's trail */
	{ "outbox.read",      O },	   /* on trial only: it shows everybody's links */
	{ "system.read",      O | P },
	{ "abuse.read",	      P },	   /* reports of recipients; never the reported organisation */
};

static const char *const role_names[ROLE_COUNT_] = {
	[ROLE_OWNER] = "owner",
	[ROLE_MEMBER] = "member",
	[ROLE_OPERATOR] = "operator",
};

_Bool role_parse(const char *name, enum role *out)
{
	for (unsigned i = 0; i < ROLE_COUNT_; i++) {
		if (name && !strcmp(role_names[i], name)) {
			*out = (enum role)i;
			return 1;
		}
	}
	return 0;
}

const char *role_name(enum role r)
{
	return r < ROLE_COUNT_ ? role_names[r] : "unknown";
}

_Bool role_may(enum role r, const char *permission)
{
	for (unsigned i = 0; i < COUNT_OF(table); i++)
		if (!strcmp(table[i].name, permission))
			return (table[i].roles >> r & 1) != 0;
	return 0;
}

const char *permission_name(unsigned i)
{
	return i < COUNT_OF(table) ? table[i].name : NULL;
}
