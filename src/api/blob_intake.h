/* Bytes that come in, streamed into an encrypted blob while they are hashed. */
#pragma once
#include "domain/domain.h"
#include "store/blob.h"

typedef enum err intake_read_fn(void *ctx, unsigned char *out, size_t cap, size_t *n,
				struct error *e);
struct stored_file {
	const char *blob, *sha256; /* hex */
	int64_t size;
	struct bytes wrapped_key;
	unsigned char head[4096]; /* its first bytes */
	size_t head_len;
};
/* blob: its row is there ('writing'). Whoever does not use it after all gives it up with
 * blob_intake_forget. max: ERR_TOO_LARGE past it. */
enum err blob_intake(struct domain *d, struct blob_store *blobs, const char *blob, uint64_t max,
		     intake_read_fn *read, void *ctx, struct stored_file *out,
		     struct error *e) MUST_USE;
/* The file at once, its row by the sweep; one that came to be used after all stays. */
void blob_intake_forget(struct domain *d, struct blob_store *blobs, const char *blob);
