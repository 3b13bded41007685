#include "domain/recipient_role.h"
#include <assert.h>

static const struct {
	const char *name;
	_Bool blocks, signs;
} roles[PARTY_ROLE_COUNT_] = {
	[PARTY_SIGNER] = { "signer", 1, 1 },
	[PARTY_APPROVER] = { "approver", 1, 1 },
	[PARTY_VIEWER] = { "viewer", 1, 0 },
	[PARTY_CC] = { "cc", 0, 0 },
};

static unsigned find(const char *name)
{
	unsigned i = 0;

	while (i < PARTY_ROLE_COUNT_ && strcmp(roles[i].name, name) != 0)
		i++;
	return i;
}

_Bool recipient_role_known(const char *name)
{
	return find(name) < PARTY_ROLE_COUNT_;
}

const char *recipient_role_name(enum recipient_role role)
{
	return roles[role].name;
}

enum recipient_role recipient_role_of(const struct recipient *r)
{
	unsigned i = find(r->role);

	assert(i < PARTY_ROLE_COUNT_); /* the column has a CHECK */
	return (enum recipient_role)i;
}

_Bool recipient_blocks(const struct recipient *r)
{
	return roles[recipient_role_of(r)].blocks && strcmp(r->state, "forwarded") != 0;
}

_Bool recipient_signs(const struct recipient *r)
{
	return roles[recipient_role_of(r)].signs && strcmp(r->state, "forwarded") != 0;
}

const char *recipient_seat(const struct recipient *r)
{
	return *r->seat ? r->seat : r->id;
}
