/* Public identifiers: a prefix that says what the thing is, then a UUIDv7
 * (RFC 9562 §5.7) in 32 lower-case hex digits: "env_0193…". They sort by time
 * of creation and come from no database sequence. */
#pragma once
#include "base/attr.h"
#include "base/clock.h"
#include "base/rng.h"

enum { ID_SIZE = 40 }; /* prefix of up to 6 characters, '_', 32 digits, NUL */

struct id {
	char s[ID_SIZE];
};

struct id id_new(const char *prefix, const struct clock *c, struct rng *r);
/* True when s is prefix, '_' and 32 lower-case hex digits. */
_Bool id_valid(const char *s, const char *prefix);
