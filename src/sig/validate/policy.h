/* Which algorithms may be relied on, and until when (ETSI TS 119 312, CRYPTREC, NIST): a table
 * with dates (policy.def) that a file of one's own may change row by row. A use that is
 * proved to lie before an end stays good for ever (EN 319 102-1 §5.6.2.2).
 *
 * The file: lines "digest NAME DATE" and "key NAME BITS DATE", "name TEXT", empty lines and
 * comments from #. DATE is the last good day as 2030-12-31 (UTC), "always" or "never". A line
 * replaces the row of the same name (and size) or adds one. docs/formats/algorithm-policy.md */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

enum { POLICY_FILE_MAX = 64 * 1024, POLICY_ROWS_MAX = 256 };

struct algo_policy;
const struct algo_policy *algo_policy_default(void);

/* ERR_INVALID names the line. The result lives in mem. */
enum err algo_policy_parse(struct bytes text, struct arena *mem, const struct algo_policy **out,
			   struct error *e) MUST_USE;

const char *algo_policy_name(const struct algo_policy *p);

/* The last moment at which the use was acceptable. Names as OpenSSL writes them, case does not
 * matter; RSA-PSS is RSA. Never accepted or unknown: INT64_MIN; no end: INT64_MAX. */
time_ms algo_policy_digest(const struct algo_policy *p, const char *name);
time_ms algo_policy_key(const struct algo_policy *p, const char *type, unsigned bits);
