/* Keys in a PKCS#12 file. The file is opened once, with the password; key and certificates are then
 * in this process. */
#include <stdlib.h>
#include "client/key_back.h"
#include "client/texts.h"
#include "crypto/pkcs12.h"
#include "crypto/secret_read.h"
#include "os/file.h"
#include "sig/asn1/cert.h"
#include "sig/trust/identity.h"

enum { FILE_BYTES_MAX = 1024 * 1024, PLACE_CHARS = 200 };

struct file {
	char *path;
	struct arena *mem;
	struct pkey *key; /* NULL: not unlocked */
	struct bytes *chain;
	size_t n;
	enum key_pin refused;
};

void *key_pkcs12_new(const char *path)
{
	struct file *f = calloc(1, sizeof(*f));

	if (!f || !(f->path = strdup(path)))
		abort();
	f->mem = arena_new(0);
	return f;
}

static void pkcs12_free(void *ctx)
{
	struct file *f = ctx;

	pkey_free(f->key);
	arena_free(f->mem);
	free(f->path);
	free(f);
}

static enum err chain_order(struct file *f, const struct pkcs12 *p, struct error *e)
{
	f->chain = arena_alloc_n(f->mem, p->n, sizeof(*f->chain));
	if (!f->chain)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	memcpy(f->chain, p->certs, p->n * sizeof(*f->chain));
	f->n = cert_order(f->chain[0], f->chain, p->n);
	return f->n ? ERR_OK : error_set(e, ERR_CERT, "the file's certificate cannot be read");
}

/* Nobody is asked for the password of a file that cannot be read. */
static enum err pkcs12_ready(void *ctx, unsigned *tries_out, struct error *e)
{
	AUTO(wiped) struct buf content = { 0 };

	(void)tries_out;
	return file_read(((const struct file *)ctx)->path, FILE_BYTES_MAX, &content, e);
}

static enum err pkcs12_unlock(void *ctx, const char *password, struct key_stop stop,
			      struct error *e)
{
	AUTO(wiped) struct buf content = { 0 };
	struct file *f = ctx;
	struct pkcs12 p;
	enum err rc;

	(void)stop; /* a file is not waited for */
	f->refused = KEY_PIN_UNTRIED;
	TRY(file_read(f->path, FILE_BYTES_MAX, &content, e));
	rc = pkcs12_load(buf_bytes(&content), password, f->mem, &p, e);
	if (rc == ERR_KEY)
		f->refused = KEY_PIN_WRONG;
	TRY(rc);
	f->key = p.key;
	return chain_order(f, &p, e);
}

static enum err pkcs12_list(void *ctx, time_ms now, struct arena *mem, const struct key_cert **out,
			    size_t *n, struct error *e)
{
	const struct file *f = ctx;
	struct key_cert *c = ARENA_NEW(mem, struct key_cert);

	if (!f->n)
		return error_set(e, ERR_KEY, "%s: it needs its password first", f->path);
	if (!c)
		return error_set(e, ERR_TOO_LARGE, "no room for certificates");
	cert_view_make(f->chain[0], now, mem, &c->view);
	c->chain = f->chain;
	c->n_chain = f->n;
	c->place = identity_tame(bytes_of_str(f->path), PLACE_CHARS, mem);
	*out = c;
	*n = 1;
	return ERR_OK;
}

static enum err pkcs12_open(void *ctx, const struct key_cert *c, const char *pin, void **key_out,
			    _Bool *pss, struct error *e)
{
	struct file *f = ctx;

	(void)c;
	(void)pin;
	if (!f->key)
		return error_set(e, ERR_KEY, "%s: it needs its password first", f->path);
	*key_out = f->key;
	*pss = 1;
	return ERR_OK;
}

static enum key_pin pkcs12_pin(const void *ctx)
{
	return ((const struct file *)ctx)->refused;
}

static const char *pkcs12_told(const void *ctx, _Bool ja, struct arena *mem)
{
	(void)mem;
	return pkcs12_pin(ctx) == KEY_PIN_WRONG ? text_of(TEXT_PASSWORD_AGAIN, ja) : NULL;
}

static enum err pkcs12_sign(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			    struct bytes *sig_out, struct error *e)
{
	return pkey_sign(key, alg, digest, mem, sig_out, e);
}

static void pkcs12_close(void *key)
{
	(void)key; /* it is the file's, which lives longer */
}

const struct key_ops key_pkcs12_ops = {
	.token = "pkcs12",
	.secret = KEY_SECRET_PASSWORD,
	.locked = 1,
	.ready = pkcs12_ready,
	.unlock = pkcs12_unlock,
	.list = pkcs12_list,
	.open = pkcs12_open,
	.pin = pkcs12_pin,
	.told = pkcs12_told,
	.sign = pkcs12_sign,
	.close = pkcs12_close,
	.free = pkcs12_free,
};
