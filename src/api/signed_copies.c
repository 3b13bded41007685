/* The recipient signed elsewhere: files are handed in, judged, and submitted. */
#include "api/agent_certificate.h"
#include "api/blob_intake.h"
#include "api/input.h"
#include "api/output.h"
#include "api/output_party.h"
#include "api/signed_copy_file.h"
#include "api/trusting.h"
#include "domain/party_policy.h"
#include "domain/vault.h"
#include "sig/validate/signed_update.h"

/* judging the file -------------------------------------------------------------- */

static enum err copy_bytes(struct caller *c, struct bytes *b, struct error *e)
{
	return arena_copy(c->rq->mem, *b, b)
		       ? ERR_OK
		       : error_set(e, ERR_TOO_LARGE, "the signature exceeds the memory limit");
}

/* Out of the arena of the judging, which ends. */
static enum err take_over(struct caller *c, struct signed_update *u, struct agent_offer *offer,
			  struct error *e)
{
	struct bytes *all[] = { &u->certificate, &u->signed_attrs, &u->signature,
				&u->document_digest };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		TRY(copy_bytes(c, all[i], e));
	u->sub_filter = domain_printf(&c->d, "%s", u->sub_filter);
	*offer = (struct agent_offer){ .certificate = u->certificate,
				       .algorithms = { u->algorithm },
				       .n_algorithms = 1 };
	for (size_t i = 0; i < u->n_chain && offer->n_chain < COUNT_OF(offer->chain); i++) {
		offer->chain[offer->n_chain] = u->chain[i];
		TRY(copy_bytes(c, &offer->chain[offer->n_chain++], e));
	}
	return ERR_OK;
}

static enum err read_update(struct caller *c, const struct signed_copy_place *place,
			    const struct pdf_source *file, struct signed_update *out,
			    struct agent_offer *offer, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(judging_memory(file->size));
	const struct signed_update_request rq = {
		.file = file,
		.base = (uint64_t)place->head.size,
		.field = place->field,
		.in_field = place->in_field,
		.at = domain_now(&c->d),
		.algorithms = c->app->algorithms,
	};
	enum signed_update_fault why;
	enum err rc = signed_update_read(&rq, mem, out, &why, e);

	if (rc == ERR_BAD_SIG)
		return domain_refuse(&c->d, ERR_SIGNED_COPY, signed_update_fault_code(why), e);
	TRY(rc);
	return take_over(c, out, offer, e);
}

static enum err judge_file(struct caller *c, const struct signed_copy_place *place,
			   const struct copy_received *got, struct signed_update *out,
			   struct agent_offer *offer, struct error *e)
{
	AUTO(blob_chain) struct blob_chain *chain = NULL;
	struct pdf_joined joined = { .tail = buf_bytes(&got->tail) };
	struct pdf_source file;

	TRY(vault_open_revision(&c->d, c->app->blobs, place->document.id, place->head.no, &chain,
				e));
	joined.head = (struct pdf_source){ .size = (uint64_t)place->head.size,
					   .read = blob_chain_read,
					   .ctx = chain };
	file = pdf_source_joined(&joined);
	return read_update(c, place, &file, out, offer, e);
}

static enum err judge_in_turn(struct caller *c, const struct signed_copy_place *place,
			      const struct copy_received *got, struct signed_update *out,
			      struct agent_offer *offer, struct error *e)
{
	enum err rc = judging_begin(c, e);

	if (rc == ERR_OK)
		rc = judge_file(c, place, got, out, offer, e);
	judging_end(c);
	return rc;
}

/* Whoever needs the older form needs it of everybody; the standard is better than what is asked
 * for. */
static enum err check_form(struct caller *c, const struct party_policy *p, const char *sub_filter,
			   struct error *e)
{
	if (!strcmp(p->sub_filter, PARTY_SUB_FILTER_OLD) && strcmp(sub_filter, p->sub_filter) != 0)
		return domain_refuse(&c->d, ERR_SIGNED_COPY, "copy-form-needed", e);
	return ERR_OK;
}

/* keeping it ------------------------------------------------------------------------ */

struct memory_read {
	struct bytes rest;
};

static enum err read_memory(void *ctx, unsigned char *out, size_t cap, size_t *n, struct error *e)
{
	struct memory_read *m = ctx;

	(void)e;
	*n = m->rest.len < cap ? m->rest.len : cap;
	memcpy(out, m->rest.data, *n);
	m->rest = bytes_slice(m->rest, *n, m->rest.len);
	return ERR_OK;
}

static enum err store(struct caller *c, const struct copy_received *got, struct signed_copy_file *f,
		      struct signed_copy *out, struct error *e)
{
	struct memory_read m = { buf_bytes(&got->tail) };
	struct stored_file stored;

	TRY(blob_intake(&c->d, c->app->blobs, f->row.tail_blob, SIGNED_COPY_TAIL_MAX, read_memory,
			&m, &stored, e));
	f->blob_size = stored.size;
	f->wrapped_key = stored.wrapped_key;
	return signed_copy_keep(&c->d, &c->recipient, f, out, e);
}

static enum err keep(struct caller *c, const struct copy_received *got, struct signed_copy_file *f,
		     struct signed_copy *out, struct error *e)
{
	enum err rc;

	f->row.tail_blob = domain_id(&c->d, "blb");
	TRY(signed_copy_begin(&c->d, f->row.tail_blob, e));
	rc = store(c, got, f, out, e);
	if (rc != ERR_OK)
		blob_intake_forget(&c->d, c->app->blobs, f->row.tail_blob);
	return rc;
}

static enum err describe(struct caller *c, const struct signed_copy_place *place,
			 const struct copy_received *got, const struct signed_update *u,
			 const struct party_found *found, struct signed_copy_file *out,
			 struct error *e)
{
	*out = (struct signed_copy_file){
		.row = { .document_id = place->document.id,
			 .base_no = place->head.no,
			 .base_sha256 = place->head.sha256,
			 .base_size = place->head.size,
			 .sha256 = got->sha256,
			 .size = got->size,
			 .document_digest = u->document_digest,
			 .signed_attrs = u->signed_attrs,
			 .signature = u->signature,
			 .algorithm = u->algorithm,
			 .sub_filter = u->sub_filter,
			 .revocation = found->good ? "good" : "unknown" },
		.subject = found->facts.subject,
		.issuer = found->facts.issuer,
		.certificate_sha256 = found->facts.sha256,
	};
	return agent_certificate_join(c, found, &out->row.certificates, e);
}

static enum err take_in(struct caller *c, const struct signed_copy_place *place,
			struct signed_copy *out, struct error *e)
{
	AUTO(copy_received) struct copy_received got = { 0 };
	struct agent_offer offer;
	struct signed_update update;
	struct signed_copy_file f;
	struct party_policy policy;
	struct party_found found;

	TRY(copy_receive(c, place, &got, e));
	TRY(judge_in_turn(c, place, &got, &update, &offer, e));
	TRY(party_policy_get(&c->d, &policy, e));
	TRY(check_form(c, &policy, update.sub_filter, e));
	TRY(agent_certificate_check(c, &offer, &found, e));
	TRY(describe(c, place, &got, &update, &found, &f, e));
	return keep(c, &got, &f, out, e);
}

/* The trail tells of what was refused because of what it is. */
static enum err note_refusal(struct caller *c, const char *document, enum err rc, struct error *e)
{
	struct error own = { 0 };

	if (rc != ERR_SIGNED_COPY && rc != ERR_REVISION && !agent_certificate_refused(rc))
		return rc;
	if (signed_copy_refuse(&c->d, &c->recipient, document, rc, &own) != ERR_OK) {
		*e = own;
		return own.code;
	}
	return rc;
}

static enum err hand_in(struct caller *c, struct response *rs, struct error *e)
{
	struct signed_copy_place place;
	struct signed_copy copy;
	enum err rc;

	TRY(signed_copy_place(&c->d, &c->recipient, request_param(c->rq, "document_id"), &place,
			      e));
	rc = take_in(c, &place, &copy, e);
	if (rc != ERR_OK)
		return note_refusal(c, place.document.id, rc, e);
	return signed_copy_json(c, &copy, &rs->json, e);
}
API_HANDLER(signed_copy_post, hand_in)

/* submitting ---------------------------------------------------------------------------- */

/* The certificate is the same for all, so its authority is asked once; the algorithm may differ. */
static _Bool is_judged(const struct signed_copy_judged *j, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(j->copies[k].algorithm, j->copies[i].algorithm))
			return 1;
	return 0;
}

static enum err judge_copy(struct caller *c, const struct signed_copy_judged *j, size_t i,
			   struct error *e)
{
	const struct signed_copy *s = &j->copies[i];

	TRY(check_form(c, &j->policy, s->sub_filter, e));
	return is_judged(j, i) ? ERR_OK
			       : agent_certificates_again(c, s->certificates, s->algorithm, e);
}

/* Revoked since it was handed in? Refused by rules that changed? */
static enum err judge_again(struct caller *c, const struct signed_copy_judged *j, struct error *e)
{
	for (size_t i = 0; i < j->n; i++) {
		enum err rc = judge_copy(c, j, i, e);

		if (rc != ERR_OK)
			return note_refusal(c, j->copies[i].document_id, rc, e);
	}
	return ERR_OK;
}

static enum err submit(struct caller *c, struct response *rs, struct error *e)
{
	struct signed_copy_judged judged;
	struct agree_input in = { 0 };
	struct recipient *r;
	struct dossier x;

	TRY(input_agree(c, &in, e));
	TRY(signed_copy_ready(&c->d, &c->recipient, &in, &judged, e));
	TRY(judge_again(c, &judged, e));
	TRY(signed_copy_submit(&c->d, &c->recipient, &in, &judged, e));
	TRY(dossier_load(&c->d, c->recipient.envelope_id, &x, e));
	r = dossier_recipient(&x, c->recipient.recipient_id);
	return r ? view_json(c, &x, r, &rs->json, e)
		 : error_set(e, ERR_NOT_FOUND, "no such recipient");
}
API_HANDLER(signed_copies_submit, submit)
