/* What readiness and `skysign doctor` look at. NULL: fine; else why not, in mem. */
#pragma once
#include "base/buf.h"
#include "cmd/service.h"

const char *check_database(const struct service *s, struct arena *mem);
const char *check_sealer(const struct service *s, struct arena *mem);
const char *check_worker(const struct service *s, struct arena *mem); /* its last sign of life */
const char *check_preservation(const struct service *s, struct arena *mem); /* not for readiness */
const char *check_disk(const struct service *s, struct arena *mem);

/* Gauges of kept documents, as the planner counted them last; nothing when the database does not answer. */
void preservation_metrics(const struct service *s, struct arena *mem, struct buf *out);
/* Gauges of the audit trail's daily roots; likewise. */
void audit_day_metrics(const struct service *s, struct arena *mem, struct buf *out);

/* The worker's sign of life: a row of `meta` with the time, written every few seconds. */
#define WORKER_HEARTBEAT_KEY "worker_heartbeat"
enum { HEARTBEAT_MS = 5000 };
