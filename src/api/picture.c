#include "api/picture.h"
#include "base/buf.h"
#include "crypto/digest.h"
#include "domain/vault.h"
#include "field/look.h"

enum { PIECE = 64 * 1024 };

static enum err read_all(struct caller *c, struct bytes *out, struct error *e)
{
	AUTO(buf) struct buf b = { 0 };
	unsigned char *piece = arena_alloc(c->rq->mem, PIECE);
	size_t n;

	if (!piece)
		return error_set(e, ERR_TOO_LARGE, "the picture exceeds the memory limit");
	do {
		TRY(body_read(c->rq->stream, piece, PIECE, &n, e));
		buf_append(&b, BYTES(piece, n));
	} while (n && b.len <= FIELD_IMAGE_BYTES);
	if (!arena_copy(c->rq->mem, buf_bytes(&b), out))
		return error_set(e, ERR_TOO_LARGE, "the picture exceeds the memory limit");
	return ERR_OK;
}

enum err picture_read(struct caller *c, struct bytes *out, struct error *e)
{
	const char *code = NULL;
	struct bytes image;

	TRY(read_all(c, &image, e));
	if (image.len > FIELD_IMAGE_BYTES)
		return domain_refuse(&c->d, ERR_TOO_LARGE, "image-too-large", e);
	TRY(field_image_check(image, &code, e));
	if (code)
		return domain_refuse(&c->d, ERR_INVALID, code, e);
	*out = image;
	return ERR_OK;
}

enum err picture_write(struct caller *c, const char *blob, struct bytes image,
		       struct image_new *out, struct error *e)
{
	AUTO(secret) struct secret *key = NULL;
	AUTO(blob_writer) struct blob_writer *w = NULL;
	unsigned char digest[DIGEST_MAX];
	struct blob_info info;
	char hex[65];

	TRY(vault_key(&c->d, &key, e));
	TRY(blob_create(c->app->blobs, key, c->d.rng, blob, &w, e));
	TRY(blob_write(w, image, e));
	TRY(blob_commit(w, c->rq->mem, &info, e));
	digest_of(DIGEST_SHA256, image, digest);
	hex_encode(BYTES(digest, 32), hex);
	*out = (struct image_new){ blob, domain_printf(&c->d, "%s", hex), (int64_t)info.size,
				   info.wrapped_key };
	return ERR_OK;
}

void picture_answer(struct caller *c, struct bytes png, struct response *rs)
{
	rs->body = png;
	rs->content_type = "image/png";
	response_header(c->rq, rs, "Cache-Control", "no-store");
}
