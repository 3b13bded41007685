#include "sig/tsp/tsa.h"
#include "sig/asn1/der.h"
#include "sig/cms/cms.h"

enum { QUERY_MAX = 4096, NONCE_MAX = 64, SERIAL_BYTES = 16, TOKEN_ROOM = 512 };

/* PKIFailureInfo (RFC 3161 §2.4.2): the number is the bit. */
enum failure {
	FAIL_NONE = -1,
	FAIL_BAD_ALG = 0,
	FAIL_BAD_REQUEST = 2,
	FAIL_BAD_DATA_FORMAT = 5,
	FAIL_UNACCEPTED_POLICY = 15,
	FAIL_UNACCEPTED_EXTENSION = 16,
};

struct query {
	struct bytes imprint_whole; /* the MessageImprint, as it is echoed */
	struct bytes imprint_oid, imprint;
	struct bytes policy;	    /* content of the OID; empty: any */
	struct bytes nonce;	    /* whole element; empty: none */
	_Bool cert_req, extensions;
};

static enum err read_imprint(struct der *q, struct query *out, struct error *e)
{
	struct der_item whole, hash;
	struct bytes parameters;
	struct der imprint;
	struct der at = *q;

	TRY(der_expect(&at, DER_SEQUENCE, &whole, e));
	TRY(der_enter(q, DER_SEQUENCE, &imprint, e));
	TRY(der_get_algorithm(&imprint, &out->imprint_oid, &parameters, e));
	TRY(der_expect(&imprint, DER_OCTET_STRING, &hash, e));
	out->imprint_whole = whole.whole;
	out->imprint = hash.content;
	return der_finish(&imprint, "MessageImprint", e);
}

static enum err read_nonce(struct der *q, struct query *out, struct error *e)
{
	struct der at = *q;
	struct bytes number;
	struct der_item item;

	TRY(der_get_integer(q, &number, e)); /* minimal */
	if (number.len > NONCE_MAX)
		return error_set(e, ERR_TOO_LARGE, "nonce");
	TRY(der_next(&at, &item, e));
	out->nonce = item.whole;
	return ERR_OK;
}

static enum err read_options(struct der *q, struct query *out, struct error *e)
{
	struct der_item ignored;

	if (der_peek(q, DER_OID))
		TRY(der_get_oid(q, &out->policy, e));
	if (der_peek(q, DER_INTEGER))
		TRY(read_nonce(q, out, e));
	if (der_peek(q, DER_BOOLEAN)) {
		TRY(der_get_bool(q, &out->cert_req, e));
		if (!out->cert_req)
			return error_set(e, ERR_BAD_DER, "certReq: DER leaves the default out");
	}
	out->extensions = der_peek(q, DER_CONTEXT_CONS(0));
	if (out->extensions)
		TRY(der_next(q, &ignored, e));
	return der_finish(q, "TimeStampReq", e);
}

/* RFC 3161 §2.4.1 */
static enum err read_query(struct bytes der, struct query *out, uint64_t *version, struct error *e)
{
	struct der r = der_reader(der), q;

	*out = (struct query){ 0 };
	TRY(der_enter(&r, DER_SEQUENCE, &q, e));
	TRY(der_finish(&r, "the query", e));
	TRY(der_get_uint(&q, version, e));
	TRY(read_imprint(&q, out, e));
	return read_options(&q, out, e);
}

static enum err judge_policy(const struct tsa *t, const struct query *q, struct arena *mem,
			     enum failure *out, struct error *e)
{
	struct bytes own;

	TRY(oid_parse(t->policy, mem, &own, e));
	if (q->policy.len && !bytes_eq(q->policy, own))
		*out = FAIL_UNACCEPTED_POLICY;
	return ERR_OK;
}

static enum err judge(const struct tsa *t, struct bytes der, struct query *q, struct arena *mem,
		      enum failure *out, struct error *e)
{
	enum digest_alg alg;
	uint64_t version = 0;

	*out = FAIL_NONE;
	if (der.len > QUERY_MAX || read_query(der, q, &version, NULL) != ERR_OK)
		*out = FAIL_BAD_DATA_FORMAT;
	else if (version != 1)
		*out = FAIL_BAD_REQUEST;
	else if (!oid_digest(q->imprint_oid, &alg) || alg == DIGEST_SHA1)
		*out = FAIL_BAD_ALG;
	else if (q->imprint.len != digest_size(alg))
		*out = FAIL_BAD_DATA_FORMAT;
	else if (q->extensions)
		*out = FAIL_UNACCEPTED_EXTENSION;
	else
		TRY(judge_policy(t, q, mem, out, e));
	return ERR_OK;
}

static void put_failure(struct der_writer *w, enum failure why)
{
	unsigned char bits[4] = { (unsigned char)(7 - why % 8) }; /* unused bits first */

	bits[1 + why / 8] = (unsigned char)(0x80 >> (why % 8));
	der_put(w, DER_BIT_STRING, BYTES(bits, (size_t)(2 + why / 8)));
}

static enum err reject(enum failure why, struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(64);

	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 2); /* rejection */
	put_failure(&w, why);
	der_end(&w);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

static void put_accuracy(struct der_writer *w, unsigned ms)
{
	unsigned char millis[2] = { (unsigned char)(ms % 1000 >> 8), (unsigned char)(ms % 1000) };

	if (ms == 0)
		return;
	der_begin(w, DER_SEQUENCE);
	if (ms >= 1000)
		der_put_uint(w, ms / 1000);
	if (ms % 1000 >= 128) /* [0] IMPLICIT INTEGER, minimal and positive */
		der_put(w, DER_CONTEXT(0), BYTES(millis, 2));
	else if (ms % 1000)
		der_put(w, DER_CONTEXT(0), BYTES(millis + 1, 1));
	der_end(w);
}

static void put_serial(struct der_writer *w, struct rng *rng)
{
	unsigned char serial[SERIAL_BYTES];

	rng_fill(rng, serial, sizeof(serial));
	der_put_uint_bytes(w, BYTES(serial, sizeof(serial)));
}

static enum err write_info(const struct tsa *t, const struct query *q, struct arena *mem,
			   struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(TOKEN_ROOM);
	struct bytes policy;

	TRY(oid_parse(t->policy, mem, &policy, e));
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 1);
	der_put(&w, DER_OID, policy);
	der_put_raw(&w, q->imprint_whole);
	put_serial(&w, t->rng);
	der_put_time(&w, clock_now(t->clock));
	put_accuracy(&w, t->accuracy_ms);
	if (q->nonce.len)
		der_put_raw(&w, q->nonce);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

/* A SignedData over the TSTInfo (RFC 3161 §2.4.2), certificates only when asked for. */
static enum err make_token(const struct tsa *t, const struct query *q, struct arena *mem,
			   struct bytes *out, struct error *e)
{
	struct cms_parts p = { .alg = signer_alg(t->signer), .content_type = OID_TST_INFO,
			       .no_certs = !q->cert_req };
	unsigned char digest[DIGEST_MAX];

	p.chain = signer_chain(t->signer, &p.n_chain);
	if (p.n_chain == 0)
		return error_set(e, ERR_KEY, "the time-stamp signer has no certificate");
	TRY(write_info(t, q, mem, &p.content, e));
	TRY(cms_signed_attrs_of(OID_TST_INFO, p.alg.digest, digest_of(p.alg.digest, p.content, digest),
				p.chain[0], mem, &p.signed_attrs, e));
	TRY(signer_sign(t->signer, p.signed_attrs, mem, &p.signature, e));
	return cms_assemble(&p, mem, out, e);
}

enum err tsa_answer(const struct tsa *t, struct bytes query, struct arena *mem,
		    struct bytes *reply_out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = { 0 };
	enum failure why;
	struct bytes token;
	struct query q;

	TRY(judge(t, query, &q, mem, &why, e));
	if (why != FAIL_NONE)
		return reject(why, mem, reply_out, e);
	TRY(make_token(t, &q, mem, &token, e));
	w = der_writer_make(token.len + 32);
	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 0); /* granted */
	der_end(&w);
	der_put_raw(&w, token);
	der_end(&w);
	return der_take(&w, mem, reply_out, e);
}
