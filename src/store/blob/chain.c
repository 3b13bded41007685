#include "store/blob_chain.h"
#include <stdlib.h>
#include "store/blob/format.h"

struct link {
	struct blob *blob;
	uint64_t start; /* of its first byte in the whole */
	uint64_t size;	/* what of it counts */
};

struct blob_chain {
	size_t n;
	uint64_t size;
	struct link links[];
};

static uint64_t size_of(const struct link *l, const struct blob_part *part)
{
	uint64_t all = blob_size(l->blob);

	return part->ends_at > l->start && part->ends_at - l->start < all ? part->ends_at - l->start : all;
}

enum err blob_chain_open(struct blob_store *s, const struct secret *org_key,
			 const struct blob_part *parts, size_t n, struct blob_chain **out,
			 struct error *e)
{
	AUTO(blob_chain) struct blob_chain *c = calloc(1, sizeof(*c) + n * sizeof(c->links[0]));

	if (!c)
		abort();
	for (; c->n < n; c->n++) {
		struct link *l = &c->links[c->n];

		TRY(blob_open(s, org_key, parts[c->n].id, parts[c->n].wrapped_key, &l->blob, e));
		l->start = c->size;
		l->size = size_of(l, &parts[c->n]);
		c->size += l->size;
	}
	*out = TAKE_PTR(c);
	return ERR_OK;
}

void blob_chain_free(struct blob_chain *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->n; i++)
		blob_close(c->links[i].blob);
	free(c);
}

uint64_t blob_chain_size(const struct blob_chain *c)
{
	return c->size;
}

static struct link *link_at(struct blob_chain *c, uint64_t off)
{
	size_t i = c->n - 1;

	while (c->links[i].start > off)
		i--;
	return &c->links[i];
}

enum err blob_chain_read(void *chain, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	struct blob_chain *c = chain;

	if (off > c->size || len > c->size - off)
		return error_set(e, ERR_RANGE, "blobs: read past the end");
	while (len) {
		const struct link *l = link_at(c, off);
		uint64_t left = l->start + l->size - off;
		size_t n = left < len ? (size_t)left : len;

		TRY(blob_read(l->blob, off - l->start, out, n, e));
		out += n;
		off += n;
		len -= n;
	}
	return ERR_OK;
}

static enum err each_piece(struct blob_chain *c, uint64_t off, uint64_t len, blob_sink_fn *sink,
			   void *ctx, unsigned char *piece, struct error *e)
{
	while (len) {
		size_t n = len < BLOB_CHUNK ? (size_t)len : BLOB_CHUNK;

		TRY(blob_chain_read(c, off, piece, n, e));
		TRY(sink(ctx, BYTES(piece, n), e));
		off += n;
		len -= n;
	}
	return ERR_OK;
}

enum err blob_chain_each(struct blob_chain *c, uint64_t off, uint64_t len, blob_sink_fn *sink,
			 void *ctx, struct error *e)
{
	unsigned char *piece = malloc(BLOB_CHUNK);
	enum err rc;

	if (!piece)
		abort();
	rc = each_piece(c, off, len, sink, ctx, piece, e);
	free(piece);
	return rc;
}

struct flatten {
	struct blob_writer *to;
	struct digest *digests;
	size_t n;
};

static enum err flatten_piece(void *ctx, struct bytes piece, struct error *e)
{
	const struct flatten *f = ctx;

	for (size_t i = 0; i < f->n; i++)
		digest_update(&f->digests[i], piece);
	return blob_write(f->to, piece, e);
}

enum err blob_chain_flatten(struct blob_chain *c, struct blob_writer *w, struct digest *digests,
			    size_t n, struct error *e)
{
	struct flatten f = { w, digests, n };

	return blob_chain_each(c, 0, c->size, flatten_piece, &f, e);
}
