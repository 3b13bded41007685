#include "store/blob/format.h"
#include <inttypes.h>

enum { AD_SIZE = BLOB_HEADER + BLOB_ID_MAX + 8 + 1, NONCE_NUMBER_AT = AEAD_NONCE - 8 };

const unsigned char blob_header[BLOB_HEADER] = { 'S', 'K', 'Y', 'B', 1, BLOB_CHUNK_LOG2, 0, 0 };

enum err blob_layout_parse(const unsigned char header[BLOB_HEADER], uint64_t file_size,
			   struct blob_layout *out, struct error *e)
{
	uint64_t rest, tail;

	if (memcmp(header, blob_header, BLOB_HEADER))
		return error_set(e, ERR_IO, "blob: not a blob, or of a later version");
	if (file_size < BLOB_HEADER + AEAD_TAG || file_size > INT64_MAX)
		return error_set(e, ERR_IO, "blob: the file was cut");
	rest = file_size - BLOB_HEADER;
	tail = rest % BLOB_SEALED;
	/* A tail shorter than a tag, or an empty last chunk behind others. */
	if (tail && (tail < AEAD_TAG || (tail == AEAD_TAG && rest > AEAD_TAG)))
		return error_set(e, ERR_IO, "blob: the file was cut");
	out->chunks = rest / BLOB_SEALED + (tail != 0);
	out->size = rest - out->chunks * AEAD_TAG;
	return ERR_OK;
}

size_t blob_chunk_length(const struct blob_layout *l, uint64_t i)
{
	if (i + 1 < l->chunks)
		return BLOB_CHUNK;
	return (size_t)(l->size - i * BLOB_CHUNK);
}

static void put_u64(unsigned char *out, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		out[i] = (unsigned char)v;
}

struct frame {
	unsigned char nonce[AEAD_NONCE], ad[AD_SIZE];
};

static struct aead_message frame_fill(struct frame *f, const struct blob_chunk *c, struct bytes in)
{
	memset(f, 0, sizeof(*f));
	put_u64(f->nonce + NONCE_NUMBER_AT, c->number);
	memcpy(f->ad, blob_header, BLOB_HEADER);
	memcpy(f->ad + BLOB_HEADER, c->id, strnlen(c->id, BLOB_ID_MAX));
	put_u64(f->ad + BLOB_HEADER + BLOB_ID_MAX, c->number);
	f->ad[AD_SIZE - 1] = c->last;
	return (struct aead_message){ f->nonce, BYTES(f->ad, AD_SIZE), in };
}

enum err blob_chunk_seal(struct aead *a, const struct blob_chunk *c, struct bytes in,
			 unsigned char *out, struct error *e)
{
	struct frame f;
	struct aead_message m = frame_fill(&f, c, in);

	return aead_seal(a, &m, out, e);
}

enum err blob_chunk_open(struct aead *a, const struct blob_chunk *c, struct bytes in,
			 unsigned char *out, struct error *e)
{
	struct frame f;
	struct aead_message m = frame_fill(&f, c, in);

	if (aead_open(a, &m, out, NULL) == ERR_OK)
		return ERR_OK;
	return error_set(e, ERR_IO, "blob %s: chunk %" PRIu64 "%s was altered, moved or cut", c->id,
			 c->number, c->last ? " (the last)" : "");
}
