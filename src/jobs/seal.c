#include "domain/vault.h"
#include "jobs/geometry.h"
#include "jobs/seal_work.h"
#include "pdf/index.h"
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"
#include "sig/cms/cms.h"
#include "store/repo/ticket.h"
#include "sig/pades/sign.h"

enum { TOKEN_ROOM = 12 * 1024, PARTY_CHAIN_MAX = 16 };

/* keys ------------------------------------------------------------------ */

/* A party's certificate in the place of one of the service's keys. */
static enum err party_key(struct sealing *s, struct bytes certificates, const char *algorithm,
			  struct error *e)
{
	struct bytes *chain = arena_alloc_n(s->d->repo.mem, PARTY_CHAIN_MAX, sizeof(*chain));

	if (!chain)
		return error_set(e, ERR_TOO_LARGE, "seal: out of memory");
	memcpy(s->key.id, SEAL_KEY_PARTY, sizeof(SEAL_KEY_PARTY));
	if (!sig_algorithm_parse(algorithm, &s->key.alg))
		return error_set(e, ERR_INTERNAL, "seal: unknown algorithm");
	s->key.chain = chain;
	return cert_split(certificates, chain, PARTY_CHAIN_MAX, &s->key.n_chain, e);
}

static enum err new_key(struct sealing *s, struct error *e)
{
	if (s->w->party)
		return party_key(s, s->w->party->certificates, s->w->party->algorithm, e);
	if (s->w->by_party)
		return error_set(e, ERR_INTERNAL, "act %s: what the party signed is not there",
				 s->w->act_id);
	return sealer_current_key(s->j->thread->sealer, s->d->repo.mem, &s->key, e);
}

static enum err known_key(struct sealing *s, struct error *e)
{
	if (!strcmp(s->row.key_id, SEAL_KEY_PARTY))
		return party_key(s, s->row.certificates, s->row.algorithm, e);
	return sealer_key_by_id(s->j->thread->sealer, s->row.key_id, s->d->repo.mem, &s->key, e);
}

/* step: prepared ------------------------------------------------------- */

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

static enum err build_signature(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
				struct error *e)
{
	struct arena *mem = s->d->repo.mem;
	const char *only[] = { s->w->field };
	struct act_record record;
	struct pdf_ref look = { 0 };
	struct pdf_entry extra;
	struct pdf_update *u;
	_Bool exists;

	TRY(act_entry(s, &record, &extra, e));
	TRY(pdf_update_begin(doc, mem, &u, e));
	TRY(field_exists(s, doc, &exists, e));
	if (s->w->add)
		TRY(s->w->add(s->w, u, e));
	if (s->w->look)
		TRY(s->w->look(s->w, u, &look, e));
	return pades_prepare(
		u,
		&(struct pades_request){
			.field = s->w->field,
			.new_field = !exists,
			.place.lock = { .action = s->w->certify ? PDF_LOCK_NONE : PDF_LOCK_INCLUDE,
					.fields = only,
					.n = 1,
					.p = s->w->lock_p },
			/* PDF/A asks for a picture of every field (ISO 19005-1 §6.9) */
			.place.empty_appearance = strstr(s->doc.notes, "\"note-pdfa\"") != NULL,
			.certify = s->w->certify,
			.reason = act_record_reason(&record, mem),
			.time = domain_now(s->d),
			.appearance = look,
			.extra = &extra,
			.n_extra = 1,
			.sub_filter = s->w->sub_filter,
			.hole_bytes = cms_size_max(s->key.chain, s->key.n_chain, 512, TOKEN_ROOM),
		},
		tail, e);
}

static enum err build_extension(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
				struct error *e)
{
	struct pdf_update *u;

	TRY(pdf_update_begin(doc, s->d->repo.mem, &u, e));
	TRY(pades_extend_prepare(u, s->w->extension, tail, e));
	return tail->len ? ERR_OK : error_set(e, ERR_CONFLICT, "there is nothing to extend it by");
}

static enum err build_unsigned(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
			       struct error *e)
{
	struct pdf_update *u;

	TRY(pdf_update_begin(doc, s->d->repo.mem, &u, e));
	TRY(s->w->add(s->w, u, e));
	return pdf_update_finish(u, tail, e);
}

static struct bytes state_of(const struct revision *v, enum digest_alg alg)
{
	if (alg == DIGEST_SHA384)
		return v->state384;
	return alg == DIGEST_SHA512 ? v->state512 : v->state256;
}

/* What is signed or time-stamped: the digest of all but the hole. */
static enum err fix_digest(struct sealing *s, const struct pdf_tail *tail, enum digest_alg alg,
			   struct error *e)
{
	struct pdf_source size_only = {
		.size = (uint64_t)s->head.size
	}; /* nothing is read: the state is stored */
	unsigned char value[DIGEST_MAX];
	struct digest state;

	TRY(digest_import(&state, state_of(&s->head, alg), e));
	TRY(pades_digest(&size_only, &state, alg, tail, value, e));
	if (!arena_copy(s->d->repo.mem, BYTES(value, digest_size(alg)), &s->row.document_digest))
		return error_set(e, ERR_TOO_LARGE, "seal: out of memory");
	return ERR_OK;
}

static enum err make_signature(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
			       struct error *e)
{
	enum digest_alg alg;

	TRY(new_key(s, e));
	alg = s->key.alg.digest;
	TRY(build_signature(s, doc, tail, e));
	TRY(fix_digest(s, tail, alg, e));
	return cms_signed_attrs(alg, s->row.document_digest, s->key.chain[0], s->d->repo.mem,
				&s->row.signed_attrs, e);
}

static enum err make_extension(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
			       struct error *e)
{
	TRY(build_extension(s, doc, tail, e));
	return tail->hole_len ? fix_digest(s, tail, s->w->digest, e) : ERR_OK;
}

static enum err make_update(struct sealing *s, struct pdf_doc *doc, struct pdf_tail *tail,
			    struct error *e)
{
	if (s->w->unsigned_update)
		return build_unsigned(s, doc, tail, e);
	return s->w->extension ? make_extension(s, doc, tail, e) : make_signature(s, doc, tail, e);
}

/* A party that did not sign in time gives way to whoever comes, and an earlier preparation to the
 * same party's next one. */
static _Bool gives_way(const struct sealing *s, const struct seal *open)
{
	return seal_is_reserved(open) && (open->reserved_until <= domain_now(s->d) ||
					  (s->w->party && open->recipient_id &&
					   !strcmp(open->recipient_id, s->w->recipient_id)));
}

static enum err end_reservation(struct sealing *s, struct error *e)
{
	struct seal open;
	enum err rc = seal_open(&s->d->repo, s->doc.id, &open, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	if (!gives_way(s, &open))
		return ERR_OK; /* the insert says that the number is taken */
	rc = seal_give_way(&s->d->repo, &open, e);
	return rc == ERR_NOT_FOUND ? error_set(e, ERR_CONFLICT, "the party has just signed") : rc;
}

static void note_party(struct sealing *s)
{
	if (!s->w->party)
		return;
	s->row.certificates = s->w->party->certificates;
	s->row.algorithm = s->w->party->algorithm;
	s->row.reserved_until = s->w->party->reserved_until;
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
		.revision_no = s->last_no + 1,
		.created_at = domain_now(s->d),
		.updated_at = domain_now(s->d),
	};
	note_party(s);
	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, s->j->env->clock, s->j->job, e));
	TRY(end_reservation(s, e));
	TRY(blob_row_ready(&s->d->repo, blob.id, blob.size, blob.wrapped_key, e));
	TRY(seal_insert(&s->d->repo, &s->row, e));
	return db_commit(tx.db, e);
}

static enum err prepare(struct sealing *s, struct error *e)
{
	AUTO(revision_file) struct revision_file file = { 0 };
	struct pdf_tail tail;
	struct pdf_doc *doc;

	TRY(sealing_open_document(s, &file, &doc, e));
	TRY(make_update(s, doc, &tail, e));
	return save_prepared(s, &tail, e);
}

/* steps: signature, token ---------------------------------------------- */

/* A claim with the step costs no transaction of its own. */
static enum err claim_final(struct sealing *s, struct error *e)
{
	s->final_blob = domain_id(s->d, "blb");
	return blob_row_insert(&s->d->repo, s->final_blob, domain_now(s->d), e);
}

/* What a step takes with it into its transaction. */
static enum err save_along(struct sealing *s, const char *step, struct error *e)
{
	if (!strcmp(step, "signature"))
		return stamping_begin(s->j, s->d, &s->stamp, &s->stamping, e);
	if (s->stamped.use_id)
		TRY(stamping_got(s->d, &s->stamped, e));
	return claim_final(s, e);
}

static enum err save_step(struct sealing *s, const char *step, struct error *e)
{
	AUTO(tx) struct tx tx = { s->d->repo.db };

	s->row.step = step;
	s->row.updated_at = domain_now(s->d);
	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, s->j->env->clock, s->j->job, e));
	TRY(seal_update(&s->d->repo, &s->row, e));
	TRY(save_along(s, step, e));
	return db_commit(tx.db, e);
}

static enum stamp_purpose purpose_of(const struct sealing *s)
{
	if (!strcmp(s->w->revision_kind, "renewal"))
		return STAMP_RENEWAL;
	/* with a recipient: it proves the act of a party that signed elsewhere */
	return !strcmp(s->row.kind, "send") || !strcmp(s->row.kind, "agree") || s->row.recipient_id
		       ? STAMP_ACT
		       : STAMP_CONCLUSION;
}

static enum digest_alg alg_of_size(size_t len)
{
	return len == digest_size(DIGEST_SHA512)   ? DIGEST_SHA512
	       : len == digest_size(DIGEST_SHA384) ? DIGEST_SHA384
						   : DIGEST_SHA256;
}

/* The imprint of a signature is over its value (RFC 3161 appendix A); a document time-stamp's is
 * the digest of the document. */
static void wish_stamp(struct sealing *s)
{
	s->stamp = (struct stamping_wish){
		.purpose = purpose_of(s),
		.alg = DIGEST_SHA256,
		.envelope_id = s->row.envelope_id,
		.document_id = s->row.document_id,
		.subject = s->row.id,
		.token_bytes = TOKEN_ROOM,
	};
	if (s->w->extension) {
		s->stamp.alg = alg_of_size(s->row.document_digest.len);
		s->stamp.imprint = s->row.document_digest;
	} else {
		s->stamp.imprint = digest_of(DIGEST_SHA256, s->row.signature, s->imprint);
	}
}

static enum err sign(struct sealing *s, struct error *e)
{
	struct sealer_act act = {
		.key_id = s->row.key_id,
		.act_id = s->row.id,
		.kind = s->w->record->kind,
		.document_digest = s->row.document_digest,
	};

	if (s->w->by_party)
		return error_set(e, ERR_INTERNAL, "act %s: the party has not signed", s->w->act_id);
	memcpy(act.event_hash, s->w->event_hash, sizeof(act.event_hash));
	TRY(sealer_seal(s->j->thread->sealer, &act, s->row.signed_attrs, s->d->repo.mem,
			&s->row.signature, e));
	wish_stamp(s);
	TRY(save_step(s, "signature", e));
	s->asked = 1;
	return ERR_OK;
}

static enum err stamp(struct sealing *s, struct error *e)
{
	if (!sealing_signs(s) && !s->row.document_digest.len)
		return save_step(s, "token", e); /* data or a form alone */
	if (s->asked) {
		TRY(stamping_ask(&s->stamping, &s->stamped, e));
	} else {
		wish_stamp(s);
		TRY(stamping_get(s->j, s->d, &s->stamp, &s->stamped, e));
	}
	s->row.token = s->stamped.token.der;
	s->row.authority = s->stamped.token.authority;
	s->row.class = stamp_class_name(s->stamped.class);
	s->row.gen_time = s->stamped.token.gen_time;
	return save_step(s, "token", e);
}

/* ---------------------------------------------------------------------- */

static _Bool at_step(const struct sealing *s, const char *step)
{
	return !strcmp(s->row.step, step);
}

static enum err load(struct sealing *s, struct error *e)
{
	enum err rc;

	/* first: a revision that comes in between has the number that we would take, and is refused
	 * there */
	TRY(revision_last_no(&s->d->repo, s->w->document_id, &s->last_no, e));
	TRY(document_get(&s->d->repo, s->w->document_id, &s->doc, e));
	TRY(revision_get_whole(&s->d->repo, s->doc.id, s->doc.head_no, &s->head, e));
	if (!pdf_index_is_current(s->head.signing_index))
		s->head.signing_index = BYTES(NULL, 0);
	rc = seal_by_act(&s->d->repo, s->doc.id, s->w->act_id, &s->row, e);
	if (rc == ERR_NOT_FOUND)
		return prepare(s, e);
	if (rc != ERR_OK || at_step(s, "committed") || !sealing_signs(s))
		return rc;
	return known_key(s, e);
}

static enum err run_steps(struct sealing *s, struct error *e)
{
	TRY(load(s, e));
	if (at_step(s, "prepared") && sealing_signs(s))
		TRY(sign(s, e));
	if (at_step(s, "signature") || at_step(s, "prepared"))
		TRY(stamp(s, e));
	if (at_step(s, "token"))
		TRY(sealing_commit(s, e));
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
		*out = (struct seal_result){ s.row.gen_time, s.row.authority, s.row.class };
	return ERR_OK;
}

enum err seal_prepare(struct job_run *j, struct domain *d, const struct seal_wish *w,
		      struct seal *out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	struct sealing s = { .j = j, .d = d, .w = w };

	TRY(vault_key(d, &org_key, e));
	s.org_key = org_key;
	TRY(load(&s, e));
	*out = s.row;
	return ERR_OK;
}
