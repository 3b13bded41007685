/* A revision of a document as one string of bytes: its parts, one encrypted blob
 * behind the other, read where they are asked for. */
#pragma once
#include "domain/domain.h"
#include "pdf/source.h"
#include "store/blob_chain.h"
#include "store/repo/document.h"

struct revision_file {
	struct blob_chain *chain;
	struct pdf_source source; /* of exactly this revision */
};

/* org_key: the organisation's data key, needed only while opening. */
enum err revision_file_open(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			    const char *document, int64_t no, struct revision_file *out,
			    struct error *e) MUST_USE;
void revision_file_done(struct revision_file *f); /* zeroed is fine */
DEFINE_AUTO_DONE(revision_file, struct revision_file)

/* A blob with its row: the row exists before the file and is made ready in the transaction that uses it. */
struct stored_blob {
	const char *id;
	int64_t size;
	struct bytes wrapped_key;
};
/* Commits the row of a new blob; its file may be written now. */
enum err stored_blob_claim(struct domain *d, const char **id_out, struct error *e) MUST_USE;
/* Writes the file of a blob whose row is committed; durable when it returns. */
enum err stored_blob_fill(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			  const char *id, struct bytes content, struct stored_blob *out,
			  struct error *e) MUST_USE;
/* Claims and fills: commits a transaction of its own for the row. */
enum err stored_blob_write(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			   struct bytes content, struct stored_blob *out, struct error *e) MUST_USE;
/* Reads a whole small blob. ERR_TOO_LARGE beyond max. */
enum err stored_blob_read(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			  const char *id, size_t max, struct bytes *out, struct error *e) MUST_USE;
