#include "sig/tsp/tst_info.h"
#include "sig/tsp/token.h"

enum err tsp_imprint_read(struct der *r, enum digest_alg *alg, struct bytes *imprint,
			  struct error *e)
{
	struct bytes oid, parameters;
	struct der_item hash;
	enum digest_alg a;
	struct der inner;

	TRY(der_enter(r, DER_SEQUENCE, &inner, e));
	TRY(der_get_algorithm(&inner, &oid, &parameters, e));
	TRY(der_expect(&inner, DER_OCTET_STRING, &hash, e));
	TRY(der_finish(&inner, "the message imprint", e));
	if (!oid_digest(oid, &a))
		return error_set(e, ERR_UNSUPPORTED, "message imprint of an unknown digest");
	if (hash.content.len != digest_size(a))
		return error_set(e, ERR_BAD_DER, "message imprint of the wrong length");
	*alg = a;
	*imprint = hash.content;
	return ERR_OK;
}

/* [n] IMPLICIT INTEGER (1..999) */
static enum err small_part(struct der *r, unsigned char tag, uint64_t *out, struct error *e)
{
	struct der_item item;
	uint64_t v = 0;

	*out = 0;
	if (!der_peek(r, tag))
		return ERR_OK;
	TRY(der_next(r, &item, e));
	for (size_t i = 0; i < item.content.len && i < 3; i++)
		v = v << 8 | item.content.data[i];
	if (!item.content.len || item.content.len > 2 || v > 999)
		return error_set(e, ERR_BAD_DER, "malformed accuracy");
	*out = v;
	return ERR_OK;
}

static enum err accuracy(struct der *r, uint64_t *us, struct error *e)
{
	struct der inner;
	uint64_t seconds = 0, millis, micros;

	if (!der_peek(r, DER_SEQUENCE))
		return ERR_OK;
	TRY(der_enter(r, DER_SEQUENCE, &inner, e));
	if (der_peek(&inner, DER_INTEGER))
		TRY(der_get_uint(&inner, &seconds, e));
	TRY(small_part(&inner, DER_CONTEXT(0), &millis, e));
	TRY(small_part(&inner, DER_CONTEXT(1), &micros, e));
	TRY(der_finish(&inner, "the accuracy", e));
	if (seconds > 1000000000)
		return error_set(e, ERR_BAD_DER, "accuracy out of range");
	*us = seconds * 1000000 + millis * 1000 + micros;
	return ERR_OK;
}

static enum err optional_parts(struct der *r, struct tst_info *t, struct error *e)
{
	struct der_item item;
	_Bool ordering;

	TRY(accuracy(r, &t->accuracy_us, e));
	if (der_peek(r, DER_BOOLEAN))
		TRY(der_get_bool(r, &ordering, e));
	if (der_peek(r, DER_INTEGER))
		TRY(der_get_integer(r, &t->nonce, e));
	if (der_peek(r, DER_CONTEXT_CONS(0)))
		TRY(der_next(r, &item, e)); /* tsa: a hint at the name in the certificate */
	if (der_peek(r, DER_CONTEXT_CONS(1)))
		TRY(der_next(r, &item, e)); /* extensions */
	return der_finish(r, "the TSTInfo", e);
}

static enum err info_read(struct bytes der, struct tst_info *t, struct error *e)
{
	struct der in = der_reader(der), r;
	uint64_t version;

	TRY(der_enter(&in, DER_SEQUENCE, &r, e));
	TRY(der_finish(&in, "the TSTInfo", e));
	TRY(der_get_uint(&r, &version, e));
	if (version != 1)
		return error_set(e, ERR_TSP, "TSTInfo of another version");
	TRY(der_get_oid(&r, &t->policy, e));
	TRY(tsp_imprint_read(&r, &t->alg, &t->imprint, e));
	TRY(der_get_integer(&r, &t->serial, e));
	if (!der_peek(&r, DER_GENERALIZED_TIME))
		return error_set(e, ERR_TSP, "TSTInfo without genTime");
	TRY(der_get_time(&r, &t->gen_time, e));
	return optional_parts(&r, t, e);
}

enum err tst_info_read(struct bytes der, struct tst_info *out, struct error *e)
{
	struct tst_info t = { 0 };

	if (info_read(der, &t, e) != ERR_OK)
		return error_wrap(e, ERR_TSP, "TSTInfo");
	*out = t;
	return ERR_OK;
}
