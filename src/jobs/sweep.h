/* Removes what nothing needs any more: blobs without use, finished jobs, old counters.
 * Every step can be repeated; several workers may sweep at once. */
#pragma once
#include "jobs/env.h"

enum { SWEEP_EVERY_MS = 10 * 60 * 1000 };

enum err sweep_run(const struct jobs_env *env, struct jobs_thread *t, struct error *e) MUST_USE;
