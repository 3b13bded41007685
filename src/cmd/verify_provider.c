#include "cmd/verify_provider.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os/process.h"
#include "sig/trust/chain.h"
#include "sig/trust/jpki.h"

enum { LIMIT_MS = 10000, LINE_MAX_BYTES = 128, CERT_MAX = 256 << 10 };

struct talk {
	int in, out; /* our ends of the pipes */
	struct bytes rest;
	char line[LINE_MAX_BYTES + 1];
	size_t n;
	time_ms until;
};

enum err verify_provider_read(const char *line, struct cert_status *out, struct error *e)
{
	static const char revoked[] = "revoked ";
	time_ms when;

	if (!strcmp(line, "good"))
		out->state = CERT_GOOD;
	else if (!strcmp(line, "unknown"))
		out->state = CERT_UNKNOWN;
	else if (strncmp(line, revoked, sizeof(revoked) - 1) != 0 ||
		 !time_parse_rfc3339(line + sizeof(revoked) - 1, &when))
		return error_set(e, ERR_INVALID,
				 "the revocation provider's answer is not good, "
				 "unknown or revoked with a time");
	else
		*out = (struct cert_status){ .state = CERT_REVOKED,
					     .revoked_at = when,
					     .reason = REASON_NONE };
	return ERR_OK;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void give(struct talk *t)
{
	ssize_t n = write(t->in, t->rest.data, t->rest.len);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		t->rest = bytes_slice(t->rest, (size_t)n, SIZE_MAX);
	if (n < 0 || t->rest.len == 0) /* who has read enough may close early */
		close_end(&t->in);
}

/* False at the end. */
static _Bool take(struct talk *t)
{
	ssize_t n = read(t->out, t->line + t->n, LINE_MAX_BYTES - t->n);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	if (n > 0)
		t->n += (size_t)n;
	return n > 0 && t->n < LINE_MAX_BYTES;
}

static enum err talk(struct talk *t, struct error *e)
{
	for (;;) {
		struct pollfd p[2] = { { t->out, POLLIN, 0 }, { t->in, POLLOUT, 0 } };
		time_ms left = t->until - clock_monotonic();

		if (left <= 0)
			return error_set(e, ERR_TIMEOUT, "the revocation provider took over %d ms",
					 LIMIT_MS);
		if (poll(p, t->in >= 0 ? 2 : 1, (int)left) <= 0)
			continue;
		if (t->in >= 0 && p[1].revents)
			give(t);
		if (p[0].revents && !take(t))
			return ERR_OK;
	}
}

/* The answer is one line, with or without its end. */
static enum err finish(struct talk *t, int status, struct cert_status *out, struct error *e)
{
	char what[PROCESS_STATUS_SIZE];

	if (status != 0) {
		process_status_text(status, what);
		return error_set(e, ERR_UNAVAILABLE, "the revocation provider failed: %s", what);
	}
	if (t->n > 0 && t->line[t->n - 1] == '\n')
		t->n--;
	t->line[t->n] = '\0';
	if (strlen(t->line) != t->n)
		return error_set(e, ERR_INVALID, "the revocation provider's answer is no text");
	return verify_provider_read(t->line, out, e);
}

static enum err converse(const char *path, struct talk *t, int child_in, int child_out,
			 struct cert_status *out, struct error *e)
{
	const char *const argv[] = { path, NULL };
	struct process_spec spec = { .argv = argv,
				     .in = child_in,
				     .out = child_out,
				     .err = -1,
				     .die_with_parent = SIGKILL };
	int status = 0;
	pid_t pid;
	enum err rc = process_start(&spec, &pid, e);

	close(child_in);
	close(child_out);
	if (rc != ERR_OK)
		return rc;
	t->until = clock_monotonic() + LIMIT_MS;
	rc = talk(t, e);
	close_end(&t->in);
	close_end(&t->out);
	if (rc == ERR_OK)
		rc = process_wait(pid, (int)(t->until - clock_monotonic()), &status, e);
	if (rc != ERR_OK) {
		process_kill_group(pid, SIGKILL);
		(void)!process_wait(pid, -1, &status, NULL);
		return rc;
	}
	return finish(t, status, out, e);
}

static enum err ask(void *ctx, X509 *cert, X509 *issuer, time_ms at, struct cert_status *out,
		    struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(CERT_MAX);
	struct talk t = { .in = -1, .out = -1 };
	int to[2], from[2];
	enum err rc;

	(void)issuer;
	(void)at;
	TRY(x509_der(cert, mem, &t.rest, e));
	if (pipe2(to, O_CLOEXEC) != 0)
		return error_set(e, ERR_UNAVAILABLE, "pipe: %s", strerror(errno));
	if (pipe2(from, O_CLOEXEC) != 0) {
		close(to[0]);
		close(to[1]);
		return error_set(e, ERR_UNAVAILABLE, "pipe: %s", strerror(errno));
	}
	t.in = to[1];
	t.out = from[0];
	fcntl(t.in, F_SETFL, O_NONBLOCK);
	rc = converse(ctx, &t, to[0], from[1], out, e);
	close_end(&t.in);
	close_end(&t.out);
	return rc;
}

static _Bool covers(void *ctx, X509 *cert, const struct cert_facts *facts)
{
	(void)ctx;
	(void)facts;
	return jpki_is_issuer_of(cert);
}

enum err verify_provider_open(const char *path, struct revocation_provider *out, struct error *e)
{
	if (path[0] != '/' || access(path, X_OK) != 0)
		return error_set(e, ERR_INVALID,
				 "%s: the revocation provider is the absolute path "
				 "of a program",
				 path);
	signal(SIGPIPE, SIG_IGN); /* a program that does not read all is no misfortune */
	*out = (struct revocation_provider){ "revocation provider", (void *)(uintptr_t)path, covers,
					     ask };
	return ERR_OK;
}
