#include "api/blob_intake.h"
#include "crypto/digest.h"
#include "domain/envelope.h"
#include "domain/vault.h"

enum { PIECE = 64 * 1024 };

static void keep_head(struct stored_file *f, struct bytes piece)
{
	size_t room = sizeof(f->head) - f->head_len, n = piece.len < room ? piece.len : room;

	memcpy(f->head + f->head_len, piece.data, n);
	f->head_len += n;
}

static enum err copy(struct blob_writer *w, uint64_t max, intake_read_fn *read, void *ctx,
		     struct arena *mem, struct digest *digest, struct stored_file *out,
		     struct error *e)
{
	unsigned char *piece = arena_alloc(mem, PIECE);
	size_t n;

	if (!piece)
		return error_set(e, ERR_TOO_LARGE, "upload: out of memory");
	for (;;) {
		TRY(read(ctx, piece, PIECE, &n, e));
		if (!n)
			return ERR_OK;
		out->size += (int64_t)n;
		if ((uint64_t)out->size > max)
			return error_set(e, ERR_TOO_LARGE, "at most %llu bytes",
					 (unsigned long long)max);
		digest_update(digest, BYTES(piece, n));
		keep_head(out, BYTES(piece, n));
		TRY(blob_write(w, BYTES(piece, n), e));
	}
}

enum err blob_intake(struct domain *d, struct blob_store *blobs, const char *blob, uint64_t max,
		     intake_read_fn *read, void *ctx, struct stored_file *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	AUTO(blob_writer) struct blob_writer *w = NULL;
	struct stored_file f = { .blob = blob };
	unsigned char value[DIGEST_MAX];
	struct blob_info info;
	struct digest digest;
	char hex[65];

	digest_init(&digest, DIGEST_SHA256);
	TRY(vault_key(d, &org_key, e));
	TRY(blob_create(blobs, org_key, d->rng, blob, &w, e));
	TRY(copy(w, max, read, ctx, d->repo.mem, &digest, &f, e));
	digest_final(&digest, value);
	hex_encode(BYTES(value, 32), hex);
	f.sha256 = domain_printf(d, "%s", hex);
	TRY(blob_commit(w, d->repo.mem, &info, e));
	f.wrapped_key = info.wrapped_key;
	*out = f;
	return ERR_OK;
}

void blob_intake_forget(struct domain *d, struct blob_store *blobs, const char *blob)
{
	_Bool gone = 0;

	if (document_abandon(d, blob, &gone, NULL) != ERR_OK || !gone)
		return;
	if (blob_remove(blobs, blob, NULL) != ERR_OK)
		return; /* the sweep removes both */
}
