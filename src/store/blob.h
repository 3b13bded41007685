/* Encrypted blobs below the data directory: AES-256-GCM in chunks of 64 KiB, read at random, written as a
 * stream.
 *
 * Each blob has its own key, wrapped by the organisation's data key; associated data = blob id, chunk
 * number, last flag, so chunks cannot be moved, swapped, cut or joined. A blob appears whole (fsync, link,
 * fsync of the folder) or not at all: what a killed process was writing is never visible, and is cleared
 * away at the next blob_store_open. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "base/rng.h"
#include "crypto/secret.h"

struct blob_store;
/* dir is made when absent (0700). Several processes may have it open. */
enum err blob_store_open(const char *dir, struct blob_store **out, struct error *e) MUST_USE;
void blob_store_free(struct blob_store *s);

struct blob_info {
	char id[40];		/* blb_… */
	uint64_t size;		/* plain bytes */
	struct bytes wrapped_key; /* to be stored in the database, apart from the data; in mem */
};

struct blob_writer;
/* id: from id_new("blb", …). The store and the rng must outlive the writer; org_key is not kept. */
enum err blob_create(struct blob_store *s, const struct secret *org_key, struct rng *r, const char *id,
		     struct blob_writer **out, struct error *e) MUST_USE;
/* ERR_NO_SPACE when the disk is full. After a failure only blob_writer_free is left. */
enum err blob_write(struct blob_writer *w, struct bytes in, struct error *e) MUST_USE;
/* Durable when it returns. ERR_CONFLICT: the id exists. The writer is still to be freed. */
enum err blob_commit(struct blob_writer *w, struct arena *mem, struct blob_info *out, struct error *e) MUST_USE;
void blob_writer_free(struct blob_writer *w); /* not committed: removes the file */

struct blob;
/* ERR_NOT_FOUND; ERR_IO: another key, or the file was cut or is none of ours. Used by one thread at a time. */
enum err blob_open(struct blob_store *s, const struct secret *org_key, const char *id, struct bytes wrapped_key,
		   struct blob **out, struct error *e) MUST_USE;
uint64_t blob_size(const struct blob *b);
/* Exactly len bytes from off; ERR_IO when the data was altered, ERR_RANGE past the end. The last few chunks read
 * stay decrypted in memory. */
enum err blob_read(struct blob *b, uint64_t off, unsigned char *out, size_t len, struct error *e) MUST_USE;
void blob_close(struct blob *b);
enum err blob_remove(struct blob_store *s, const char *id, struct error *e) MUST_USE; /* absent is fine; durable */

static inline UNUSED void blob_free(struct blob *b)
{
	blob_close(b);
}
DEFINE_AUTO(blob_store, struct blob_store *)
DEFINE_AUTO(blob_writer, struct blob_writer *)
DEFINE_AUTO(blob, struct blob *)
