#include "jobs/seal.h"
#include "domain/vault.h"
#include "jobs/geometry.h"
#include "jobs/revision.h"
#include "pdf/index.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"
#include "sig/pades/sign.h"

enum { TAIL_MAX = 16 * 1024 * 1024, TOKEN_ROOM = 12 * 1024 };

/* What the steps share. */
struct sealing {
	struct job_run *j;
	struct domain *d;
	const struct seal_wish *w;
	const struct secret *org_key;
	struct document doc;
	struct revision head;
	struct sealer_key key;
	struct seal row;
	const char *final_blob; /* claimed with the step before; NULL: not in this run */
};

/* step: prepared ------------------------------------------------------- */

static enum err open_document(struct sealing *s, struct revision_file *file, struct pdf_doc **out,
			      struct error *e)
{
	struct arena *mem = s->d->repo.mem;

	TRY(revision_file_open(s->d, s->j->env->blobs, s->org_key, s->doc.id, s->head.no, file, e));
	if (s->head.signing_index.len)
		return pdf_doc_open_indexed(&file->source, s->head.signing_index, mem, NULL, out, e);
	return pdf_doc_open(&file->source, mem, NULL, out, e);
}

static enum err field_exists(struct sealing *s, struct pdf_doc *doc, _Bool *out, struct error *e)
{
	const struct pdf_field *fields, *found;
	size_t n;

	TRY(pdf_form_fields(doc, s->d->repo.mem, &fields, &n, e));
	*out = pdf_form_find(fields, n, s->w->field, &found);
	return ERR_OK;
}

static enum err act_entry(struct sealing *s, struct act_record *record, struct pdf_entry *out,
			  struct error *e)
{
	const char *json;

	*record = *s->w->record;
	record->document_id = s->doc.id;
	record->shown_sha256 = s->w->shown_sha256;
	json = act_record_json(record, s->d->repo.mem);
	if (!json)
		return error_set(e, ERR_TOO_LARGE, "seal: the record of the act is too large");
	*out = (struct pdf_entry){ BYTES_LIT("SKYS_Act"), pdf_text(s->d->repo.mem, json) };
	return ERR_OK;
}

static enum err build_tail(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
			   struct error *e)
{
	struct arena *mem = s->d->repo.mem;
	const char *only[] = { s->w->field };
	struct act_record record;
	struct pdf_entry extra;
	struct pdf_update *u;
	_Bool exists;

	TRY(act_entry(s, &record, &extra, e));
	TRY(pdf_update_begin(doc, mem, &u, e));
	TRY(field_exists(s, doc, &exists, e));
	if (s->w->add)
		TRY(s->w->add(s->w, u, e));
	return pades_prepare(u,
			     &(struct pades_request){
				     .field = s->w->field,
				     .new_field = !exists,
				     .place.lock = { .action = s->w->certify ? PDF_LOCK_NONE
									     : PDF_LOCK_INCLUDE,
						     .fields = only,
						     .n = 1 },
				     .certify = s->w->certify,
				     .reason = act_record_reason(&record, mem),
				     .time = domain_now(s->d),
				     .extra = &extra,
				     .n_extra = 1,
				     .hole_bytes = cms_size_max(s->key.chain, s->key.n_chain, 512,
								TOKEN_ROOM),
			     },
			     tail, e);
}

static struct bytes state_of(const struct revision *v, enum digest_alg alg)
{
	if (alg == DIGEST_SHA384)
		return v->state384;
	return alg == DIGEST_SHA512 ? v->state512 : v->state256;
}

static enum err fix_attributes(struct sealing *s, const struct pdf_tail *tail, struct error *e)
{
	enum digest_alg alg = s->key.alg.digest;
	struct pdf_source size_only = { .size = (uint64_t)s->head.size }; /* nothing is read: the state is stored */
	unsigned char value[DIGEST_MAX];
	struct digest state;

	TRY(digest_import(&state, state_of(&s->head, alg), e));
	TRY(pades_digest(&size_only, &state, alg, tail, value, e));
	if (!arena_copy(s->d->repo.mem, BYTES(value, digest_size(alg)), &s->row.document_digest))
		return error_set(e, ERR_TOO_LARGE, "seal: out of memory");
	return cms_signed_attrs(alg, s->row.document_digest, s->key.chain[0], s->d->repo.mem,
				&s->row.signed_attrs, e);
}

static enum err save_prepared(struct sealing *s, const struct pdf_tail *tail, struct error *e)
{
	AUTO(tx) struct tx tx = { s->d->repo.db };
	struct stored_blob blob;

	TRY(stored_blob_write(s->d, s->j->env->blobs, s->org_key, BYTES(tail->data, tail->len),
			      &blob, e));
	s->row = (struct seal){
		.id = domain_id(s->d, "seal"),
		.envelope_id = s->doc.envelope_id,
		.document_id = s->doc.id,
		.kind = s->w->kind,
		.act_id = s->w->act_id,
		.recipient_id = s->w->recipient_id,
		.step = "prepared",
		.key_id = s->key.id,
		.tail_blob = blob.id,
		.geometry = geometry_write(tail, s->d->repo.mem),
		.document_digest = s->row.document_digest,
		.signed_attrs = s->row.signed_attrs,
		.revision_no = s->head.no + 1,
		.created_at = domain_now(s->d),
		.updated_at = domain_now(s->d),
	};
	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, s->j->env->clock, s->j->job, e));
	TRY(blob_row_ready(&s->d->repo, blob.id, blob.size, blob.wrapped_key, e));
	TRY(seal_insert(&s->d->repo, &s->row, e));
	return db_commit(tx.db, e);
}

static enum err prepare(struct sealing *s, struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };
	struct pdf_tail tail;
	struct pdf_doc *doc;

	TRY(sealer_current_key(s->j->thread->sealer, s->d->repo.mem, &s->key, e));
	TRY(open_document(s, &file, &doc, e));
	TRY(build_tail(s, doc, &tail, e));
	TRY(fix_attributes(s, &tail, e));
	return save_prepared(s, &tail, e);
}

/* steps: signature, token ---------------------------------------------- */

/* A claim with the step costs no transaction of its own. */
static enum err claim_final(struct sealing *s, struct error *e)
{
	s->final_blob = domain_id(s->d, "blb");
	return blob_row_insert(&s->d->repo, s->final_blob, domain_now(s->d), e);
}

static enum err save_step(struct sealing *s, const char *step, struct error *e)
{
	AUTO(tx) struct tx tx = { s->d->repo.db };

	s->row.step = step;
	s->row.updated_at = domain_now(s->d);
	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, s->j->env->clock, s->j->job, e));
	TRY(seal_update(&s->d->repo, &s->row, e));
	if (!strcmp(step, "token"))
		TRY(claim_final(s, e));
	return db_commit(tx.db, e);
}

static enum err sign(struct sealing *s, struct error *e)
{
	struct sealer_act act = {
		.key_id = s->row.key_id,
		.act_id = s->row.id,
		.kind = s->row.kind,
		.document_digest = s->row.document_digest,
	};

	memcpy(act.event_hash, s->w->event_hash, sizeof(act.event_hash));
	TRY(sealer_seal(s->j->thread->sealer, &act, s->row.signed_attrs, s->d->repo.mem,
			&s->row.signature, e));
	return save_step(s, "signature", e);
}

static enum err stamp(struct sealing *s, struct error *e)
{
	const struct jobs_env *env = s->j->env;
	struct tsp_authority local = {
		.name = "SkySign local TSA",
		.request = sealer_stamp,
		.ctx = s->j->thread->sealer,
	};
	struct tsp_authorities authorities = {
		.list = env->n_authorities ? env->authorities : &local,
		.n = env->n_authorities ? env->n_authorities : 1,
		.fetcher = s->j->thread->fetcher,
		.clock = env->clock,
		.rng = env->rng,
	};
	unsigned char imprint[DIGEST_MAX];
	struct tsp_token token;

	/* the imprint is over the signature value: RFC 3161 appendix A */
	TRY(tsp_stamp(&authorities, DIGEST_SHA256,
		      digest_of(DIGEST_SHA256, s->row.signature, imprint), s->d->repo.mem, &token,
		      e));
	s->row.token = token.der;
	s->row.authority = token.authority;
	s->row.gen_time = token.gen_time;
	return save_step(s, "token", e);
}

/* step: committed ------------------------------------------------------ */

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

static enum err finished_tail(struct sealing *s, struct pdf_tail *tail, struct error *e)
{
	struct arena *mem = s->d->repo.mem;
	struct bytes data, cms;

	TRY(geometry_read(s->row.geometry, tail, e));
	TRY(stored_blob_read(s->d, s->j->env->blobs, s->org_key, s->row.tail_blob, TAIL_MAX, &data,
			     e));
	if (!arena_copy(mem, data, &data))
		return error_set(e, ERR_TOO_LARGE, "seal: the update is too large");
	tail->data = (unsigned char *)data.data;
	tail->len = data.len;
	TRY(cms_assemble(&(struct cms_parts){ .alg = s->key.alg,
					      .signed_attrs = s->row.signed_attrs,
					      .signature = s->row.signature,
					      .chain = s->key.chain,
					      .n_chain = s->key.n_chain,
					      .timestamp = s->row.token },
			 mem, &cms, e));
	return pdf_tail_fill(tail, cms, e);
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

/* The first signature on a document reads its cross-reference; the later ones need not. */
static enum err head_index(struct sealing *s, struct bytes *out, struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };
	struct pdf_doc *doc;

	*out = s->head.signing_index;
	if (out->len)
		return ERR_OK;
	TRY(open_document(s, &file, &doc, e));
	return pdf_index_build(doc, s->d->repo.mem, out, e);
}

/* The index is for speed only: where it cannot follow it is made anew next time. */
static enum err next_index(struct sealing *s, struct bytes tail, struct bytes *out, struct error *e)
{
	struct bytes index;
	enum err rc;

	TRY(head_index(s, &index, e));
	rc = pdf_index_advance(index, tail, s->d->repo.mem, out, e);
	return rc == ERR_NOT_FOUND || rc == ERR_STALE ? ERR_OK : rc;
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
	s->doc.signatures++;
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

static enum err commit(struct sealing *s, struct error *e)
{
	struct stored_blob blob;
	struct pdf_tail tail;
	struct revision rev;

	TRY(check_signature(s, e));
	TRY(finished_tail(s, &tail, e));
	TRY(write_final(s, BYTES(tail.data, tail.len), &blob, e));
	TRY(new_revision(s, &tail, blob.id, &rev, e));
	return save_committed(s, &blob, &rev, e);
}

/* ---------------------------------------------------------------------- */

static _Bool at_step(const struct sealing *s, const char *step)
{
	return !strcmp(s->row.step, step);
}

static enum err load(struct sealing *s, struct error *e)
{
	enum err rc;

	TRY(document_get(&s->d->repo, s->w->document_id, &s->doc, e));
	TRY(revision_get(&s->d->repo, s->doc.id, s->doc.head_no, &s->head, e));
	rc = seal_by_act(&s->d->repo, s->doc.id, s->w->act_id, &s->row, e);
	if (rc == ERR_NOT_FOUND)
		return prepare(s, e);
	if (rc != ERR_OK || at_step(s, "committed"))
		return rc;
	return sealer_key_by_id(s->j->thread->sealer, s->row.key_id, s->d->repo.mem, &s->key, e);
}

static enum err run_steps(struct sealing *s, struct error *e)
{
	TRY(load(s, e));
	if (at_step(s, "prepared"))
		TRY(sign(s, e));
	if (at_step(s, "signature"))
		TRY(stamp(s, e));
	if (at_step(s, "token"))
		TRY(commit(s, e));
	return ERR_OK;
}

enum err seal_document(struct job_run *j, struct domain *d, const struct seal_wish *w,
		       struct seal_result *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	struct sealing s = { .j = j, .d = d, .w = w };

	TRY(vault_key(d, &org_key, e));
	s.org_key = org_key;
	TRY(run_steps(&s, e));
	if (out)
		*out = (struct seal_result){ s.row.gen_time, s.row.authority };
	return ERR_OK;
}
