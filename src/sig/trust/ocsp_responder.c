#include "sig/trust/ocsp_responder.h"
#include "sig/asn1/cert.h"
#include "sig/trust/x509_sign.h"

enum { DER_ENUMERATED = 0x0a, STATUS_SUCCESSFUL = 0, STATUS_MALFORMED = 1 };

struct cert_id {
	struct bytes whole, alg, name_hash, key_hash, serial;
};
struct request {
	struct cert_id certs[OCSP_CERTS_MAX];
	size_t n;
	struct bytes nonce; /* the whole Extension; empty: none */
};

/* RFC 6960 §4.1.1 */
static enum err read_cert_id(struct der *r, struct cert_id *out, struct error *e)
{
	struct der at = *r, id;
	struct bytes parameters;
	struct der_item whole, name, key;

	TRY(der_expect(&at, DER_SEQUENCE, &whole, e));
	TRY(der_enter(r, DER_SEQUENCE, &id, e));
	TRY(der_get_algorithm(&id, &out->alg, &parameters, e));
	TRY(der_expect(&id, DER_OCTET_STRING, &name, e));
	TRY(der_expect(&id, DER_OCTET_STRING, &key, e));
	TRY(der_get_integer(&id, &out->serial, e));
	out->whole = whole.whole;
	out->name_hash = name.content;
	out->key_hash = key.content;
	return der_finish(&id, "CertID", e);
}

static enum err read_list(struct der *tbs, struct request *out, struct error *e)
{
	struct der list;

	TRY(der_enter(tbs, DER_SEQUENCE, &list, e));
	while (der_more(&list)) {
		struct der one;
		struct der_item extensions;

		if (out->n == OCSP_CERTS_MAX)
			return error_set(e, ERR_TOO_LARGE, "more than %d certificates", OCSP_CERTS_MAX);
		TRY(der_enter(&list, DER_SEQUENCE, &one, e));
		TRY(read_cert_id(&one, &out->certs[out->n++], e));
		if (der_peek(&one, DER_CONTEXT_CONS(0)))
			TRY(der_next(&one, &extensions, e));
		TRY(der_finish(&one, "Request", e));
	}
	return out->n ? ERR_OK : error_set(e, ERR_BAD_DER, "no certificate is asked about");
}

static enum err read_extension(struct der *list, struct request *out, struct error *e)
{
	struct der at = *list, ext;
	struct der_item whole, value;
	struct bytes oid;
	_Bool critical = 0;

	TRY(der_expect(&at, DER_SEQUENCE, &whole, e));
	TRY(der_enter(list, DER_SEQUENCE, &ext, e));
	TRY(der_get_oid(&ext, &oid, e));
	if (der_peek(&ext, DER_BOOLEAN))
		TRY(der_get_bool(&ext, &critical, e));
	TRY(der_expect(&ext, DER_OCTET_STRING, &value, e));
	TRY(der_finish(&ext, "Extension", e));
	if (oid_is(oid, OID_OCSP_NONCE)) {
		if (value.content.len > OCSP_NONCE_MAX || out->nonce.len)
			return error_set(e, ERR_BAD_DER, "nonce");
		out->nonce = whole.whole;
	} else if (critical) {
		return error_set(e, ERR_UNSUPPORTED, "unknown critical extension");
	}
	return ERR_OK;
}

static enum err read_extensions(struct der *tbs, struct request *out, struct error *e)
{
	struct der outer, list;

	TRY(der_enter(tbs, DER_CONTEXT_CONS(2), &outer, e));
	TRY(der_enter(&outer, DER_SEQUENCE, &list, e));
	TRY(der_finish(&outer, "extensions", e));
	while (der_more(&list))
		TRY(read_extension(&list, out, e));
	return ERR_OK;
}

static enum err read_request(struct bytes der, struct request *out, struct error *e)
{
	struct der r = der_reader(der), rq, tbs;
	struct der_item skipped;

	if (der.len > OCSP_REQUEST_MAX)
		return error_set(e, ERR_TOO_LARGE, "over %d bytes", OCSP_REQUEST_MAX);
	TRY(der_enter(&r, DER_SEQUENCE, &rq, e));
	TRY(der_finish(&r, "the request", e));
	TRY(der_enter(&rq, DER_SEQUENCE, &tbs, e));
	if (der_peek(&tbs, DER_CONTEXT_CONS(0)))
		return error_set(e, ERR_UNSUPPORTED, "version"); /* v1 is the default, left out */
	if (der_peek(&tbs, DER_CONTEXT_CONS(1))) /* requestorName */
		TRY(der_next(&tbs, &skipped, e));
	TRY(read_list(&tbs, out, e));
	if (der_peek(&tbs, DER_CONTEXT_CONS(2)))
		TRY(read_extensions(&tbs, out, e));
	TRY(der_finish(&tbs, "TBSRequest", e));
	if (der_peek(&rq, DER_CONTEXT_CONS(0))) /* signature of the one who asks: not needed */
		TRY(der_next(&rq, &skipped, e));
	return der_finish(&rq, "OCSPRequest", e);
}

/* The key itself, without the BIT STRING's count of unused bits (§4.1.1 issuerKeyHash). */
static enum err key_bits(struct bytes spki, struct bytes *out, struct error *e)
{
	struct der r = der_reader(spki), seq;
	struct bytes oid, parameters;
	struct der_item bits;

	TRY(der_enter(&r, DER_SEQUENCE, &seq, e));
	TRY(der_get_algorithm(&seq, &oid, &parameters, e));
	TRY(der_expect(&seq, DER_BIT_STRING, &bits, e));
	*out = bytes_slice(bits.content, 1, bits.content.len);
	return ERR_OK;
}

static enum err is_ours(const struct ocsp_responder *r, const struct cert_id *id, _Bool *out,
			struct error *e)
{
	unsigned char name[DIGEST_MAX], key[DIGEST_MAX];
	enum digest_alg alg;
	struct cert issuer;
	struct bytes bits;

	*out = 0;
	if (!oid_digest(id->alg, &alg))
		return ERR_OK;
	TRY(cert_read(r->issuer, &issuer, e));
	TRY(key_bits(issuer.spki, &bits, e));
	*out = bytes_eq(digest_of(alg, issuer.subject, name), id->name_hash) &&
	       bytes_eq(digest_of(alg, bits, key), id->key_hash);
	return ERR_OK;
}

static struct bytes magnitude(struct bytes serial)
{
	while (serial.len > 1 && serial.data[0] == 0)
		serial = bytes_slice(serial, 1, serial.len);
	return serial;
}

static void put_status(struct der_writer *w, const struct ocsp_status *s)
{
	unsigned char reason = (unsigned char)s->reason;

	if (s->state == OCSP_GOOD) {
		der_put(w, DER_CONTEXT(0), (struct bytes){ 0 });
	} else if (s->state == OCSP_UNKNOWN) {
		der_put(w, DER_CONTEXT(2), (struct bytes){ 0 });
	} else {
		der_begin(w, DER_CONTEXT_CONS(1));
		der_put_time(w, s->revoked_at / 1000 * 1000);
		if (s->reason != REVOKE_UNSPECIFIED) {
			der_begin(w, DER_CONTEXT_CONS(0));
			der_put(w, DER_ENUMERATED, BYTES(&reason, 1));
			der_end(w);
		}
		der_end(w);
	}
}

static enum err put_single(struct der_writer *w, const struct ocsp_responder *r,
			   const struct cert_id *id, time_ms now, struct error *e)
{
	struct ocsp_status status = { .state = OCSP_UNKNOWN };
	_Bool ours;

	TRY(is_ours(r, id, &ours, e));
	if (ours)
		TRY(r->status(r->ctx, magnitude(id->serial), &status, e));
	der_begin(w, DER_SEQUENCE);
	der_put_raw(w, id->whole);
	put_status(w, &status);
	der_put_time(w, now);
	der_begin(w, DER_CONTEXT_CONS(0));
	der_put_time(w, (now + r->valid_ms) / 1000 * 1000);
	der_end(w);
	der_end(w);
	return ERR_OK;
}

/* ResponseData (§4.2.1); RFC 6960 times have no fractions. */
static enum err response_data(const struct ocsp_responder *r, const struct request *rq,
			      struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(512 + 256 * rq->n);
	time_ms now = clock_now(r->clock) / 1000 * 1000;
	struct cert own;

	TRY(cert_read(r->cert, &own, e));
	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_CONTEXT_CONS(1)); /* responderID byName */
	der_put_raw(&w, own.subject);
	der_end(&w);
	der_put_time(&w, now);
	der_begin(&w, DER_SEQUENCE);
	for (size_t i = 0; i < rq->n; i++)
		TRY(put_single(&w, r, &rq->certs[i], now, e));
	der_end(&w);
	if (rq->nonce.len) {
		der_begin(&w, DER_CONTEXT_CONS(1));
		der_begin(&w, DER_SEQUENCE);
		der_put_raw(&w, rq->nonce);
		der_end(&w);
		der_end(&w);
	}
	der_end(&w);
	return der_take(&w, mem, out, e);
}

static enum err basic_response(const struct ocsp_responder *r, struct bytes tbs, struct arena *mem,
			       struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(tbs.len + r->cert.len + 600);

	der_begin(&w, DER_SEQUENCE);
	TRY(x509_sign_put(&w, tbs, r->key, mem, e));
	der_begin(&w, DER_CONTEXT_CONS(0));
	der_begin(&w, DER_SEQUENCE);
	der_put_raw(&w, r->cert);
	der_end(&w);
	der_end(&w);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

/* basic empty: the status says it all. */
static enum err response(unsigned char status, struct bytes basic, struct arena *mem,
			 struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(basic.len + 64);

	der_begin(&w, DER_SEQUENCE);
	der_put(&w, DER_ENUMERATED, BYTES(&status, 1));
	if (basic.len) {
		der_begin(&w, DER_CONTEXT_CONS(0));
		der_begin(&w, DER_SEQUENCE);
		der_put_oid(&w, OID_OCSP_BASIC);
		der_put(&w, DER_OCTET_STRING, basic);
		der_end(&w);
		der_end(&w);
	}
	der_end(&w);
	return der_take(&w, mem, out, e);
}

enum err ocsp_answer(const struct ocsp_responder *r, struct bytes der, struct arena *mem,
		     struct bytes *reply_out, struct error *e)
{
	struct request *rq = ARENA_NEW(mem, struct request);
	struct bytes tbs, basic;

	if (!rq)
		return error_set(e, ERR_TOO_LARGE, "no room for a request");
	if (read_request(der, rq, NULL) != ERR_OK)
		return response(STATUS_MALFORMED, (struct bytes){ 0 }, mem, reply_out, e);
	TRY(response_data(r, rq, mem, &tbs, e));
	TRY(basic_response(r, tbs, mem, &basic, e));
	return response(STATUS_SUCCESSFUL, basic, mem, reply_out, e);
}
