/* The worker: threads that take jobs from the queue and run their handlers.
 *
 * A handler does its work in steps that are each durable and ends by one
 * transaction that holds its effect and job_finish. Killed at any point, the
 * job's next lease continues from the last durable step. */
#pragma once
#include <stdatomic.h>
#include "base/log.h"
#include "jobs/env.h"
#include "jobs/queue.h"

/* One run of one job. mem lives as long as the run. */
struct job_run {
	const struct jobs_env *env;
	struct jobs_thread *thread; /* connections of this thread: see env.h */
	struct db *db;
	struct arena *mem;
	const struct job *job;
	const atomic_bool *stop; /* the worker is asked to end */
	_Bool finished; /* job_finish was called and its transaction committed */
};

typedef enum err job_fn(struct job_run *j, struct error *e);
/* Called in its own transaction when a job is given up. */
typedef enum err job_failed_fn(struct job_run *j, const struct error *cause, struct error *e);

#define JOB(kind, fn, failed, class, doc) job_fn fn;
#include "jobs/handlers.def"
#undef JOB
job_failed_fn job_envelope_failed, job_mail_failed, job_preserve_failed, job_record_failed,
	job_audit_renew_failed, job_bundle_failed, job_convert_failed, job_read_failed,
	job_sms_failed, job_party_prepare_failed;

/* Inside the caller's transaction: marks the job done under its fence. */
enum err job_finish(struct job_run *j, struct error *e) MUST_USE;

/* How an error is met: tried again at a later time, or given up. */
enum job_verdict { JOB_RETRY, JOB_GIVE_UP };
struct job_next {
	enum job_verdict verdict;
	time_ms delay;
};
/* May the same succeed at another time? */
_Bool job_may_pass(enum err code);
struct job_next job_after(const char *kind, enum err code, int64_t attempts);

/* Runs until *stop becomes true and the jobs in hand are finished. */
enum err jobs_run(const struct jobs_env *env, const atomic_bool *stop, struct error *e) MUST_USE;
