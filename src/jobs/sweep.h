/* Removes what nothing needs any more: blobs without use, seals that a party never signed,
 * finished jobs, old counters.
 * Every step can be repeated; several workers may sweep at once. */
#pragma once
#include "base/clock.h"
#include "store/blob.h"
#include "store/db.h"

enum { SWEEP_EVERY_MS = 10 * 60 * 1000, SWEEP_AGAIN_MS = 1000 };

struct sweep {
	const struct clock *clock;
	struct db *db;
	struct blob_store *blobs;
};

/* A hundred blobs at most, so that no job waits long; *more_out: there may be more, come again
 * soon. Rows of jobs and counters are left for the round that finds no blob. */
enum err sweep_run(const struct sweep *s, _Bool *more_out, struct error *e) MUST_USE;
