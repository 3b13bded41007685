/* skysign serve: the whole service on one machine. Starts the sealer, brings the
 * database up to date, starts worker and web, and keeps them running. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/buf.h"
#include "cmd/command.h"
#include "cmd/service.h"
#include "cmd/supervisor.h"
#include "os/lock.h"
#include "os/process.h"

enum { READY_MS = 20000, ARGV_MAX = 150, TOKEN_MAX = 128 };

extern char **environ;

struct serving {
	struct service service;
	struct supervisor supervisor;
	const char *argv[3][ARGV_MAX]; /* of the children */
	struct supervised children[3];
	char setup_token[TOKEN_MAX]; /* "": set up already */
};

enum { SEALER, WORKER, WEB };
static const char *const names[] = { [SEALER] = "sealer", [WORKER] = "worker", [WEB] = "web" };

/* skysign NAME and our own arguments. */
static void argv_make(const char *out[ARGV_MAX], const char *name, int argc, char **argv)
{
	int n = 0;

	out[n++] = "skysign";
	out[n++] = name;
	for (int i = 1; i < argc && n < ARGV_MAX - 1; i++)
		out[n++] = argv[i];
	out[n] = NULL;
}

static void read_all(int fd, struct buf *out)
{
	unsigned char block[512];
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			buf_append(out, BYTES(block, (size_t)n));
}

static enum err migrate_ended(pid_t pid, struct error *e)
{
	int status;

	TRY(process_wait(pid, -1, &status, e));
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return ERR_OK;
	return error_set(e, ERR_UNAVAILABLE, "the database could not be made ready; see above");
}

/* In a process of its own, so that this one stays small. */
static enum err migrate(struct serving *s, int argc, char **argv, struct error *e)
{
	const char *args[ARGV_MAX];
	struct process_spec p = {
		.argv = args,
		.env = (const char *const *)(uintptr_t)environ,
		.in = -1,
		.err = STDERR_FILENO,
		.die_with_parent = SIGKILL,
		.program = "/proc/self/exe",
	};
	AUTO(buf) struct buf said = { .limit = 4096 };
	int fds[2];
	pid_t pid;
	enum err rc;

	argv_make(args, "migrate", argc, argv);
	if (pipe2(fds, O_CLOEXEC))
		return error_set(e, ERR_UNAVAILABLE, "pipe: %s", strerror(errno));
	p.out = fds[1];
	rc = process_start(&p, &pid, e);
	close(fds[1]);
	if (rc == ERR_OK) {
		read_all(fds[0], &said);
		rc = migrate_ended(pid, e);
	}
	close(fds[0]);
	if (rc == ERR_OK && !strncmp(buf_cstr(&said), "setup ", 6))
		snprintf(s->setup_token, sizeof(s->setup_token), "%.*s",
			 (int)strcspn(buf_cstr(&said) + 6, "\n"), buf_cstr(&said) + 6);
	return rc;
}

static void greet(const struct serving *s)
{
	const char *url = config_str(s->service.config, SETTING_base_url);

	if (!*url)
		url = s->children[WEB].line;
	printf("SkySign: %s\n", url);
	if (*s->setup_token)
		printf("Set up · 初期設定: %s/setup#%s\n", url, s->setup_token);
	fflush(stdout);
}

static enum err bring_up(struct serving *s, int argc, char **argv, struct error *e)
{
	TRY(supervisor_start(&s->supervisor, &s->children[SEALER], READY_MS, e));
	TRY(migrate(s, argc, argv, e));
	TRY(supervisor_start(&s->supervisor, &s->children[WORKER], READY_MS, e));
	return supervisor_start(&s->supervisor, &s->children[WEB], READY_MS, e);
}

static enum err serve(struct serving *s, int argc, char **argv, struct error *e)
{
	int lock_fd;
	enum err rc;

	TRY(service_open(argc, argv, "serve", &s->service, e));
	TRY(service_make_dirs(&s->service, e));
	TRY(lock_take(s->service.data_dir, &lock_fd, e));
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		argv_make(s->argv[i], names[i], argc, argv);
		s->children[i] = (struct supervised){ .argv = s->argv[i], .name = names[i] };
	}
	s->supervisor = (struct supervisor){
		.children = s->children,
		.n = COUNT_OF(names),
		.log = &s->service.log,
		.keep = { lock_fd, -1 },
	};
	TRY(supervisor_open(&s->supervisor, e));
	rc = bring_up(s, argc, argv, e);
	if (rc == ERR_OK) {
		greet(s);
		supervisor_run(&s->supervisor);
	}
	if (s->supervisor.ending)
		rc = ERR_OK; /* asked to end, also while starting */
	supervisor_end(&s->supervisor);
	return rc;
}

int cmd_serve(int argc, char **argv)
{
	static struct serving s;
	struct error e = { 0 };
	enum err rc;

	service_harden();
	rc = serve(&s, argc, argv, &e);
	service_done(&s.service);
	return rc == ERR_OK ? 0 : command_failed("serve", rc, &e);
}
