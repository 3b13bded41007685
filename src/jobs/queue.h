/* The queue of the worker: rows of the table `job`, taken under a lease.
 *
 * A lease is good until its time is over; whoever takes the job after that gets
 * a greater fence number, and what the earlier worker still tries to write under
 * the old number changes nothing (queue_finish answers ERR_CONFLICT, and the
 * transaction around it is rolled back). So a job may be run twice, but its
 * effect on the database happens once. */
#pragma once
#include "base/clock.h"
#include "store/repo/work.h"

enum { QUEUE_LEASE_MS = 60 * 1000 };

/* Whose turn it was last, in each lane (an organisation's id, in malloc'd memory). Among the jobs
 * that are due in the first lane that has any, the oldest one of the next organisation is taken: no
 * organisation waits behind another's thousand jobs, and finding it costs a few steps in an index,
 * however many wait. Begins zeroed; one for each thread of a worker. */
struct queue_turns {
	char *last[LANE_COUNT_];
};
void queue_turns_done(struct queue_turns *t);
DEFINE_AUTO_DONE(queue_turns, struct queue_turns)

/* Takes a job that is due, or *found = false. owner names this worker. Opens and
 * commits a transaction of its own. Strings live in mem. */
enum err queue_lease(struct db *db, const struct clock *clock, const char *owner,
		     struct queue_turns *turns, struct arena *mem, struct job *out,
		     _Bool *found, struct error *e) MUST_USE;

/* Ends the leases of an owner that is known to be dead; a transaction of its own. Harmless when
 * repeated, and for what the owner's last statements still do: the fence number decides. */
enum err queue_release(struct db *db, const char *owner, int64_t *released, struct error *e) MUST_USE;

/* The following work inside the caller's transaction. ERR_CONFLICT: the lease was lost. */
enum err queue_finish(struct db *db, const struct clock *clock, const struct job *job,
		      struct error *e) MUST_USE;
enum err queue_retry(struct db *db, const struct job *job, time_ms run_at, const char *why,
		     struct error *e) MUST_USE;
enum err queue_fail(struct db *db, const struct clock *clock, const struct job *job,
		    const char *why, struct error *e) MUST_USE;
/* Makes the lease last from now on; for steps that take long. */
enum err queue_extend_for(struct db *db, const struct clock *clock, const struct job *job,
			  time_ms longest, struct error *e) MUST_USE;
enum err queue_extend(struct db *db, const struct clock *clock, const struct job *job,
		      struct error *e) MUST_USE;
