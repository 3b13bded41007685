/* Several blobs read as one byte string: a document revision is its parent plus a
 * tail, so that a signature on a 100 MB contract stores a few kilobytes. At
 * conclusion a document is flattened into one blob. */
#pragma once
#include "crypto/digest.h"
#include "store/blob.h"

struct blob_part {
	const char *id;
	struct bytes wrapped_key;
	uint64_t ends_at; /* of the whole, where what follows begins though the blob goes on; 0: at its end */
};

struct blob_chain;

/* Parts in order, base first. All are opened, so a missing one is noticed here. */
enum err blob_chain_open(struct blob_store *s, const struct secret *org_key, const struct blob_part *parts,
			 size_t n, struct blob_chain **out, struct error *e) MUST_USE;
void blob_chain_free(struct blob_chain *c);
uint64_t blob_chain_size(const struct blob_chain *c);

/* Exactly len bytes from off; chain is a struct blob_chain *, void so that the function fits
 * struct pdf_source. ERR_RANGE past the end. */
enum err blob_chain_read(void *chain, uint64_t off, unsigned char *out, size_t len, struct error *e) MUST_USE;

/* Bytes [off, off+len) in pieces of at most 64 KiB, in order; stops at the first failure of sink. */
typedef enum err blob_sink_fn(void *ctx, struct bytes piece, struct error *e);
enum err blob_chain_each(struct blob_chain *c, uint64_t off, uint64_t len, blob_sink_fn *sink, void *ctx,
			 struct error *e) MUST_USE;

/* Copies all of it into w and hashes what was read with each of the n digests (initialised by the caller). */
enum err blob_chain_flatten(struct blob_chain *c, struct blob_writer *w, struct digest *digests, size_t n,
			    struct error *e) MUST_USE;
DEFINE_AUTO(blob_chain, struct blob_chain *)
