/* skysign worker: carries out the jobs. Has no listening socket. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>
#include "cmd/checks.h"
#include "cmd/command.h"
#include "cmd/parts.h"
#include "jobs/runner.h"
#include "os/signals.h"
#include "os/wake.h"
#include "sig/trust/cache.h"
#include "store/db.h"

struct worker {
	struct service service;
	struct parts parts;
	atomic_bool stop;
	int signals;
	struct trust_cache *cache;
};

/* A place to wait for signals, with a sign of life every few seconds. */
static enum err sign_of_life(struct db *db, struct error *e)
{
	char now[24];

	snprintf(now, sizeof(now), "%lld", (long long)clock_now(clock_system()));
	TRY(db_begin(db, e));
	if (db_exec(db, SQL_meta_put, NULL, e, DBT(WORKER_HEARTBEAT_KEY), DBT(now)) != ERR_OK) {
		db_rollback(db);
		return e->code;
	}
	return db_commit(db, e);
}

static void beat(struct worker *w, struct db **db)
{
	struct error e = { 0 };

	if ((*db || db_open(w->service.database, db, &e) == ERR_OK) &&
	    sign_of_life(*db, &e) == ERR_OK)
		return;
	log_event(&w->service.log, LOG_WARN, "worker.no_sign", LF_STR("error", e.msg));
	db_close(*db);
	*db = NULL;
}

static void *watch_main(void *arg)
{
	struct worker *w = arg;
	struct db *db = NULL;

	do {
		beat(w, &db);
		service_ready(&w->service, "worker");
	} while (!signals_wait_ms(w->signals, HEARTBEAT_MS));
	db_close(db);
	atomic_store(&w->stop, 1);
	return NULL;
}

/* Without it the worker finds its jobs too, only later. */
static int open_wake(struct worker *w)
{
	struct error e = { 0 };
	int fd = -1;

	if (wake_open(w->service.worker_socket, &fd, &e) != ERR_OK)
		log_event(&w->service.log, LOG_WARN, "worker.deaf", LF_STR("error", e.msg));
	return fd;
}

static enum err run(struct worker *w, struct error *e)
{
	static const int ends[] = { SIGTERM, SIGINT, 0 };
	struct jobs_env env = { .clock = clock_system(), .rng = rng_system() };
	pthread_t watcher;
	enum err rc;

	TRY(signals_open(ends, &w->signals, e));
	TRY(service_make_dirs(&w->service, e));
	TRY(parts_open(&w->service, &w->parts, e));
	env.log = &w->service.log;
	env.database = w->service.database;
	env.blobs = w->parts.blobs;
	env.master = w->parts.master;
	env.settings = &w->parts.settings;
	env.sealer_socket = w->service.sealer_socket;
	env.sealer_auth = w->service.sealer_auth;
	env.authorities = w->parts.authorities;
	env.n_authorities = w->parts.n_authorities;
	env.algorithms = w->parts.algorithms;
	env.trust = w->parts.trust;
	env.n_trust = w->parts.n_trust;
	env.authority_url = w->service.authority_url;
	env.allow_private = config_num(w->service.config, SETTING_revocation_allow_private) != 0;
	env.level_patience = w->parts.level_patience;
	env.cache = w->cache = trust_cache_new(NULL);
	env.smtp = w->parts.smtp.url ? &w->parts.smtp : NULL;
	env.presence = env.temp_dir = w->service.tmp_dir;
	env.data_dir = w->service.data_dir;
	env.office = config_str(w->service.config, SETTING_office);
	env.office_seconds = (unsigned)config_num(w->service.config, SETTING_office_seconds);
	env.sms = w->parts.sms.url ? &w->parts.sms : NULL;
	env.wake_fd = open_wake(w);
	env.threads = (unsigned)config_num(w->service.config, SETTING_worker_threads);
	if (pthread_create(&watcher, NULL, watch_main, w))
		return error_set(e, ERR_UNAVAILABLE, "no thread for the worker's sign of life");
	rc = jobs_run(&env, &w->stop, e);
	if (!atomic_load(&w->stop))
		kill(getpid(), SIGTERM); /* the watcher ends by it too */
	pthread_join(watcher, NULL);
	if (env.wake_fd >= 0)
		close(env.wake_fd);
	return rc;
}

int cmd_worker(int argc, char **argv)
{
	struct worker w = { .service = { .ready_fd = -1 }, .signals = -1 };
	struct error e = { 0 };
	enum err rc;

	service_harden();
	signal(SIGPIPE, SIG_IGN);
	rc = service_open(argc, argv, "worker", &w.service, &e);
	if (rc == ERR_OK)
		rc = run(&w, &e);
	trust_cache_free(w.cache);
	parts_done(&w.parts);
	service_done(&w.service);
	return rc == ERR_OK ? 0 : command_failed("worker", rc, &e);
}
