/* One branch of a hash tree, as an ArchiveTimeStamp keeps it (RFC 4998 §4.3). For src/sig/ers only.
 */
#pragma once
#include "sig/ers/record.h"

/* Step 2: is the hash in the first list, or what the time-stamp is over when there is none? */
_Bool ers_branch_has(const struct ers_stamp *s, struct bytes leaf);
/* Steps 3 and 4: does the branch lead to what the time-stamp is over? ERR_CONFLICT: it does not. */
enum err ers_branch_check(const struct ers_stamp *s, struct arena *mem, struct error *e) MUST_USE;
