#include "jobs/runner.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "intake/intake.h"
#include "jobs/audit_plan.h"
#include "jobs/data_ending.h"
#include "jobs/preserve.h"
#include "jobs/sweep.h"
#include "os/held_dir.h"
#include "os/wake.h"

enum { SETTLE_MS = 30 * 1000, SETTLE_PAUSE_US = 50 * 1000 };
enum { LOOK_AROUND_MS = 2000, OWNER_SIZE = 64 };
enum { IDLE_MS = 100, CONFLICTS_QUICK = 50, JOB_MEMORY = 256 * 1024 * 1024 };

enum retry_class { ONCE, MAIL, SEAL, PATIENT, CONVERT };

static const struct handler {
	const char *kind;
	job_fn *run;
	job_failed_fn *failed;
	enum retry_class retry;
} handlers[] = {
#define JOB(kind, fn, failed, class, doc) { kind, fn, failed, class },
#include "jobs/handlers.def"
#undef JOB
};

/* How long each class is tried. Delays double from first_ms up to longest_ms. */
static const struct retry_policy {
	int64_t attempts; /* 0: no end */
	time_ms first_ms, longest_ms;
} policies[] = {
	[ONCE] = { 10, 1000, 60 * 1000 },
	[MAIL] = { 60, 30 * 1000, 60 * 60 * 1000 },
	[SEAL] = { 0, 200, 60 * 1000 },
	[PATIENT] = { 0, 1000, 15 * 60 * 1000 },
	[CONVERT] = { 0, 500, 5000 }, /* usually waiting for its turn; the tries are counted by the domain */
};

/* What may pass by itself. Anything else would fail again the same way. */
static const enum err passing[] = {
	ERR_UNAVAILABLE, ERR_TIMEOUT, ERR_BUSY, ERR_IO, ERR_NO_SPACE, ERR_TSP,
	ERR_KEY, ERR_CONFLICT, ERR_LEVEL, ERR_COMMIT_UNKNOWN, ERR_RATE_LIMITED,
};

static const struct handler *handler_of(const char *kind)
{
	for (size_t i = 0; i < COUNT_OF(handlers); i++)
		if (!strcmp(handlers[i].kind, kind))
			return &handlers[i];
	return NULL;
}

_Bool job_may_pass(enum err code)
{
	for (size_t i = 0; i < COUNT_OF(passing); i++)
		if (passing[i] == code)
			return 1;
	return 0;
}

struct job_next job_after(const char *kind, enum err code, int64_t attempts)
{
	const struct handler *h = handler_of(kind);
	const struct retry_policy *p = &policies[h ? h->retry : ONCE];
	time_ms delay = p->first_ms;

	if (!h || !job_may_pass(code) || (p->attempts && attempts >= p->attempts))
		return (struct job_next){ JOB_GIVE_UP, 0 };
	if ((code == ERR_CONFLICT || code == ERR_BUSY) && attempts <= CONFLICTS_QUICK)
		return (struct job_next){ JOB_RETRY, p->first_ms }; /* another act is just being sealed */
	for (int64_t i = 1; i < attempts && delay < p->longest_ms; i++)
		delay *= 2;
	return (struct job_next){ JOB_RETRY, delay < p->longest_ms ? delay : p->longest_ms };
}

enum err job_finish(struct job_run *j, struct error *e)
{
	j->finished = 1;
	return queue_finish(j->db, j->env->clock, j->job, e);
}

static enum err in_transaction(struct job_run *j, const struct error *cause,
			       enum err (*write)(struct job_run *, const struct error *,
						 struct error *),
			       struct error *e)
{
	enum err rc = db_begin(j->db, e);

	if (rc == ERR_OK)
		rc = write(j, cause, e);
	if (rc == ERR_OK)
		rc = db_commit(j->db, e);
	if (rc != ERR_OK)
		db_rollback(j->db);
	return rc;
}

static enum err write_done(struct job_run *j, const struct error *cause, struct error *e)
{
	(void)cause;
	return queue_finish(j->db, j->env->clock, j->job, e);
}

static enum err write_retry(struct job_run *j, const struct error *cause, struct error *e)
{
	struct job_next next = job_after(j->job->kind, cause->code, j->job->attempts);

	return queue_retry(j->db, j->job, clock_now(j->env->clock) + next.delay, cause->msg, e);
}

static enum err write_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	const struct handler *h = handler_of(j->job->kind);

	TRY(queue_fail(j->db, j->env->clock, j->job, cause->msg, e));
	return h && h->failed ? h->failed(j, cause, e) : ERR_OK;
}

static void log_job(const struct job_run *j, enum log_level level, const char *event,
		    const struct error *e, time_ms started)
{
	log_event(j->env->log, level, event, LF_STR("job", j->job->id),
		  LF_STR("kind", j->job->kind), LF_STR("org", j->job->organisation_id),
		  LF_STR("envelope", j->job->envelope_id), LF_INT("attempt", j->job->attempts),
		  LF_INT("ms", clock_monotonic() - started), LF_STR("code", err_slug(e->code)),
		  LF_STR("error", e->msg));
}

static _Bool database_may_recover(enum err rc)
{
	return rc == ERR_BUSY || rc == ERR_UNAVAILABLE || rc == ERR_COMMIT_UNKNOWN;
}

/* After a failure: again later, or given up. A lost lease is nobody's failure:
 * the other worker goes on. */
static void settle(struct job_run *j, const struct error *cause, time_ms started)
{
	struct job_next next = job_after(j->job->kind, cause->code, j->job->attempts);
	_Bool again = next.verdict == JOB_RETRY;
	time_ms until = clock_monotonic() + SETTLE_MS;
	struct error e = { ERR_OK, "" };
	enum err rc;

	db_rollback(j->db);
	log_job(j, again ? LOG_WARN : LOG_ERROR, again ? "job.retry" : "job.failed", cause, started);
	/* not settled it would wait for the end of its lease; the database may be away for a moment */
	do {
		rc = in_transaction(j, cause, again ? write_retry : write_failed, &e);
		if (rc == ERR_OK)
			return;
		usleep(SETTLE_PAUSE_US);
	} while (database_may_recover(rc) && clock_monotonic() < until && !atomic_load(j->stop));
	log_job(j, LOG_WARN, "job.unsettled", &e, started);
}

struct thread_start {
	const struct jobs_env *env;
	const atomic_bool *stop;
	const char *name; /* of this worker, the owner of its leases */
	unsigned number;
};

static void run_job(const struct thread_start *start, struct jobs_thread *t, const struct job *job,
		    struct arena *mem)
{
	const struct handler *h = handler_of(job->kind);
	struct job_run j = { .env = start->env, .stop = start->stop, .thread = t, .db = t->db,
			     .mem = mem, .job = job };
	struct error e = { ERR_OK, "" };
	time_ms started = clock_monotonic();
	enum err rc;

	rc = h ? h->run(&j, &e) : error_set(&e, ERR_INTERNAL, "no handler for this kind of job");
	if (rc == ERR_OK && !j.finished)
		rc = in_transaction(&j, NULL, write_done, &e);
	if (rc != ERR_OK) {
		e.code = rc;
		settle(&j, &e, started);
		return;
	}
	/* what a step met and dealt with is no error of the job */
	log_job(&j, LOG_INFO, "job.done", &(struct error){ ERR_OK, "" }, started);
}

struct heir {
	struct db *db;
	const struct log *log;
};

struct house {
	time_ms next_look, next_sweep, next_plan;
};

/* One look at the queue. False: there was nothing to do. */
static _Bool step(const struct thread_start *start, struct jobs_thread *t,
		  struct queue_turns *turns)
{
	const struct jobs_env *env = start->env;
	AUTO(arena) struct arena *mem = arena_new(JOB_MEMORY);
	struct error e = { ERR_OK, "" };
	struct job job;
	_Bool found = 0;
	enum err rc = queue_lease(t->db, env->clock, start->name, turns, mem, &job, &found, &e);

	if (rc != ERR_OK && rc != ERR_BUSY)
		log_event(env->log, LOG_WARN, "queue.unreadable", LF_STR("code", err_slug(rc)),
			  LF_STR("error", e.msg));
	if (rc == ERR_OK && found)
		run_job(start, t, &job, mem);
	return rc == ERR_OK && found;
}

/* A worker was killed: its jobs need not wait for the end of their leases. */
static enum err take_over(void *ctx, const char *name, struct error *e)
{
	const struct heir *heir = ctx;
	int64_t jobs = 0;

	TRY(queue_release(heir->db, name, &jobs, e));
	log_event(heir->log, LOG_WARN, "worker.gone", LF_STR("path", name), LF_INT("count", jobs));
	return ERR_OK;
}

static void look_around(const struct jobs_env *env, struct jobs_thread *t)
{
	struct heir heir = { t->db, env->log };
	struct error e = { ERR_OK, "" };

	if (!env->presence)
		return;
	if (held_dir_clear(env->presence, "worker", take_over, &heir, &e) != ERR_OK)
		log_event(env->log, LOG_WARN, "takeover.failed", LF_STR("error", e.msg));
}

/* Another worker that was faster, or a job that wrote the same rows, is nobody's failure. */
static void plan(const struct jobs_env *env, struct jobs_thread *t,
		 enum err (*round)(const struct jobs_env *, struct db *, struct error *))
{
	struct error e = { ERR_OK, "" };
	enum err rc = round(env, t->db, &e);

	if (rc != ERR_OK && rc != ERR_CONFLICT && rc != ERR_BUSY)
		log_event(env->log, LOG_WARN, "plan.failed", LF_STR("code", err_slug(rc)),
			  LF_STR("error", e.msg));
}

/* The first thread also keeps the house. */
static void keep_house(const struct thread_start *start, struct jobs_thread *t, struct house *h)
{
	time_ms now = clock_monotonic();
	struct error e = { ERR_OK, "" };
	_Bool more = 0;

	if (start->number != 0)
		return;
	if (now >= h->next_look) {
		h->next_look = now + LOOK_AROUND_MS;
		look_around(start->env, t);
	}
	if (now >= h->next_plan) {
		h->next_plan = now + PRESERVE_EVERY_MS;
		plan(start->env, t, preserve_plan);
		plan(start->env, t, audit_plan);
	}
	if (now < h->next_sweep)
		return;
	plan(start->env, t, data_ending_plan);
	if (sweep_run(&(struct sweep){ start->env->clock, t->db, start->env->blobs }, &more, &e) != ERR_OK)
		log_event(start->env->log, LOG_WARN, "sweep.failed", LF_STR("error", e.msg));
	h->next_sweep = now + (more ? SWEEP_AGAIN_MS : SWEEP_EVERY_MS);
}

static void *worker(void *arg)
{
	struct thread_start *start = arg;
	AUTO(queue_turns) struct queue_turns turns = { { NULL } };
	struct jobs_thread t = { 0 };
	struct error e = { ERR_OK, "" };
	struct house house = { 0 };

	if (jobs_thread_open(start->env, &t, &e) != ERR_OK) {
		log_event(start->env->log, LOG_ERROR, "worker.unready", LF_STR("error", e.msg));
		abort(); /* the supervisor starts it again */
	}
	while (!atomic_load(start->stop)) {
		keep_house(start, &t, &house);
		if (!step(start, &t, &turns))
			wake_wait(start->env->wake_fd, IDLE_MS);
	}
	jobs_thread_close(&t);
	return NULL;
}

static enum err run_threads(const struct jobs_env *env, const char *name, const atomic_bool *stop,
			    struct error *e)
{
	unsigned n = env->threads ? env->threads : 1;
	pthread_t *threads = calloc(n, sizeof(*threads));
	struct thread_start *starts = calloc(n, sizeof(*starts));
	unsigned running = 0;
	enum err rc = ERR_OK;

	if (!threads || !starts)
		abort();
	for (; running < n && rc == ERR_OK; running++) {
		starts[running] = (struct thread_start){ env, stop, name, running };
		if (pthread_create(&threads[running], NULL, worker, &starts[running])) {
			rc = error_set(e, ERR_UNAVAILABLE, "worker: cannot start a thread");
			break;
		}
	}
	for (unsigned i = 0; i < running; i++)
		pthread_join(threads[i], NULL);
	free(threads);
	free(starts);
	return rc;
}

enum err jobs_run(const struct jobs_env *env, const atomic_bool *stop, struct error *e)
{
	AUTO(held_dir) struct held_dir here = { 0 };
	char name[OWNER_SIZE];

	if (env->temp_dir)
		TRY(intake_clear(env->temp_dir, e));
	if (env->presence)
		TRY(held_dir_make(env->presence, "worker", &here, e));
	if (here.path)
		snprintf(name, sizeof(name), "%s", held_dir_name(&here));
	else
		snprintf(name, sizeof(name), "process-%ld", (long)getpid());
	return run_threads(env, name, stop, e);
}
