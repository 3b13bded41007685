#include "sig/tsp/query.h"
#include "sig/asn1/der.h"
#include "sig/tsp/token.h"

enum { QUERY_ROOM = 256 };

enum err tsp_query_write(const struct tsp_query *q, struct arena *mem, struct bytes *out,
			 struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(QUERY_ROOM);

	if (q->imprint.len != digest_size(q->alg))
		return error_set(e, ERR_INVALID, "the imprint is not a %s", digest_name(q->alg));
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 1);
	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	der_put_oid(&w, oid_of_digest(q->alg));
	der_put_null(&w); /* as RFC 3161's examples and every authority have it */
	der_end(&w);
	der_put(&w, DER_OCTET_STRING, q->imprint);
	der_end(&w);
	if (q->policy.len)
		der_put(&w, DER_OID, q->policy);
	if (q->nonce.len)
		der_put(&w, DER_INTEGER, q->nonce);
	if (q->cert_req)
		der_put_bool(&w, 1);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

static enum err optional_parts(struct der *r, struct tsp_query *q, struct error *e)
{
	if (der_peek(r, DER_OID))
		TRY(der_get_oid(r, &q->policy, e));
	if (der_peek(r, DER_INTEGER))
		TRY(der_get_integer(r, &q->nonce, e));
	if (der_peek(r, DER_BOOLEAN))
		TRY(der_get_bool(r, &q->cert_req, e));
	if (der_peek(r, DER_CONTEXT_CONS(0)))
		return error_set(e, ERR_UNSUPPORTED, "extensions in a time-stamp request");
	return der_finish(r, "the time-stamp request", e);
}

enum err tsp_query_read(struct bytes der, struct tsp_query *out, struct error *e)
{
	struct der in = der_reader(der), r;
	struct tsp_query q = { 0 };
	uint64_t version;

	TRY(der_enter(&in, DER_SEQUENCE, &r, e));
	TRY(der_finish(&in, "the time-stamp request", e));
	TRY(der_get_uint(&r, &version, e));
	if (version != 1)
		return error_set(e, ERR_UNSUPPORTED, "time-stamp request of another version");
	TRY(tsp_imprint_read(&r, &q.alg, &q.imprint, e));
	TRY(optional_parts(&r, &q, e));
	*out = q;
	return ERR_OK;
}
