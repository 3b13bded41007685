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

	if (!t || !(t->anchors = sk_X509_new_null()) || !(t->crls = sk_X509_CRL_new_null()))
		abort();
	t->certs = cert_cache_new();
	return t;
}

void trust_free(struct trust *t)
{
	if (!t)
		return;
	x509_stack_free(t->anchors);
	crl_stack_free(t->crls);
	cert_cache_free(t->certs);
	free(t);
}

struct cert_cache *trust_cert_cache(const struct trust *t)
{
	return t->certs;
}

size_t trust_count(const struct trust *t)
{
	return (size_t)sk_X509_num(t->anchors);
}

static enum err push_cert(struct trust *t, X509 *x, struct error *e)
{
	if (sk_X509_num(t->anchors) >= TRUST_CERTS_MAX || !sk_X509_push(t->anchors, x)) {
		X509_free(x);
		return error_set(e, ERR_TOO_LARGE, "more than %d trusted certificates",
				 TRUST_CERTS_MAX);
	}
	return ERR_OK;
}

static enum err push_crl(struct trust *t, X509_CRL *crl, struct error *e)
{
	if (sk_X509_CRL_num(t->crls) >= TRUST_CERTS_MAX || !sk_X509_CRL_push(t->crls, crl)) {
		X509_CRL_free(crl);
		return error_set(e, ERR_TOO_LARGE, "more than %d revocation lists",
				 TRUST_CERTS_MAX);
	}
	return ERR_OK;
}

/* Sets *found when der is a certificate or a CRL. */
static enum err add_der(struct trust *t, struct bytes der, _Bool *found, struct error *e)
{
	X509 *x = x509_parse(der);
	X509_CRL *crl = x ? NULL : x509_crl_parse(der);

	ERR_clear_error();
	*found = x || crl;
	if (x)
		return push_cert(t, x, e);
	return crl ? push_crl(t, crl, e) : ERR_OK;
}

static _Bool is_kind(const char *name, const char *const kinds[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(name, kinds[i]))
			return 1;
	return 0;
}

static enum err add_pem(struct trust *t, struct bytes file, size_t *n, struct error *e)
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
			err = add_der(t, BYTES(data, (size_t)len), &found, e);
		*n += found;
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_clear_free(data, (size_t)len);
	}
	ERR_clear_error();
	return err;
}

enum err trust_add(struct trust *t, struct bytes file, struct error *e)
{
	_Bool found;
	size_t n = 0;

	if (file.len > TRUST_FILE_MAX)
		return error_set(e, ERR_TOO_LARGE, "over %d bytes", TRUST_FILE_MAX);
	TRY(add_der(t, file, &found, e));
	if (!found)
		TRY(add_pem(t, file, &n, e));
	if (!found && n == 0)
		return error_set(e, ERR_CERT, "there is no certificate and no CRL in it");
	return ERR_OK;
}

static enum err add_file(struct trust *t, const char *path, struct error *e)
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
	err = trust_add(t, buf_bytes(&content), e);
	return err == ERR_OK ? ERR_OK : error_wrap(e, err, path);
}

static _Bool wanted(const char *name)
{
	static const char *const endings[] = { ".cer", ".crt", ".pem", ".der", ".crl" };
	const char *dot = strrchr(name, '.');

	return dot && name[0] != '.' && is_kind(dot, endings, COUNT_OF(endings));
}

static enum err add_folder(struct trust *t, const char *path, struct error *e)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	enum err err = ERR_OK;
	size_t n = 0;

	if (!d)
		return error_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	while (err == ERR_OK && (entry = readdir(d))) {
		char *file = NULL;

		if (!wanted(entry->d_name))
			continue;
		if (asprintf(&file, "%s/%s", path, entry->d_name) < 0)
			abort();
		err = add_file(t, file, e);
		free(file);
		n++;
	}
	closedir(d);
	if (err == ERR_OK && n == 0)
		return error_set(e, ERR_CERT, "%s: no certificate in this folder", path);
	return err;
}

enum err trust_add_path(struct trust *t, const char *path, struct error *e)
{
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return add_folder(t, path, e);
	return add_file(t, path, e);
}
