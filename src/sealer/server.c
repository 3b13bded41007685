#include "sealer/server.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "os/socket.h"

enum { CONNECTIONS_MAX = 32, GREETING_MS = 5000, STACK = 256 * 1024, REQUEST_ARENA = 4 * 1024 * 1024 };

struct server {
	const struct sealer_server *setup;
	pthread_mutex_t lock;
	pthread_cond_t idle;
	int fds[CONNECTIONS_MAX]; /* -1: free */
	unsigned n;
};

struct connection {
	struct server *server;
	size_t slot;
	int fd;
};

void sealer_harden(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef __SANITIZE_ADDRESS__ /* whose leak check attaches to its own process */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

static enum err check_peer(int fd, struct error *e)
{
	uid_t uid;
	pid_t pid;

	TRY(socket_peer(fd, &uid, &pid, e));
	if (uid != geteuid() && uid != 0)
		return error_set(e, ERR_DENIED, "a process of user %u", (unsigned)uid);
	return ERR_OK;
}

static enum err reply_failure(int fd, enum err rc, const struct error *why, struct error *e)
{
	struct sealer_message m = { SEALER_FAILURE,
				    { bytes_of_str(err_name(rc)), bytes_of_str(why->msg) },
				    2 };

	return sealer_send(fd, &m, e);
}

static enum err serve_one(struct server *sv, int fd, struct buf *in, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(REQUEST_ARENA);
	struct sealer_message rq, reply;
	struct error why = { 0 };
	enum err rc;

	TRY(sealer_receive(fd, SEALER_REQUEST_MAX, in, &rq, e));
	rc = sealer_answer(sv->setup->sealer, &rq, mem, &reply, &why);
	if (rc == ERR_OK)
		return sealer_send(fd, &reply, e);
	log_event(sv->setup->log, LOG_WARN, "sealer.refused", LF_INT("kind", rq.kind),
		  LF_STR("code", err_slug(rc)), LF_STR("error", why.msg));
	return reply_failure(fd, rc, &why, e);
}

static void allow_idle(int fd)
{
	struct timeval t = { SEALER_IDLE_MS / 1000, 0 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
}

static void serve_connection(struct server *sv, int fd)
{
	AUTO(buf) struct buf in = { 0 };
	struct error e = { 0 };
	enum err rc = check_peer(fd, &e);

	if (rc == ERR_OK)
		rc = sealer_greet_as_server(fd, sealer_shared_key(sv->setup->sealer),
					    sv->setup->rng, &e);
	allow_idle(fd);
	while (rc == ERR_OK)
		rc = serve_one(sv, fd, &in, &e);
	/* Gone or idle is how connections end; probes connect and leave. */
	if (rc != ERR_UNAVAILABLE && rc != ERR_TIMEOUT)
		log_event(sv->setup->log, LOG_WARN, "sealer.denied", LF_STR("error", e.msg));
}

static void release(struct server *sv, size_t slot)
{
	pthread_mutex_lock(&sv->lock);
	close(sv->fds[slot]);
	sv->fds[slot] = -1;
	sv->n--;
	pthread_cond_signal(&sv->idle);
	pthread_mutex_unlock(&sv->lock);
}

static void *connection_main(void *arg)
{
	struct connection c = *(struct connection *)arg;

	free(arg);
	serve_connection(c.server, c.fd);
	release(c.server, c.slot);
	return NULL;
}

/* The slot now taken by fd; CONNECTIONS_MAX: all are. */
static size_t take_slot(struct server *sv, int fd)
{
	size_t i = 0;

	pthread_mutex_lock(&sv->lock);
	while (i < CONNECTIONS_MAX && sv->fds[i] >= 0)
		i++;
	if (i < CONNECTIONS_MAX) {
		sv->fds[i] = fd;
		sv->n++;
	}
	pthread_mutex_unlock(&sv->lock);
	return i;
}

static void start_connection(struct server *sv, int fd, const pthread_attr_t *attr)
{
	struct connection *c;
	pthread_t thread;
	size_t slot = take_slot(sv, fd);

	if (slot == CONNECTIONS_MAX) {
		log_event(sv->setup->log, LOG_WARN, "sealer.full", LF_INT("count", CONNECTIONS_MAX));
		close(fd);
		return;
	}
	c = malloc(sizeof(*c));
	if (!c)
		abort();
	*c = (struct connection){ sv, slot, fd };
	if (pthread_create(&thread, attr, connection_main, c)) {
		free(c);
		release(sv, slot);
	}
}

static enum err accept_until_stopped(struct server *sv, int listen_fd, const pthread_attr_t *attr,
				     struct error *e)
{
	struct pollfd fds[2] = { { .fd = listen_fd, .events = POLLIN },
				 { .fd = sv->setup->stop_fd, .events = POLLIN } };

	for (;;) {
		int fd;

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return error_set(e, ERR_IO, "poll: %s", strerror(errno));
		if (fds[1].revents)
			return ERR_OK;
		if (fds[0].revents && unix_accept(listen_fd, GREETING_MS, &fd, NULL) == ERR_OK)
			start_connection(sv, fd, attr);
	}
}

/* Requests under way are answered; nobody may ask another. */
static void finish(struct server *sv)
{
	pthread_mutex_lock(&sv->lock);
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		if (sv->fds[i] >= 0)
			shutdown(sv->fds[i], SHUT_RD);
	while (sv->n)
		pthread_cond_wait(&sv->idle, &sv->lock);
	pthread_mutex_unlock(&sv->lock);
}

static enum err serve_on(struct server *sv, int listen_fd, struct error *e)
{
	pthread_attr_t attr;
	enum err rc;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	log_event(sv->setup->log, LOG_INFO, "sealer.ready", LF_INT("pid", getpid()));
	if (sv->setup->ready)
		sv->setup->ready(sv->setup->ctx);
	rc = accept_until_stopped(sv, listen_fd, &attr, e);
	pthread_attr_destroy(&attr);
	finish(sv);
	log_event(sv->setup->log, LOG_INFO, "sealer.stopped", LF_INT("pid", getpid()));
	return rc;
}

enum err sealer_serve(const struct sealer_server *setup, struct error *e)
{
	struct server sv = { .setup = setup };
	int listen_fd;
	enum err rc;

	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		sv.fds[i] = -1;
	TRY(unix_listen(setup->path, 0600, &listen_fd, e));
	pthread_mutex_init(&sv.lock, NULL);
	pthread_cond_init(&sv.idle, NULL);
	rc = serve_on(&sv, listen_fd, e);
	close(listen_fd);
	unlink(setup->path);
	pthread_mutex_destroy(&sv.lock);
	pthread_cond_destroy(&sv.idle);
	return rc;
}
