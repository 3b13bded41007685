/* Who may do what: role × permission, as a table. Routes name the permission they need;
 * GET /api/v1/session shows a member theirs. */
#pragma once
#include "base/attr.h"

enum role { ROLE_OWNER, ROLE_MEMBER, ROLE_OPERATOR, ROLE_COUNT_ };

_Bool role_parse(const char *name, enum role *out) MUST_USE;
const char *role_name(enum role r);
/* False for an unknown permission too. */
_Bool role_may(enum role r, const char *permission) MUST_USE;
/* The i-th permission of the table, NULL past its end. */
const char *permission_name(unsigned i);
