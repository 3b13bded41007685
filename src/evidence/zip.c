#include "evidence/zip.h"
#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <stdlib.h>
#include "base/buf.h"
#include "crypto/digest.h"

struct zip {
	struct archive *a;
	zip_sink_fn *sink;
	void *ctx;
	struct error *e; /* of the call under way */
	enum err rc;
	struct digest digest;
	char *name; /* of the entry under way; NULL: none */
	uint64_t left;
	struct buf sums;
	locale_t utf8; /* names are UTF-8 whatever the process's locale */
};

static la_ssize_t write_out(struct archive *a, void *ctx, const void *data, size_t len)
{
	struct zip *z = ctx;

	(void)a;
	/* A failure here would keep libarchive from freeing what it holds: what comes after one is
	 * dropped, and each of our calls looks at rc. */
	if (z->rc == ERR_OK)
		z->rc = z->sink(z->ctx, BYTES(data, len), z->e);
	return (la_ssize_t)len;
}

static enum err check(struct zip *z, int rc, struct error *e)
{
	if (z->rc != ERR_OK)
		return z->rc;
	if (rc != ARCHIVE_OK)
		return error_set(e, ERR_INTERNAL, "zip: %s", archive_error_string(z->a));
	return ERR_OK;
}

/* libarchive marks names as UTF-8 by the locale of the thread. */
static locale_t enter(struct zip *z, struct error *e)
{
	z->e = e;
	return uselocale(z->utf8);
}

static enum err open_archive(struct zip *z, struct error *e)
{
	TRY(check(z, archive_write_set_format_zip(z->a), e));
	TRY(check(z, archive_write_set_format_option(z->a, "zip", "compression", "deflate"), e));
	TRY(check(z, archive_write_set_bytes_per_block(z->a, 65536), e));
	TRY(check(z, archive_write_set_bytes_in_last_block(z->a, 1), e));
	return check(z, archive_write_open(z->a, z, NULL, write_out, NULL), e);
}

enum err zip_new(zip_sink_fn *sink, void *ctx, struct zip **out, struct error *e)
{
	AUTO(zip) struct zip *z = calloc(1, sizeof(*z));
	locale_t before;
	enum err rc;

	if (!z)
		abort();
	z->sink = sink;
	z->ctx = ctx;
	z->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	z->a = archive_write_new();
	if (!z->a || !z->utf8)
		return error_set(e, ERR_INTERNAL, "zip: no locale C.UTF-8, or no memory");
	before = enter(z, e);
	rc = open_archive(z, e);
	uselocale(before);
	if (rc == ERR_OK)
		*out = TAKE_PTR(z);
	return rc;
}

void zip_free(struct zip *z)
{
	if (!z)
		return;
	z->rc = ERR_INTERNAL; /* nothing more goes out */
	if (z->a)
		archive_write_free(z->a);
	if (z->utf8)
		freelocale(z->utf8);
	buf_done(&z->sums);
	free(z->name);
	free(z);
}

/* The entry under way is whole. */
static enum err end_entry(struct zip *z, struct error *e)
{
	unsigned char value[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];

	if (!z->name)
		return ERR_OK;
	if (z->left)
		return error_set(e, ERR_INTERNAL, "zip: %s is shorter than announced", z->name);
	digest_final(&z->digest, value);
	hex_encode(BYTES(value, digest_size(DIGEST_SHA256)), hex);
	buf_printf(&z->sums, "%s  %s\n", hex, z->name);
	free(z->name);
	z->name = NULL;
	return ERR_OK;
}

static enum err begin_entry(struct zip *z, const char *name, uint64_t size, struct error *e)
{
	struct archive_entry *entry = archive_entry_new();
	enum err rc;

	if (!entry)
		abort();
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)size);
	rc = check(z, archive_write_header(z->a, entry), e);
	archive_entry_free(entry);
	return rc;
}

enum err zip_begin(struct zip *z, const char *name, uint64_t size, struct error *e)
{
	locale_t before;
	enum err rc;

	TRY(end_entry(z, e));
	before = enter(z, e);
	rc = begin_entry(z, name, size, e);
	uselocale(before);
	if (rc != ERR_OK)
		return rc;
	z->name = strdup(name);
	if (!z->name)
		abort();
	z->left = size;
	digest_init(&z->digest, DIGEST_SHA256);
	return ERR_OK;
}

enum err zip_data(struct zip *z, struct bytes piece, struct error *e)
{
	la_ssize_t n = 0;

	if (!z->name || piece.len > z->left)
		return error_set(e, ERR_INTERNAL, "zip: more than announced");
	z->e = e;
	digest_update(&z->digest, piece);
	if (piece.len)
		n = archive_write_data(z->a, piece.data, piece.len);
	TRY(check(z, n == (la_ssize_t)piece.len ? ARCHIVE_OK : ARCHIVE_FATAL, e));
	z->left -= piece.len;
	return ERR_OK;
}

enum err zip_add(struct zip *z, const char *name, struct bytes content, struct error *e)
{
	TRY(zip_begin(z, name, content.len, e));
	return zip_data(z, content, e);
}

enum err zip_end(struct zip *z, struct error *e)
{
	locale_t before;
	struct bytes sums;
	enum err rc;

	TRY(end_entry(z, e));
	sums = buf_bytes(&z->sums);
	TRY(zip_begin(z, "SHA256SUMS", sums.len, e));
	TRY(zip_data(z, sums, e));
	before = enter(z, e);
	rc = check(z, archive_write_close(z->a), e);
	uselocale(before);
	return rc;
}
