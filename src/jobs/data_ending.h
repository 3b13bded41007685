/* Whose data end within 30 days: a job for each organisation (domain/data_end.h). */
#pragma once
#include "jobs/env.h"

enum err data_ending_plan(const struct jobs_env *env, struct db *db, struct error *e) MUST_USE;
