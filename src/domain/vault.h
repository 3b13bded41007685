/* The organisation's data key, and small things encrypted with it (mail bodies). */
#pragma once
#include "store/blob_chain.h"
#include "domain/domain.h"

/* The data key of d's organisation; the caller frees it. ERR_IO when it does not unwrap. */
enum err vault_key(struct domain *d, struct secret **out, struct error *e) MUST_USE;

/* AES-256-GCM under the data key, random nonce in front; id is bound as associated data. Small things only. */
enum err vault_encrypt(struct domain *d, const char *id, struct bytes plain, struct bytes *out,
		       struct error *e) MUST_USE;
enum err vault_decrypt(struct domain *d, const char *id, struct bytes sealed, struct bytes *out,
		       struct error *e) MUST_USE;

/* Revision `no` of a document as one byte string. The caller frees the chain. */
enum err vault_open_revision(struct domain *d, struct blob_store *blobs, const char *document, int64_t no,
			     struct blob_chain **out, struct error *e) MUST_USE;
/* A single blob of the organisation (an original upload). */
enum err vault_open_blob(struct domain *d, struct blob_store *blobs, const char *blob,
			 struct blob_chain **out, struct error *e) MUST_USE;
