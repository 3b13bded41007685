/* The file of a blob:
 *
 *   header   8 bytes: "SKYB", version 1, log2 of the chunk size, two zeros
 *   chunk    cipher text and 16 bytes of tag, again and again; all but the last
 *            are full; an empty blob is one empty chunk
 *
 * Nonce: the chunk's number (the key is the blob's own, each chunk is written
 * once). Associated data: header, blob id, number, last flag. */
#pragma once
#include "base/error.h"
#include "crypto/aead.h"

enum {
	BLOB_HEADER = 8,
	BLOB_CHUNK_LOG2 = 16,
	BLOB_CHUNK = 1 << BLOB_CHUNK_LOG2,
	BLOB_SEALED = BLOB_CHUNK + AEAD_TAG,
	BLOB_ID_MAX = 40,
};

extern const unsigned char blob_header[BLOB_HEADER];

struct blob_layout {
	uint64_t size;	 /* plain bytes */
	uint64_t chunks; /* at least 1 */
};

/* From the header and the length of the file; ERR_IO when no blob looks so. */
enum err blob_layout_parse(const unsigned char header[BLOB_HEADER], uint64_t file_size,
			   struct blob_layout *out, struct error *e) MUST_USE;
/* Plain bytes in chunk number i. */
size_t blob_chunk_length(const struct blob_layout *l, uint64_t i);

struct blob_chunk {
	const char *id;
	uint64_t number;
	_Bool last;
};
/* out: in.len + AEAD_TAG and in.len - AEAD_TAG bytes; may be in.data. */
enum err blob_chunk_seal(struct aead *a, const struct blob_chunk *c, struct bytes in,
			 unsigned char *out, struct error *e) MUST_USE;
enum err blob_chunk_open(struct aead *a, const struct blob_chunk *c, struct bytes in,
			 unsigned char *out, struct error *e) MUST_USE;
