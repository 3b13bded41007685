/* Time-stamps of this month (of Japan's time) by authority, for /metrics: read from the database
 * when asked. Nothing is written when the database does not answer; /readyz tells that. */
#pragma once
#include "base/buf.h"
#include "cmd/service.h"

void metrics_timestamps(const struct service *s, struct arena *mem, struct buf *out);
