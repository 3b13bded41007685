#include "jobs/revision.h"

enum err revision_file_open(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			    const char *document, int64_t no, struct revision_file *out,
			    struct error *e)
{
	const struct revision_part *rows;
	struct blob_part *parts;
	struct revision rev;
	size_t n;

	TRY(revision_get(&d->repo, document, no, &rev, e));
	TRY(revision_parts(&d->repo, document, no, &rows, &n, e));
	parts = arena_alloc_n(d->repo.mem, n, sizeof(*parts));
	if (!parts)
		return error_set(e, ERR_TOO_LARGE, "document %s has too many revisions", document);
	for (size_t i = 0; i < n; i++)
		parts[i] = (struct blob_part){ rows[i].blob_id, rows[i].wrapped_key,
						 (uint64_t)rows[i].size };
	TRY(blob_chain_open(blobs, org_key, parts, n, &out->chain, e));
	/* a flattened blob may hold later revisions too: this one is its prefix */
	if (blob_chain_size(out->chain) < (uint64_t)rev.size)
		return error_set(e, ERR_IO, "document %s: revision %lld is shorter than recorded",
				 document, (long long)no);
	out->source = (struct pdf_source){ .size = (uint64_t)rev.size,
					   .read = blob_chain_read,
					   .ctx = out->chain };
	return ERR_OK;
}

void revision_file_done(struct revision_file *f)
{
	blob_chain_free(f->chain);
	f->chain = NULL;
}

enum err stored_blob_claim(struct domain *d, const char **id_out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const char *id = domain_id(d, "blb");

	TRY(db_begin(tx.db, e));
	TRY(blob_row_insert(&d->repo, id, domain_now(d), e));
	TRY(db_commit(tx.db, e));
	*id_out = id;
	return ERR_OK;
}

enum err stored_blob_fill(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			  const char *id, struct bytes content, struct stored_blob *out,
			  struct error *e)
{
	AUTO(blob_writer) struct blob_writer *w = NULL;
	struct blob_info info;

	TRY(blob_create(blobs, org_key, d->rng, id, &w, e));
	TRY(blob_write(w, content, e));
	TRY(blob_commit(w, d->repo.mem, &info, e));
	*out = (struct stored_blob){ id, (int64_t)info.size, info.wrapped_key };
	return ERR_OK;
}

enum err stored_blob_write(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			   struct bytes content, struct stored_blob *out, struct error *e)
{
	const char *id;

	TRY(stored_blob_claim(d, &id, e));
	return stored_blob_fill(d, blobs, org_key, id, content, out, e);
}

enum err stored_blob_read(struct domain *d, struct blob_store *blobs, const struct secret *org_key,
			  const char *id, size_t max, struct bytes *out, struct error *e)
{
	struct blob_row row;
	AUTO(blob) struct blob *blob = NULL;
	unsigned char *data;
	size_t size;

	TRY(blob_row_get(&d->repo, id, &row, e));
	TRY(blob_open(blobs, org_key, id, row.wrapped_key, &blob, e));
	size = (size_t)blob_size(blob);
	data = size <= max ? arena_alloc(d->repo.mem, size) : NULL;
	if (!data)
		return error_set(e, ERR_TOO_LARGE, "blob %s is larger than expected", id);
	TRY(blob_read(blob, 0, data, size, e));
	*out = BYTES(data, size);
	return ERR_OK;
}
