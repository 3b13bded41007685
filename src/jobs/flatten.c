#include "jobs/flatten.h"
#include "domain/vault.h"
#include "jobs/revision.h"

static enum err verify_digest(const struct revision *head, struct digest *d, struct error *e)
{
	unsigned char value[DIGEST_MAX];
	char hex[2 * DIGEST_MAX + 1];

	digest_final(d, value);
	hex_encode(BYTES(value, digest_size(d->alg)), hex);
	if (!strcmp(hex, head->sha256))
		return ERR_OK;
	return error_set(e, ERR_INTERNAL, "document %s: the stored file differs from its digest",
			 head->document_id);
}

static enum err copy_whole(struct work *w, const struct secret *org_key, const struct revision *head,
			   struct stored_blob *out, struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };
	AUTO(blob_writer) struct blob_writer *writer = NULL;
	struct blob_info info;
	struct digest digest;

	digest_init(&digest, DIGEST_SHA256);
	TRY(revision_file_open(&w->d, w->j->env->blobs, org_key, head->document_id, head->no, &file,
			       e));
	TRY(stored_blob_claim(&w->d, &out->id, e));
	TRY(blob_create(w->j->env->blobs, org_key, w->d.rng, out->id, &writer, e));
	TRY(blob_chain_flatten(file.chain, writer, &digest, 1, e));
	TRY(verify_digest(head, &digest, e));
	TRY(blob_commit(writer, w->j->mem, &info, e));
	out->size = (int64_t)info.size;
	out->wrapped_key = info.wrapped_key;
	return ERR_OK;
}

static enum err point_to(struct work *w, const struct document *doc, const struct stored_blob *blob,
			 struct error *e)
{
	AUTO(tx) struct tx tx = { w->j->db };

	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, w->d.clock, w->j->job, e));
	TRY(blob_row_ready(&w->d.repo, blob->id, blob->size, blob->wrapped_key, e));
	TRY(revision_flatten(&w->d.repo, doc, blob->id, e));
	return db_commit(tx.db, e);
}

enum err flatten_document(struct work *w, const struct document *doc, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	struct stored_blob blob;
	struct revision head;

	TRY(revision_get(&w->d.repo, doc->id, doc->head_no, &head, e));
	if (head.parent_no == 0 && doc->head_no > 1)
		return ERR_OK; /* an earlier run did it */
	TRY(vault_key(&w->d, &org_key, e));
	TRY(copy_whole(w, org_key, &head, &blob, e));
	return point_to(w, doc, &blob, e);
}
