/* Keeping, carried out: the planner hands out what is due, job "preserve" does it
 * (domain/preservation.h).
 *
 * The planner runs in every worker every few seconds; a version in its one row lets one of them
 * win. It only moves rows: killed at any line, the next one goes on. A document is in hand from the
 * transaction that writes its job to the one that ends it. */
#pragma once
#include "jobs/env.h"

enum { PRESERVE_EVERY_MS = 5000 };

/* One round: what is due or overdue now is marked, so much as the rate allows is handed out, rows
 * are made for documents that have none, counted, alarmed on. Batches are bounded. ERR_CONFLICT,
 * ERR_BUSY: somebody else was at it. */
enum err preserve_plan(const struct jobs_env *env, struct db *db, struct error *e) MUST_USE;
