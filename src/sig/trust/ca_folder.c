#include "sig/trust/ca_folder.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "sig/trust/ca_files.h"
#include "sig/trust/ca_index.h"

enum { OCSP_DAYS = LOCAL_CA_ROOT_DAYS, OCSP_VALID_MS = 24 * 3600 * 1000,
       FIRST_CRL_VALID_MS = 7 * 24 * 3600 * 1000 };

struct ca_folder {
	struct arena *mem; /* certificates, index */
	char *path, *base_url;
	struct ca_keeping keeping;
	struct ca_index *index;
	struct pkey *root_key, *ocsp_key;
	struct bytes root, ocsp;
	const struct clock *clock;
	struct rng *rng;
};

static struct ca_folder *folder_new(const struct ca_setup *s)
{
	struct ca_folder *f = calloc(1, sizeof(*f));

	if (!f || !(f->path = strdup(s->path)) ||
	    (s->base_url && !(f->base_url = strdup(s->base_url))))
		abort();
	f->mem = arena_new(0);
	f->keeping = s->keeping;
	f->clock = s->clock;
	f->rng = s->rng;
	return f;
}

void ca_folder_free(struct ca_folder *f)
{
	if (!f)
		return;
	ca_index_free(f->index);
	pkey_free(f->root_key);
	pkey_free(f->ocsp_key);
	arena_free(f->mem);
	free(f->path);
	free(f->base_url);
	free(f);
}

struct bytes ca_folder_root(const struct ca_folder *f)
{
	return f->root;
}

static struct local_ca authority(const struct ca_folder *f)
{
	return (struct local_ca){ f->root_key, f->root, f->base_url, f->clock, f->rng };
}

/* Key files are named by callers of our own, never by outsiders; still no path may get in. */
static enum err key_file(const char *name, struct arena *mem, const char **out, struct error *e)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *file = arena_printf(mem, "%s.key", name);

	if (!name[0] || strspn(name, allowed) != strlen(name) || !file)
		return error_set(e, ERR_INVALID, "\"%s\" cannot be a key's name", name);
	*out = file;
	return ERR_OK;
}

enum err ca_folder_put_key(struct ca_folder *f, const char *name, const struct pkey *key,
			   struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes plain, kept;
	const char *file;
	enum err err;

	TRY(key_file(name, mem, &file, e));
	TRY(pkey_export(key, mem, &plain, e));
	err = f->keeping.seal ? f->keeping.seal(f->keeping.ctx, name, plain, mem, &kept, e) : ERR_OK;
	if (err == ERR_OK)
		err = ca_file_write(f->path, file, f->keeping.seal ? kept : plain, 0600, e);
	explicit_bzero((void *)(uintptr_t)plain.data, plain.len);
	return err;
}

enum err ca_folder_get_key(struct ca_folder *f, const char *name, struct pkey **out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes kept, plain;
	const char *file;
	enum err err;

	TRY(key_file(name, mem, &file, e));
	TRY(ca_file_read(f->path, file, mem, &kept, e));
	plain = kept;
	if (f->keeping.unseal)
		TRY(f->keeping.unseal(f->keeping.ctx, name, kept, mem, &plain, e));
	err = pkey_load(plain, NULL, out, e);
	explicit_bzero((void *)(uintptr_t)plain.data, plain.len);
	return err == ERR_OK ? ERR_OK : error_wrap(e, err, file);
}

static enum err record_issue(struct ca_folder *f, const struct ca_subject *s, struct bytes der,
			     struct bytes serial, struct error *e)
{
	char hex[2 * LOCAL_CA_SERIAL_BYTES + 1], file[64];

	hex_encode(serial, hex);
	snprintf(file, sizeof(file), "issued/%s.cer", hex);
	TRY(ca_index_issued(f->index, serial, ca_kind_name(s->kind), s->name, e));
	return ca_file_write(f->path, file, der, 0644, e);
}

enum err ca_folder_issue(struct ca_folder *f, const struct ca_subject *subject, struct arena *mem,
			 struct bytes *der_out, struct error *e)
{
	struct local_ca ca = authority(f);
	struct bytes der, serial;

	TRY(local_ca_issue(&ca, subject, mem, &der, &serial, e));
	TRY(record_issue(f, subject, der, serial, e));
	*der_out = der;
	return ERR_OK;
}

enum err ca_folder_revoke(struct ca_folder *f, const char *serial_hex, enum ca_reason reason,
			  struct error *e)
{
	unsigned char serial[LOCAL_CA_SERIAL_BYTES];

	if (strlen(serial_hex) != 2 * sizeof(serial) ||
	    !hex_decode(serial_hex, 2 * sizeof(serial), serial))
		return error_set(e, ERR_NOT_FOUND, "%s is not a serial number of this CA", serial_hex);
	return ca_index_revoked(f->index, BYTES(serial, sizeof(serial)), clock_now(f->clock), reason,
				e);
}

enum err ca_folder_crl(struct ca_folder *f, unsigned valid_ms, struct arena *mem,
		       struct bytes *der_out, struct error *e)
{
	struct local_ca ca = authority(f);
	struct ca_crl crl = { .valid_ms = valid_ms };
	struct bytes der;

	TRY(ca_index_next_crl(f->index, clock_now(f->clock), &crl.number, e));
	TRY(ca_index_revocations(f->index, mem, &crl.list, &crl.n, e));
	TRY(local_ca_crl(&ca, &crl, mem, &der, e));
	TRY(ca_file_write(f->path, "crl.crl", der, 0644, e));
	*der_out = der;
	return ERR_OK;
}

static enum err status(void *ctx, struct bytes serial, struct ocsp_status *out, struct error *e)
{
	struct ca_folder *f = ctx;

	(void)e;
	*out = ca_index_status(f->index, serial);
	return ERR_OK;
}

enum err ca_folder_ocsp(struct ca_folder *f, struct bytes request, struct arena *mem,
			struct bytes *reply_out, struct error *e)
{
	struct ocsp_responder r = { .key = f->ocsp_key, .cert = f->ocsp, .issuer = f->root,
				    .clock = f->clock, .valid_ms = OCSP_VALID_MS,
				    .status = status, .ctx = f };

	return ocsp_answer(&r, request, mem, reply_out, e);
}

/* The first things of a new folder. root.cer comes last: with it the folder is whole. */
static enum err populate(struct ca_folder *f, const struct ca_setup *s, struct error *e)
{
	struct ca_subject responder = { CA_OCSP, "SkySign OCSP (trial)", NULL, NULL, OCSP_DAYS };
	struct local_ca ca;
	struct bytes ignored;

	TRY(pkey_generate(s->key, &f->root_key, e));
	TRY(pkey_generate(PKEY_P256, &f->ocsp_key, e));
	ca = authority(f);
	TRY(local_ca_root(&ca, s->name, f->mem, &f->root, e));
	TRY(ca_folder_put_key(f, "root", f->root_key, e));
	TRY(ca_folder_put_key(f, "ocsp", f->ocsp_key, e));
	responder.key = f->ocsp_key;
	TRY(ca_folder_issue(f, &responder, f->mem, &f->ocsp, e));
	TRY(ca_file_write(f->path, "ocsp.cer", f->ocsp, 0644, e));
	TRY(ca_folder_crl(f, FIRST_CRL_VALID_MS, f->mem, &ignored, e));
	return ca_file_write(f->path, "root.cer", f->root, 0644, e);
}

enum err ca_folder_init(const struct ca_setup *s, struct error *e)
{
	AUTO(ca_folder) struct ca_folder *f = folder_new(s);

	TRY(ca_files_prepare(s->path, e));
	TRY(ca_index_open(s->path, CA_INDEX_NEW, &f->index, e));
	return populate(f, s, e);
}

enum err ca_folder_open(const struct ca_setup *s, struct ca_folder **out, struct error *e)
{
	AUTO(ca_folder) struct ca_folder *f = folder_new(s);

	TRY(ca_file_read(s->path, "root.cer", f->mem, &f->root, e));
	TRY(ca_file_read(s->path, "ocsp.cer", f->mem, &f->ocsp, e));
	TRY(ca_index_open(s->path, CA_INDEX_EXISTING, &f->index, e));
	TRY(ca_folder_get_key(f, "root", &f->root_key, e));
	TRY(ca_folder_get_key(f, "ocsp", &f->ocsp_key, e));
	*out = TAKE_PTR(f);
	return ERR_OK;
}
