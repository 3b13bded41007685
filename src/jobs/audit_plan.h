/* The planner of the audit trail's daily roots (domain/audit_day.h): a job for each organisation
 * and day that is over, and renewals of closed days that are due, in batches.
 *
 * As the planner of keeping it runs in every worker every few seconds and only moves rows. A day
 * has one job, whoever makes it (its dedup value), and one row, whichever job writes it (its key):
 * planners need no agreement. */
#pragma once
#include "jobs/env.h"

enum err audit_plan(const struct jobs_env *env, struct db *db, struct error *e) MUST_USE;
