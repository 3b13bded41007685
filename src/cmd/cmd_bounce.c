/* skysign bounce: one message that came back, on standard input, from a mail server's pipe.
 *
 * Whatever it is, nothing is answered: reports are recorded, everything else is passed over. The
 * exit status tells the mail server to try again (75, EX_TEMPFAIL of sysexits.h) only when our
 * database is not there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cmd/command.h"
#include "cmd/parts.h"
#include "domain/bounce.h"
#include "mail/dsn.h"
#include "os/wake.h"

enum { TEMPFAIL = 75, MEMORY = 16 << 20 };

static void read_all(struct buf *b)
{
	char piece[16 * 1024];
	ssize_t n;

	while ((n = read(STDIN_FILENO, piece, sizeof(piece))) > 0)
		if (b->len < DSN_MESSAGE_MAX)
			buf_append(b, BYTES(piece, (size_t)n)); /* the rest is read, so that the
								   pipe is not broken */
}

/* "--to ADDRESS" is taken out of argv; the rest is read by service_open. */
static const char *take_to(int *argc, char **argv)
{
	const char *to = NULL;

	for (int i = 1; i + 1 < *argc; i++) {
		if (strcmp(argv[i], "--to") != 0)
			continue;
		to = argv[i + 1];
		memmove(&argv[i], &argv[i + 2], (size_t)(*argc - i - 1) * sizeof(*argv));
		*argc -= 2;
		break;
	}
	return to ? to : getenv("RECIPIENT");
}

static enum err record(const struct service *s, struct arena *mem, const char *token,
		       const struct dsn *dsn, struct error *e)
{
	AUTO(parts) struct parts p = { 0 };
	AUTO(db) struct db *db = NULL;
	struct domain d = { .clock = clock_system(), .rng = rng_system() };
	const struct bounce b = { dsn->kind == DSN_FAILED, dsn->status, dsn->text };
	_Bool news;

	TRY(parts_open(s, &p, e));
	TRY(db_open(s->database, &db, e));
	d.repo = (struct repo){ .db = db, .mem = mem };
	d.set = &p.settings;
	d.master = p.master;
	TRY(bounce_take(&d, token, &b, &news, e));
	if (news)
		wake_send(s->worker_socket);
	return ERR_OK;
}

static int outcome(const char *word, const struct dsn *dsn)
{
	printf("%s%s%s\n", word, *dsn->status ? " " : "", dsn->status);
	return 0;
}

static int take(const struct service *s, const char *to, struct bytes msg)
{
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	const char *domain = config_str(s->config, SETTING_bounce_domain);
	struct dsn dsn = { DSN_NONE, "", "" };
	char token[DSN_TOKEN_SIZE];
	struct error e = { 0 };
	enum err rc;

	if (!*domain)
		return command_failed(
			"bounce", ERR_INVALID,
			&(struct error){ .msg = "the setting bounce_domain is empty" });
	if (dsn_parse(msg, mem, &dsn, &e) != ERR_OK || dsn.kind == DSN_NONE ||
	    dsn.kind == DSN_OTHER)
		return outcome("ignored: no report of a failure or delay", &dsn);
	if (!(to && verp_token(to, domain, token)) && !verp_token_of_message(msg, domain, token))
		return outcome("ignored: not about a mail of ours", &dsn);
	rc = record(s, mem, token, &dsn, &e);
	if (rc == ERR_NOT_FOUND)
		return outcome("ignored: no such mail", &dsn);
	if (rc == ERR_OK)
		return outcome(dsn.kind == DSN_FAILED ? "failed" : "delayed", &dsn);
	command_failed("bounce", rc, &e);
	return err_http_status(rc) >= 500 ? TEMPFAIL : err_exit_status(rc);
}

int cmd_bounce(int argc, char **argv)
{
	AUTO(service) struct service s = { .ready_fd = -1 };
	AUTO(buf) struct buf msg = { 0 };
	const char *to = take_to(&argc, argv);
	struct error e = { 0 };
	enum err rc;

	read_all(&msg);
	rc = service_open(argc, argv, "bounce", &s, &e);
	if (rc != ERR_OK) {
		command_failed("bounce", rc, &e);
		return TEMPFAIL; /* a setting is wrong: the message shall not be lost for that */
	}
	return take(&s, to, buf_bytes(&msg));
}
