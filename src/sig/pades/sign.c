#include "sig/pades/sign.h"
#include "pdf/survey.h"
#include "sig/cms/cms.h"
#include "sig/pades/sig_dict.h"

enum { HOLE_DEFAULT = 16 * 1024, READ_CHUNK = 256 * 1024, HOLE_SLACK = 1024 };

static enum err certify_allowed(const struct pades_request *rq, const struct pdf_survey *s,
				struct error *e)
{
	if (!rq->certify)
		return ERR_OK;
	if (rq->certify < 0 || rq->certify > 3)
		return error_set(e, ERR_INVALID, "a certification allows changes of kind 1, 2 or 3");
	if (s->certified)
		return error_set(e, ERR_CONFLICT, "the document is certified already");
	if (s->signatures)
		return error_set(e, ERR_CONFLICT,
				 "a certification must be the first signature; there are %u",
				 s->signatures);
	return ERR_OK;
}

/* What the signatures already in the document say about one more. */
static enum err allowed(struct pdf_doc *d, const struct pades_request *rq,
			const struct pdf_field *fields, size_t n, struct error *e)
{
	struct pdf_survey s;
	_Bool locked;

	TRY(pdf_survey_signatures(d, fields, n, &s, e));
	if (s.certified == 1)
		return error_set(e, ERR_PDF_LOCKED, "it is certified with no changes allowed");
	if (s.no_changes)
		return error_set(e, ERR_PDF_LOCKED, "a signature forbids every further change");
	TRY(pdf_survey_field_locked(d, fields, n, rq->field, &locked, e));
	if (locked)
		return error_set(e, ERR_PDF_LOCKED, "a signature locks the field \"%.64s\"",
				 rq->field);
	return certify_allowed(rq, &s, e);
}

static enum err field_find(struct pdf_update *u, const struct pades_request *rq,
			   const struct pdf_field *fields, size_t n, struct pdf_ref *out,
			   struct error *e)
{
	const struct pdf_field *f;
	struct pdf_new_sigfield place = rq->place;

	if (rq->new_field) {
		place.name = rq->field;
		return pdf_form_add_sigfield(u, &place, out, e);
	}
	if (!pdf_form_find(fields, n, rq->field, &f))
		return error_set(e, ERR_NOT_FOUND, "there is no field \"%.64s\"", rq->field);
	if (strcmp(f->type, "Sig") != 0)
		return error_set(e, ERR_INVALID, "\"%.64s\" is no signature field", rq->field);
	if (f->value)
		return error_set(e, ERR_CONFLICT, "the field \"%.64s\" is signed already", rq->field);
	*out = f->ref;
	return ERR_OK;
}

static enum err lock_of(struct pdf_update *u, struct pdf_ref field, const struct pdf_obj **out,
			struct error *e)
{
	const struct pdf_obj *dict, *lock;

	TRY(pdf_update_get(u, field, &dict, e));
	TRY(pdf_update_resolve(u, pdf_dict_get(dict, "Lock"), &lock, e));
	*out = lock->kind == PDF_DICT ? lock : NULL;
	return ERR_OK;
}

/* Everything of the update but its bytes. */
static enum err signature_add(struct pdf_update *u, const struct pades_request *rq,
			      size_t hole_bytes, struct error *e)
{
	struct pdf_doc *d = pdf_update_doc(u);
	struct pdf_ref field, signature;
	const struct pdf_field *fields;
	const struct pdf_obj *lock;
	struct pdf_obj dict;
	size_t n;

	TRY(pdf_form_fields(d, pdf_update_mem(u), &fields, &n, e));
	TRY(allowed(d, rq, fields, n, e));
	TRY(field_find(u, rq, fields, n, &field, e));
	TRY(lock_of(u, field, &lock, e));
	TRY(pades_sig_dict(u, rq, lock, &dict, e));
	signature = pdf_update_reserve(u);
	TRY(pdf_update_set_signature(u, signature, &dict, hole_bytes, e));
	TRY(pdf_form_set_signature(u, field, signature, rq->appearance, e));
	return rq->certify ? pdf_form_set_docmdp(u, signature, e) : ERR_OK;
}

enum err pades_prepare(struct pdf_update *u, const struct pades_request *rq,
		       struct pdf_tail *out, struct error *e)
{
	TRY(signature_add(u, rq, rq->hole_bytes ? rq->hole_bytes : HOLE_DEFAULT, e));
	return pdf_update_finish(u, out, e);
}

static enum err digest_source(struct digest *d, const struct pdf_source *src, struct error *e)
{
	AUTO(buf) struct buf chunk = { 0 };

	if (src->map) {
		digest_update(d, BYTES(src->map, src->size));
		return ERR_OK;
	}
	buf_reserve(&chunk, READ_CHUNK);
	for (uint64_t at = 0; at < src->size;) {
		size_t n = src->size - at < READ_CHUNK ? (size_t)(src->size - at) : READ_CHUNK;

		TRY(src->read(src->ctx, at, chunk.data, n, e));
		digest_update(d, BYTES(chunk.data, n));
		at += n;
	}
	return ERR_OK;
}

static enum err digest_start(struct digest *d, const struct pdf_source *src,
			     const struct digest *state, enum digest_alg alg, struct error *e)
{
	if (!state) {
		digest_init(d, alg);
		return digest_source(d, src, e);
	}
	if (state->alg != alg || (src && digest_length(state) != src->size))
		return error_set(e, ERR_INVALID, "the stored digest state is not of this document");
	*d = *state;
	return ERR_OK;
}

enum err pades_digest(const struct pdf_source *src, const struct digest *state,
		      enum digest_alg alg, const struct pdf_tail *t,
		      unsigned char out[DIGEST_MAX], struct error *e)
{
	struct bytes tail = BYTES(t->data, t->len);
	size_t hole = (size_t)(t->hole_off - t->base);
	struct digest d;

	if (!t->hole_len || (src ? src->size : digest_length(state)) != t->base)
		return error_set(e, ERR_INVALID, "the update is not of this document");
	TRY(digest_start(&d, src, state, alg, e));
	digest_update(&d, bytes_slice(tail, 0, hole));
	digest_update(&d, bytes_slice(tail, hole + t->hole_len, tail.len));
	digest_final(&d, out);
	return ERR_OK;
}

struct signing {
	struct signer *signer;
	struct tsp_authorities *authorities; /* NULL: no time-stamp */
	struct arena *mem;
	struct pades_signed result;
};

static enum err timestamp_add(struct signing *s, struct cms_parts *p, struct error *e)
{
	unsigned char imprint[DIGEST_MAX];
	struct tsp_token token;

	if (!s->authorities)
		return ERR_OK;
	TRY(tsp_stamp(s->authorities, p->alg.digest,
		      digest_of(p->alg.digest, p->signature, imprint), s->mem, &token, e));
	p->timestamp = token.der;
	s->result = (struct pades_signed){ 1, token.gen_time, token.authority };
	return ERR_OK;
}

static enum err cms_make(struct signing *s, const struct pdf_source *src, const struct pdf_tail *t,
			 struct bytes *der, struct error *e)
{
	struct cms_parts p = { .alg = signer_alg(s->signer) };
	unsigned char digest[DIGEST_MAX];

	p.chain = signer_chain(s->signer, &p.n_chain);
	if (!p.n_chain)
		return error_set(e, ERR_CERT, "the signer has no certificate");
	TRY(pades_digest(src, NULL, p.alg.digest, t, digest, e));
	TRY(cms_signed_attrs(p.alg.digest, BYTES(digest, digest_size(p.alg.digest)), p.chain[0],
			     s->mem, &p.signed_attrs, e));
	TRY(signer_sign(s->signer, p.signed_attrs, s->mem, &p.signature, e));
	TRY(timestamp_add(s, &p, e));
	return cms_assemble(&p, s->mem, der, e);
}

static size_t hole_for(const struct pades_request *rq, const struct signing *s)
{
	size_t n, token = 0;
	const struct bytes *chain = signer_chain(s->signer, &n);

	if (rq->hole_bytes)
		return rq->hole_bytes;
	if (s->authorities)
		token = s->authorities->token_bytes ? s->authorities->token_bytes : TSP_TOKEN_BYTES;
	return cms_size_max(chain, n, signer_signature_max(s->signer), token);
}

enum err pades_sign(struct pdf_update *u, const struct pades_request *rq, struct signer *signer,
		    struct tsp_authorities *authorities, struct arena *mem, struct pdf_tail *out,
		    struct pades_signed *result, struct error *e)
{
	struct signing s = { .signer = signer, .authorities = authorities, .mem = mem };
	struct pdf_source src = pdf_doc_source(pdf_update_doc(u));
	struct pdf_tail t;
	struct bytes der;
	enum err rc;

	TRY(signature_add(u, rq, hole_for(rq, &s), e));
	TRY(pdf_update_finish(u, &t, e));
	TRY(cms_make(&s, &src, &t, &der, e));
	rc = pdf_tail_fill(&t, der, e);
	if (rc == ERR_TOO_LARGE) {
		TRY(pdf_update_resize_hole(u, der.len + HOLE_SLACK, e));
		TRY(pdf_update_finish(u, &t, e));
		TRY(cms_make(&s, &src, &t, &der, e));
		rc = pdf_tail_fill(&t, der, e);
	}
	TRY(rc);
	*out = t;
	*result = s.result;
	return ERR_OK;
}
