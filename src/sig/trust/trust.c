#include "sig/trust/trust.h"
#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "base/buf.h"
#include "sig/trust/cert_cache.h"
#include "sig/trust/trust_store.h"

struct trust *trust_new(void)
{
	struct trust *t = calloc(1, sizeof(*t));

	if (!t || !(t->anchors[0] = sk_X509_new_null()) || !(t->anchors[1] = sk_X509_new_null()) ||
	    !(t->helpers = sk_X509_new_null()))
		abort();
	t->certs = cert_cache_new();
	t->memo = memo_new();
	return t;
}

void trust_free(struct trust *t)
{
	if (!t)
		return;
	x509_stack_free(t->anchors[0]);
	x509_stack_free(t->anchors[1]);
	x509_stack_free(t->helpers);
	for (size_t i = 0; i < t->n_given; i++)
		item_free(t->given[i]);
	free(t->given);
	memo_free(t->memo);
	cert_cache_free(t->certs);
	free(t);
}

struct cert_cache *trust_cert_cache(const struct trust *t)
{
	return t->certs;
}

size_t trust_count(const struct trust *t)
{
	return t->n_anchors;
}

static _Bool push(STACK_OF(X509) * to, X509 *x)
{
	if (sk_X509_num(to) >= TRUST_CERTS_MAX || !sk_X509_push(to, x))
		return 0;
	X509_up_ref(x);
	return 1;
}

static enum err push_cert(struct trust *t, enum trust_use use, X509 *x, struct error *e)
{
	_Bool ok = 1;

	if (use & TRUST_SIGNATURE)
		ok &= push(t->anchors[CHAIN_FOR_SIGNATURE], x);
	if (use & TRUST_TIMESTAMP)
		ok &= push(t->anchors[CHAIN_FOR_TIMESTAMP], x);
	if (use == TRUST_HELP)
		ok &= push(t->helpers, x);
	t->n_anchors += use != TRUST_HELP;
	X509_free(x);
	return ok ? ERR_OK
		  : error_set(e, ERR_TOO_LARGE, "more than %d certificates", TRUST_CERTS_MAX);
}

static enum err push_given(struct trust *t, struct item *item, struct error *e)
{
	if (t->n_given >= TRUST_CERTS_MAX) {
		item_free(item);
		return error_set(e, ERR_TOO_LARGE, "more than %d revocation lists",
				 TRUST_CERTS_MAX);
	}
	if (t->n_given == t->room) {
		t->room = t->room ? 2 * t->room : 16;
		t->given = reallocarray(t->given, t->room, sizeof(*t->given));
		if (!t->given)
			abort();
	}
	t->given[t->n_given++] = item;
	return ERR_OK;
}

/* Sets *found when der is a certificate or a CRL. */
static enum err add_der(struct trust *t, enum trust_use use, struct bytes der, _Bool *found,
			struct error *e)
{
	X509 *x = x509_parse(der);
	struct item *item = NULL;

	ERR_clear_error();
	*found = x || item_new(ITEM_CRL, der, &item, NULL) == ERR_OK;
	if (x)
		return push_cert(t, use, x, e);
	return *found ? push_given(t, item, e) : ERR_OK;
}

static _Bool is_kind(const char *name, const char *const kinds[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(name, kinds[i]))
			return 1;
	return 0;
}

static enum err add_pem(struct trust *t, enum trust_use use, struct bytes file, size_t *n,
			struct error *e)
{
	static const char *const kinds[] = { PEM_STRING_X509, PEM_STRING_X509_OLD,
					     PEM_STRING_X509_CRL };
	AUTO(bio) BIO *b = BIO_new_mem_buf(file.data, (int)file.len);
	char *name, *header;
	unsigned char *data;
	long len;
	enum err err = ERR_OK;

	while (err == ERR_OK && b && PEM_read_bio(b, &name, &header, &data, &len) == 1) {
		_Bool found = 0;

		if (is_kind(name, kinds, COUNT_OF(kinds)))
			err = add_der(t, use, BYTES(data, (size_t)len), &found, e);
		*n += found;
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_clear_free(data, (size_t)len);
	}
	ERR_clear_error();
	return err;
}

enum err trust_add(struct trust *t, enum trust_use use, struct bytes file, struct error *e)
{
	_Bool found;
	size_t n = 0;

	if (file.len > TRUST_FILE_MAX)
		return error_set(e, ERR_TOO_LARGE, "over %d bytes", TRUST_FILE_MAX);
	TRY(add_der(t, use, file, &found, e));
	if (!found)
		TRY(add_pem(t, use, file, &n, e));
	if (!found && n == 0)
		return error_set(e, ERR_CERT, "there is no certificate and no CRL in it");
	return ERR_OK;
}

static enum err add_file(struct trust *t, enum trust_use use, const char *path, struct error *e)
{
	AUTO(buf) struct buf content = { .limit = TRUST_FILE_MAX + 1 };
	unsigned char chunk[8192];
	FILE *f = fopen(path, "rb");
	_Bool bad;
	size_t n;
	enum err err;

	if (!f)
		return error_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s: %s", path,
				 strerror(errno));
	while (!content.overflow && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_append(&content, BYTES(chunk, n));
	bad = ferror(f) != 0;
	fclose(f);
	if (bad)
		return error_set(e, ERR_IO, "%s: cannot be read", path);
	if (content.overflow)
		return error_set(e, ERR_TOO_LARGE, "%s: over %d bytes", path, TRUST_FILE_MAX);
	err = trust_add(t, use, buf_bytes(&content), e);
	return err == ERR_OK ? ERR_OK : error_wrap(e, err, path);
}

static _Bool wanted(const char *name)
{
	static const char *const endings[] = { ".cer", ".crt", ".pem", ".der", ".crl" };
	const char *dot = strrchr(name, '.');

	return dot && name[0] != '.' && is_kind(dot, endings, COUNT_OF(endings));
}

static enum err add_file_of(struct trust *t, enum trust_use use, const char *folder,
			    const char *name, struct error *e)
{
	char *file = NULL;
	enum err err;

	if (asprintf(&file, "%s/%s", folder, name) < 0)
		abort();
	err = add_file(t, use, file, e);
	free(file);
	return err;
}

/* Adds the number of files to *n. An absent folder has none. */
static enum err add_files(struct trust *t, enum trust_use use, const char *path, size_t *n,
			  struct error *e)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	enum err err = ERR_OK;

	if (!d)
		return errno == ENOENT ? ERR_OK
				       : error_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	while (err == ERR_OK && (entry = readdir(d))) {
		if (!wanted(entry->d_name))
			continue;
		err = add_file_of(t, use, path, entry->d_name, e);
		++*n;
	}
	closedir(d);
	return err;
}

static enum err add_folder(struct trust *t, enum trust_use use, const char *path, struct error *e)
{
	static const struct {
		const char *name;
		enum trust_use use;
	} inner[] = {
		{ "signature", TRUST_SIGNATURE },
		{ "timestamp", TRUST_TIMESTAMP },
		{ "intermediate", TRUST_HELP },
	};
	enum err err;
	size_t n = 0;

	err = add_files(t, use, path, &n, e);
	for (size_t i = 0; use == TRUST_ALL && err == ERR_OK && i < COUNT_OF(inner); i++) {
		char *folder = NULL;

		if (asprintf(&folder, "%s/%s", path, inner[i].name) < 0)
			abort();
		err = add_files(t, inner[i].use, folder, &n, e);
		free(folder);
	}
	if (err == ERR_OK && n == 0)
		return error_set(e, ERR_CERT, "%s: no certificate in this folder", path);
	return err;
}

enum err trust_add_path(struct trust *t, enum trust_use use, const char *path, struct error *e)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return add_folder(t, use, path, e);
	return add_file(t, use, path, e);
}
