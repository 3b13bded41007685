#include "api/signed_copy_file.h"
#include <stdlib.h>
#include "crypto/digest.h"

enum { PIECE = 64 * 1024 };

void copy_received_done(struct copy_received *r)
{
	buf_done(&r->tail);
}

/* The file is hashed once; at the end of each revision the digest so far tells whether it begins
 * with it. */
struct receiving {
	struct caller *c;
	const struct signed_copy_place *place;
	struct revision *ends; /* by size */
	size_t n, next;
	struct digest digest;
	int64_t seen;
	int64_t begins_with; /* highest number of a revision; 0: none */
	_Bool is_pdf;
	struct copy_received out;
};

static int by_size(const void *a, const void *b)
{
	const struct revision *x = a, *y = b;

	return (x->size > y->size) - (x->size < y->size);
}

static enum err load_ends(struct receiving *r, struct error *e)
{
	const struct revision *list;
	size_t n;

	TRY(revision_list(&r->c->d.repo, r->place->document.id, &list, &n, e));
	r->ends = arena_alloc_n(r->c->rq->mem, n + 1, sizeof(*r->ends));
	if (!r->ends)
		return error_set(e, ERR_TOO_LARGE, "the document has too many revisions");
	if (n)
		memcpy(r->ends, list, n * sizeof(*list));
	r->n = n;
	qsort(r->ends, n, sizeof(*r->ends), by_size);
	return ERR_OK;
}

static const char *digest_now(struct receiving *r)
{
	struct digest copy = r->digest;
	unsigned char value[DIGEST_MAX];
	char hex[65];

	digest_final(&copy, value);
	hex_encode(BYTES(value, 32), hex);
	return domain_printf(&r->c->d, "%s", hex);
}

static void note_end(struct receiving *r)
{
	const char *now = digest_now(r);

	for (; r->next < r->n && r->ends[r->next].size == r->seen; r->next++)
		if (!strcmp(r->ends[r->next].sha256, now) && r->ends[r->next].no > r->begins_with)
			r->begins_with = r->ends[r->next].no;
}

/* What lies behind the newest revision is kept. */
static enum err keep(struct receiving *r, struct bytes part, struct error *e)
{
	int64_t inside = r->place->head.size - r->seen;
	size_t skip = inside <= 0 ? 0 : (uint64_t)inside < part.len ? (size_t)inside : part.len;

	if (r->out.tail.len + part.len - skip > SIGNED_COPY_TAIL_MAX)
		return error_set(e, ERR_TOO_LARGE, "at most %d bytes may be added",
				 SIGNED_COPY_TAIL_MAX);
	buf_append(&r->out.tail, bytes_slice(part, skip, part.len));
	digest_update(&r->digest, part);
	r->seen += (int64_t)part.len;
	return ERR_OK;
}

static enum err take(struct receiving *r, struct bytes piece, struct error *e)
{
	static const char mark[] = "%PDF-";

	if (!r->seen)
		r->is_pdf =
			piece.len >= sizeof(mark) && !memcmp(piece.data, mark, sizeof(mark) - 1);
	while (piece.len) {
		size_t n = piece.len;

		if (r->next < r->n && (uint64_t)(r->ends[r->next].size - r->seen) < n)
			n = (size_t)(r->ends[r->next].size - r->seen);
		TRY(keep(r, bytes_slice(piece, 0, n), e));
		if (r->next < r->n && r->ends[r->next].size == r->seen)
			note_end(r);
		piece = bytes_slice(piece, n, piece.len);
	}
	return ERR_OK;
}

static enum err read_all(struct receiving *r, struct error *e)
{
	unsigned char *piece = arena_alloc(r->c->rq->mem, PIECE);
	size_t n;

	if (!piece || !r->c->rq->stream)
		return error_set(e, ERR_INVALID, "there is no file in the body");
	for (;;) {
		TRY(body_read(r->c->rq->stream, piece, PIECE, &n, e));
		if (!n)
			return ERR_OK;
		TRY(take(r, BYTES(piece, n), e));
	}
}

static enum err judge(struct receiving *r, struct error *e)
{
	struct domain *d = &r->c->d;

	if (r->begins_with == r->place->head.no)
		return ERR_OK;
	if (!r->is_pdf)
		return domain_refuse(d, ERR_SIGNED_COPY, "copy-unreadable", e);
	if (r->begins_with)
		return domain_refuse(d, ERR_REVISION, "copy-older", e);
	return domain_refuse(d, ERR_SIGNED_COPY, "copy-other-document", e);
}

static enum err receive(struct receiving *r, struct error *e)
{
	TRY(load_ends(r, e));
	digest_init(&r->digest, DIGEST_SHA256);
	TRY(read_all(r, e));
	TRY(judge(r, e));
	r->out.size = r->seen;
	r->out.sha256 = digest_now(r);
	return ERR_OK;
}

enum err copy_receive(struct caller *c, const struct signed_copy_place *place,
		      struct copy_received *out, struct error *e)
{
	struct receiving r = { .c = c, .place = place };
	enum err rc = receive(&r, e);

	if (rc == ERR_OK)
		*out = r.out;
	else
		copy_received_done(&r.out);
	return rc;
}
