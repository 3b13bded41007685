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

enum { QUEUE_LEASE_MS = 60 * 1000, QUEUE_ORG_SLOTS = 64 };

/* Who was served when, so that no organisation waits behind another's thousand
 * jobs: among the jobs that are due in the first lane that has any, the one of
 * the organisation that was served longest ago is taken. */
struct queue_fairness {
	struct {
		uint64_t org; /* hash of the organisation's id */
		uint64_t served;
	} slots[QUEUE_ORG_SLOTS];
	uint64_t turn;
};

/* Takes a job that is due, or *found = false. owner names this worker. Opens and
 * commits a transaction of its own. Strings live in mem. */
enum err queue_lease(struct db *db, const struct clock *clock, const char *owner,
		     struct queue_fairness *fair, struct arena *mem, struct job *out,
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
enum err queue_extend(struct db *db, const struct clock *clock, const struct job *job,
		      struct error *e) MUST_USE;
