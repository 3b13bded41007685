/* The last step of a seal: the finished tail becomes a revision of the document. */
#include "jobs/geometry.h"
#include "jobs/seal_work.h"
#include "pdf/index.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"

enum { TAIL_MAX = 16 * 1024 * 1024 };

enum err sealing_open_document(struct sealing *s, struct revision_file *file, struct pdf_doc **out,
			       struct error *e)
{
	struct arena *mem = s->d->repo.mem;

	TRY(revision_file_open(s->d, s->j->env->blobs, s->org_key, s->doc.id, s->head.no, file, e));
	if (s->head.signing_index.len)
		return pdf_doc_open_indexed(&file->source, s->head.signing_index, mem, NULL, out,
					    e);
	return pdf_doc_open(&file->source, mem, NULL, out, e);
}

/* Our own result is looked at before it becomes a revision. */
static enum err check_signature(struct sealing *s, struct error *e)
{
	AUTO(pkey) struct pkey *key = NULL;
	unsigned char digest[DIGEST_MAX];
	struct cert cert;

	TRY(cert_read(s->key.chain[0], &cert, e));
	TRY(pkey_public(cert.spki, &key, e));
	return pkey_verify(key, s->key.alg,
			   digest_of(s->key.alg.digest, s->row.signed_attrs, digest),
			   s->row.signature, e);
}

static enum err fill(struct sealing *s, struct pdf_tail *tail, struct error *e)
{
	struct bytes der = s->row.token;

	if (!tail->hole_len)
		return ERR_OK;
	if (!s->w->extension)
		TRY(cms_assemble(&(struct cms_parts){ .alg = s->key.alg,
						      .signed_attrs = s->row.signed_attrs,
						      .signature = s->row.signature,
						      .chain = s->key.chain,
						      .n_chain = s->key.n_chain,
						      .timestamp = s->row.token },
				 s->d->repo.mem, &der, e));
	return pdf_tail_fill(tail, der, e);
}

static enum err finished_tail(struct sealing *s, struct pdf_tail *tail, struct error *e)
{
	struct bytes data;

	TRY(geometry_read(s->row.geometry, tail, e));
	TRY(stored_blob_read(s->d, s->j->env->blobs, s->org_key, s->row.tail_blob, TAIL_MAX, &data,
			     e));
	if (!arena_copy(s->d->repo.mem, data, &data))
		return error_set(e, ERR_TOO_LARGE, "seal: the update is too large");
	tail->data = (unsigned char *)data.data;
	tail->len = data.len;
	return fill(s, tail, e);
}

static enum err extend_state(struct sealing *s, struct bytes from, struct bytes tail,
			     struct bytes *out, struct digest *d, struct error *e)
{
	unsigned char state[DIGEST_STATE_MAX];

	TRY(digest_import(d, from, e));
	digest_update(d, tail);
	if (!arena_copy(s->d->repo.mem, BYTES(state, digest_export(d, state)), out))
		return error_set(e, ERR_TOO_LARGE, "seal: out of memory");
	return ERR_OK;
}

/* Mostly there: from the upload on. Else the document is read for it. */
static enum err head_index(struct sealing *s, struct bytes *out, struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };
	struct pdf_doc *doc;

	*out = s->head.signing_index;
	if (out->len)
		return ERR_OK;
	TRY(sealing_open_document(s, &file, &doc, e));
	return pdf_index_build(doc, s->d->repo.mem, out, e);
}

/* The index is for speed only: where it cannot follow it is made anew next time. Other programs' updates
 * (signed elsewhere) write their tables as they like. */
static enum err next_index(struct sealing *s, struct bytes tail, struct bytes *out, struct error *e)
{
	struct bytes index;
	enum err rc;

	TRY(head_index(s, &index, e));
	rc = pdf_index_advance(index, tail, s->d->repo.mem, out, e);
	if (rc == ERR_OK)
		return ERR_OK;
	*out = BYTES(NULL, 0);
	return rc == ERR_TOO_LARGE || rc == ERR_INTERNAL ? rc : ERR_OK;
}

/* Digests of the whole new file cost no more than its tail. */
static enum err new_revision(struct sealing *s, const struct pdf_tail *tail, const char *blob,
			     struct revision *out, struct error *e)
{
	struct bytes bytes = BYTES(tail->data, tail->len);
	unsigned char value[DIGEST_MAX];
	char *hex = arena_alloc(s->d->repo.mem, 65);
	struct digest d;

	if (!hex)
		return error_set(e, ERR_TOO_LARGE, "seal: out of memory");
	*out = (struct revision){
		.document_id = s->doc.id,
		.kind = s->w->revision_kind,
		.blob_id = blob,
		.act_id = s->row.act_id,
		.no = s->row.revision_no,
		.parent_no = s->head.no,
		.size = (int64_t)(tail->base + tail->len),
		.created_at = domain_now(s->d),
	};
	TRY(extend_state(s, s->head.state512, bytes, &out->state512, &d, e));
	TRY(extend_state(s, s->head.state384, bytes, &out->state384, &d, e));
	TRY(extend_state(s, s->head.state256, bytes, &out->state256, &d, e));
	digest_final(&d, value);
	hex_encode(BYTES(value, 32), hex);
	out->sha256 = hex;
	return next_index(s, bytes, &out->signing_index, e);
}

static enum err save_committed(struct sealing *s, const struct stored_blob *blob,
			       const struct revision *rev, struct error *e)
{
	AUTO(tx) struct tx tx = { s->d->repo.db };

	s->doc.head_no = rev->no;
	if (s->w->visible)
		s->doc.visible_no = rev->no;
	s->doc.signatures += s->row.signature.len > 0;
	s->row.step = "committed";
	s->row.updated_at = domain_now(s->d);
	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, s->j->env->clock, s->j->job, e));
	TRY(blob_row_ready(&s->d->repo, blob->id, blob->size, blob->wrapped_key, e));
	TRY(blob_row_doom(&s->d->repo, s->row.tail_blob, e));
	s->row.tail_blob = NULL;
	TRY(revision_insert(&s->d->repo, rev, e));
	TRY(document_update(&s->d->repo, &s->doc, e));
	TRY(seal_update(&s->d->repo, &s->row, e));
	return db_commit(tx.db, e);
}

static enum err write_final(struct sealing *s, struct bytes tail, struct stored_blob *out,
			    struct error *e)
{
	struct blob_store *blobs = s->j->env->blobs;

	if (s->final_blob)
		return stored_blob_fill(s->d, blobs, s->org_key, s->final_blob, tail, out, e);
	return stored_blob_write(s->d, blobs, s->org_key, tail, out, e);
}

enum err sealing_commit(struct sealing *s, struct error *e)
{
	struct stored_blob blob;
	struct pdf_tail tail;
	struct revision rev;

	if (sealing_signs(s))
		TRY(check_signature(s, e));
	TRY(finished_tail(s, &tail, e));
	if (s->w->check)
		TRY(s->w->check(s->w, BYTES(tail.data, tail.len), e));
	TRY(write_final(s, BYTES(tail.data, tail.len), &blob, e));
	TRY(new_revision(s, &tail, blob.id, &rev, e));
	return save_committed(s, &blob, &rev, e);
}
