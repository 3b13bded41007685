/* skysign ca: a certificate authority in a folder, for tests and private use. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "cmd/command.h"
#include "base/options.h"
#include "sig/trust/ca_folder.h"

enum { EXIT_USAGE = 4, DAYS_DEFAULT = 825, CRL_DAYS_DEFAULT = 7, DAYS_MAX = 7305 };

struct ca_options {
	const char *name, *organisation, *kind, *out, *key_out, *url, *days, *key_kind, *reason;
};

struct ca_call {
	struct ca_options o;
	struct ca_setup setup;
	char **args; /* DIR first */
	struct arena *mem;
};

static const struct {
	const char *name;
	enum pkey_kind kind;
} key_kinds[] = {
	{ "p256", PKEY_P256 },	      { "p384", PKEY_P384 },	    { "rsa2048", PKEY_RSA_2048 },
	{ "rsa3072", PKEY_RSA_3072 }, { "rsa4096", PKEY_RSA_4096 },
};

static const struct {
	const char *name;
	enum ca_reason reason;
} reasons[] = {
	{ "unspecified", REVOKE_UNSPECIFIED },
	{ "key-compromise", REVOKE_KEY_COMPROMISE },
	{ "affiliation-changed", REVOKE_AFFILIATION },
	{ "superseded", REVOKE_SUPERSEDED },
	{ "cessation-of-operation", REVOKE_CESSATION },
};

static enum err key_kind(const char *name, enum pkey_kind *out, struct error *e)
{
	*out = PKEY_P256;
	if (!name)
		return ERR_OK;
	for (size_t i = 0; i < COUNT_OF(key_kinds); i++) {
		if (strcmp(name, key_kinds[i].name) != 0)
			continue;
		*out = key_kinds[i].kind;
		return ERR_OK;
	}
	return error_set(e, ERR_INVALID, "--key is p256, p384, rsa2048, rsa3072 or rsa4096");
}

static enum err days(const char *text, unsigned fallback, unsigned *out, struct error *e)
{
	char *end = NULL;
	unsigned long n = text ? strtoul(text, &end, 10) : fallback;

	if (n == 0 || n > DAYS_MAX || (end && *end))
		return error_set(e, ERR_INVALID, "--days is a number from 1 to %d", DAYS_MAX);
	*out = (unsigned)n;
	return ERR_OK;
}

static enum err write_out(const char *path, mode_t mode, struct bytes content, struct error *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	ssize_t n = fd < 0 ? -1 : write(fd, content.data, content.len);

	if (fd < 0 || n != (ssize_t)content.len || close(fd) != 0)
		return error_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	return ERR_OK;
}

static enum err ca_init(struct ca_call *c, struct error *e)
{
	TRY(key_kind(c->o.key_kind, &c->setup.key, e));
	c->setup.name = c->o.name;
	return ca_folder_init(&c->setup, e);
}

/* NAME.cer and NAME.key, both DER. */
static enum err write_pair(struct ca_call *c, struct bytes cert, const struct pkey *key,
			   struct error *e)
{
	const char *cer = arena_printf(c->mem, "%s.cer", c->o.out);
	const char *file = arena_printf(c->mem, "%s.key", c->o.out);
	struct bytes der;
	enum err err;

	TRY(pkey_export(key, c->mem, &der, e));
	err = write_out(file, 0600, der, e);
	explicit_bzero((void *)(uintptr_t)der.data, der.len);
	return err == ERR_OK ? write_out(cer, 0644, cert, e) : err;
}

static enum err ca_issue(struct ca_call *c, struct error *e)
{
	struct ca_subject subject = { .name = c->o.name, .organisation = c->o.organisation };
	AUTO(ca_folder) struct ca_folder *f = NULL;
	AUTO(pkey) struct pkey *key = NULL;
	enum pkey_kind kind;
	struct bytes cert;

	if (!c->o.name || !c->o.out || !c->o.kind || !ca_kind_parse(c->o.kind, &subject.kind))
		return error_set(e, ERR_INVALID, "issue needs --kind signer|tsa|ocsp, --name and --out");
	TRY(days(c->o.days, DAYS_DEFAULT, &subject.days, e));
	TRY(key_kind(c->o.key_kind, &kind, e));
	TRY(ca_folder_open(&c->setup, &f, e));
	TRY(pkey_generate(kind, &key, e));
	subject.key = key;
	TRY(ca_folder_issue(f, &subject, c->mem, &cert, e));
	return write_pair(c, cert, key, e);
}

static enum err ca_crl(struct ca_call *c, struct error *e)
{
	AUTO(ca_folder) struct ca_folder *f = NULL;
	struct bytes crl;
	unsigned n;

	TRY(days(c->o.days, CRL_DAYS_DEFAULT, &n, e));
	if (n > 40) /* milliseconds in 32 bits */
		return error_set(e, ERR_INVALID, "a CRL is valid for at most 40 days");
	TRY(ca_folder_open(&c->setup, &f, e));
	TRY(ca_folder_crl(f, n * 86400000U, c->mem, &crl, e));
	return c->o.out ? write_out(c->o.out, 0644, crl, e) : ERR_OK;
}

static enum err ca_revoke(struct ca_call *c, struct error *e)
{
	AUTO(ca_folder) struct ca_folder *f = NULL;
	enum ca_reason reason = REVOKE_UNSPECIFIED;
	_Bool known = !c->o.reason;

	for (size_t i = 0; i < COUNT_OF(reasons) && !known; i++) {
		known = !strcmp(c->o.reason, reasons[i].name);
		reason = reasons[i].reason;
	}
	if (!known)
		return error_set(e, ERR_INVALID, "unknown reason %s", c->o.reason);
	TRY(ca_folder_open(&c->setup, &f, e));
	return ca_folder_revoke(f, c->args[1], reason, e);
}

/* One request from standard input, the answer to standard output: for tests of the responder. */
static enum err ca_ocsp(struct ca_call *c, struct error *e)
{
	AUTO(ca_folder) struct ca_folder *f = NULL;
	unsigned char request[OCSP_REQUEST_MAX + 1];
	size_t n = fread(request, 1, sizeof(request), stdin);
	struct bytes reply;

	TRY(ca_folder_open(&c->setup, &f, e));
	TRY(ca_folder_ocsp(f, BYTES(request, n), c->mem, &reply, e));
	if (fwrite(reply.data, 1, reply.len, stdout) != reply.len || fflush(stdout) != 0)
		return error_set(e, ERR_IO, "standard output: %s", strerror(errno));
	return ERR_OK;
}

static const struct {
	const char *verb;
	int args; /* after the verb */
	enum err (*run)(struct ca_call *c, struct error *e);
} verbs[] = {
	{ "init", 1, ca_init }, { "issue", 1, ca_issue },   { "crl", 1, ca_crl },
	{ "ocsp", 1, ca_ocsp }, { "revoke", 2, ca_revoke },
};

static enum err dispatch(struct ca_call *c, const char *verb, int args, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (!strcmp(verb, verbs[i].verb) && args == verbs[i].args)
			return verbs[i].run(c, e);
	return error_set(e, ERR_INVALID, "usage: skysign ca init|issue|crl|ocsp DIR, "
					 "skysign ca revoke DIR SERIAL");
}

int cmd_ca(int argc, char **argv)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct ca_call c = { .mem = mem };
	const struct option options[] = {
		{ "--name", OPTION_TEXT, &c.o.name },	{ "--organisation", OPTION_TEXT, &c.o.organisation },
		{ "--kind", OPTION_TEXT, &c.o.kind },	{ "--out", OPTION_TEXT, &c.o.out },
		{ "--url", OPTION_TEXT, &c.o.url },	{ "--days", OPTION_TEXT, &c.o.days },
		{ "--key", OPTION_TEXT, &c.o.key_kind },	{ "--reason", OPTION_TEXT, &c.o.reason },
	};
	struct error e = { 0 };
	int n = 0;
	enum err err = options_parse(options, COUNT_OF(options), argc, argv, &n, &e);

	c.args = argv + 2;
	c.setup = (struct ca_setup){ .path = n > 1 ? argv[2] : "", .base_url = c.o.url,
				     .clock = clock_system(), .rng = rng_system() };
	if (err == ERR_OK)
		err = dispatch(&c, n > 0 ? argv[1] : "", n - 1, &e);
	if (err == ERR_OK)
		return 0;
	fprintf(stderr, "skysign ca: %s\n", e.msg);
	return err == ERR_INVALID ? EXIT_USAGE : err_exit_status(err);
}
