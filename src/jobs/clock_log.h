/* What the kernel says about this machine's clock, on record once an hour: evidence has to tell how
 * far its times can be relied on. */
#pragma once
#include "domain/domain.h"

enum err clock_log_note(struct db *db, const struct clock *clock, struct error *e) MUST_USE;
