#include "sig/ers/token_parts.h"

enum { ENUMERATED = 0x0a };

static enum err push(struct ers_items *items, struct bytes der, struct arena *mem, struct error *e)
{
	struct bytes *list = arena_grow(mem, items->list, items->n, &items->cap, sizeof(*list));

	if (!list || items->n >= ERS_PARTS_MAX)
		return error_set(e, ERR_TOO_LARGE,
				 "too many certificates and lists in a time-stamp");
	items->list = list;
	list[items->n++] = der;
	return ERR_OK;
}

enum err ers_items_add(struct ers_items *items, struct bytes der, struct arena *mem, _Bool *added,
		       struct error *e)
{
	*added = 0;
	for (size_t i = 0; i < items->n; i++)
		if (bytes_eq(items->list[i], der))
			return ERR_OK;
	TRY(push(items, der, mem, e));
	*added = 1;
	return ERR_OK;
}

enum err ers_ocsp_basic(struct bytes der, struct bytes *out, struct error *e)
{
	struct der r = der_reader(der), outer, tagged, bytes;
	struct der_item item;
	struct bytes type;

	TRY(der_enter(&r, DER_SEQUENCE, &outer, e));
	TRY(der_finish(&r, "the OCSP response", e));
	if (!der_peek(&outer, ENUMERATED)) {
		*out = der;
		return ERR_OK;
	}
	TRY(der_next(&outer, &item, e));
	TRY(der_enter(&outer, DER_CONTEXT_CONS(0), &tagged, e));
	TRY(der_enter(&tagged, DER_SEQUENCE, &bytes, e));
	TRY(der_get_oid(&bytes, &type, e));
	if (!oid_is(type, OID_OCSP_BASIC))
		return error_set(e, ERR_BAD_DER, "an OCSP response of another type");
	TRY(der_expect(&bytes, DER_OCTET_STRING, &item, e));
	*out = item.content;
	return ERR_OK;
}

static enum err read_all(struct der *r, struct ers_items *out, struct arena *mem, struct error *e)
{
	struct der_item item;

	while (der_more(r)) {
		TRY(der_next(r, &item, e));
		TRY(push(out, item.whole, mem, e));
	}
	return ERR_OK;
}

/* [n] EXPLICIT SEQUENCE OF */
static enum err read_tagged(struct der *r, unsigned n, struct ers_items *out, struct arena *mem,
			    struct error *e)
{
	unsigned char tag = (unsigned char)DER_CONTEXT_CONS(n);
	struct der tagged, list;

	if (!der_peek(r, tag))
		return ERR_OK;
	TRY(der_enter(r, tag, &tagged, e));
	TRY(der_enter(&tagged, DER_SEQUENCE, &list, e));
	TRY(der_finish(&tagged, "revocation-values", e));
	return read_all(&list, out, mem, e);
}

enum err ers_revocation_values(struct bytes value, struct arena *mem, struct ers_items *crls,
			       struct ers_items *ocsps, struct bytes *other, struct error *e)
{
	struct der r = der_reader(value), values;
	struct der_item item;

	TRY(der_enter(&r, DER_SEQUENCE, &values, e));
	TRY(der_finish(&r, "revocation-values", e));
	TRY(read_tagged(&values, 0, crls, mem, e));
	TRY(read_tagged(&values, 1, ocsps, mem, e));
	if (der_peek(&values, DER_CONTEXT_CONS(2))) {
		TRY(der_next(&values, &item, e));
		*other = item.whole;
	}
	return der_finish(&values, "revocation-values", e);
}

/* One unsigned attribute. */
static enum err read_attribute(struct bytes whole, struct ers_parts *p, struct arena *mem,
			       struct error *e)
{
	struct der r = der_reader(whole), attribute, values;
	struct der_item value;
	struct bytes type;

	TRY(der_enter(&r, DER_SEQUENCE, &attribute, e));
	TRY(der_get_oid(&attribute, &type, e));
	if (!oid_is(type, OID_REVOCATION_VALUES))
		return push(&p->attributes, whole, mem, e);
	TRY(der_enter(&attribute, DER_SET, &values, e));
	TRY(der_next(&values, &value, e));
	TRY(der_finish(&values, "revocation-values", e));
	if (p->ocsps.n || p->other_values.len)
		return error_set(e, ERR_BAD_DER, "revocation-values stands twice");
	return ers_revocation_values(value.whole, mem, &p->crls, &p->ocsps, &p->other_values, e);
}

static enum err read_signer(struct der *set, struct ers_parts *p, struct arena *mem,
			    struct error *e)
{
	struct der signer, attributes;
	struct der_item item = { 0 };
	struct bytes all;

	TRY(der_enter(set, DER_SEQUENCE, &signer, e));
	TRY(der_finish(set, "the only signer", e));
	all = signer.rest;
	while (der_more(&signer) && item.tag != DER_OCTET_STRING)
		TRY(der_next(&signer, &item, e));
	p->signer = bytes_slice(all, 0, all.len - signer.rest.len);
	if (item.tag != DER_OCTET_STRING)
		return error_set(e, ERR_BAD_DER, "a signer without signature");
	if (!der_more(&signer))
		return ERR_OK;
	TRY(der_enter(&signer, DER_CONTEXT_CONS(1), &attributes, e));
	TRY(der_finish(&signer, "the unsigned attributes", e));
	while (der_more(&attributes)) {
		TRY(der_next(&attributes, &item, e));
		TRY(read_attribute(item.whole, p, mem, e));
	}
	return ERR_OK;
}

/* EncapsulatedContentInfo with a TSTInfo */
static enum err read_content(struct bytes encap, struct tst_info *out, struct error *e)
{
	struct der r = der_reader(encap), info, tagged;
	struct der_item octets;
	struct bytes type;

	TRY(der_enter(&r, DER_SEQUENCE, &info, e));
	TRY(der_get_oid(&info, &type, e));
	if (!oid_is(type, OID_TST_INFO))
		return error_set(e, ERR_BAD_DER, "a signature, but no time-stamp");
	TRY(der_enter(&info, DER_CONTEXT_CONS(0), &tagged, e));
	TRY(der_finish(&info, "the TSTInfo", e));
	TRY(der_expect(&tagged, DER_OCTET_STRING, &octets, e));
	TRY(der_finish(&tagged, "the TSTInfo", e));
	return tst_info_read(octets.content, out, e);
}

/* RFC 5940 §2.1: [1] { id-ri-ocsp-response, OCSPResponse } */
static enum err read_other_list(struct bytes whole, struct ers_parts *p, struct arena *mem,
				struct error *e)
{
	struct der r = der_reader(whole), info;
	struct der_item response;
	struct bytes type, basic;

	TRY(der_enter(&r, DER_CONTEXT_CONS(1), &info, e));
	TRY(der_get_oid(&info, &type, e));
	TRY(der_next(&info, &response, e));
	TRY(push(&p->others, whole, mem, e));
	if (!oid_is(type, OID_RI_OCSP))
		return ERR_OK;
	TRY(ers_ocsp_basic(response.whole, &basic, e));
	return push(&p->embedded, basic, mem, e);
}

static enum err read_lists(struct der *data, struct ers_parts *p, struct arena *mem,
			   struct error *e)
{
	struct der inner;
	struct der_item item;

	if (der_peek(data, DER_CONTEXT_CONS(0))) {
		TRY(der_enter(data, DER_CONTEXT_CONS(0), &inner, e));
		TRY(read_all(&inner, &p->certs, mem, e));
	}
	if (!der_peek(data, DER_CONTEXT_CONS(1)))
		return ERR_OK;
	TRY(der_enter(data, DER_CONTEXT_CONS(1), &inner, e));
	while (der_more(&inner)) {
		TRY(der_next(&inner, &item, e));
		if (item.tag == DER_SEQUENCE)
			TRY(push(&p->crls, item.whole, mem, e));
		else
			TRY(read_other_list(item.whole, p, mem, e));
	}
	return ERR_OK;
}

static enum err read_data(struct der *data, struct ers_parts *p, struct arena *mem, struct error *e)
{
	static const unsigned char tags[] = { DER_INTEGER, DER_SET, DER_SEQUENCE };
	struct der signers;
	struct der_item item;

	for (size_t i = 0; i < COUNT_OF(tags); i++) {
		TRY(der_expect(data, tags[i], &item, e));
		p->head[i] = item.whole;
	}
	TRY(read_content(p->head[2], &p->tst, e));
	TRY(read_lists(data, p, mem, e));
	TRY(der_enter(data, DER_SET, &signers, e));
	TRY(der_finish(data, "the signers", e));
	return read_signer(&signers, p, mem, e);
}

enum err ers_parts_read(struct bytes der, struct arena *mem, struct ers_parts *out, struct error *e)
{
	struct der r = der_reader(der), info, tagged, data;
	struct ers_parts p = { .ocsps = { 0 } };
	struct bytes type;

	TRY(der_enter(&r, DER_SEQUENCE, &info, e));
	TRY(der_finish(&r, "the time-stamp", e));
	TRY(der_get_oid(&info, &type, e));
	if (!oid_is(type, OID_SIGNED_DATA))
		return error_set(e, ERR_BAD_DER, "the time-stamp is no SignedData");
	TRY(der_enter(&info, DER_CONTEXT_CONS(0), &tagged, e));
	TRY(der_finish(&info, "the SignedData", e));
	TRY(der_enter(&tagged, DER_SEQUENCE, &data, e));
	TRY(der_finish(&tagged, "the SignedData", e));
	TRY(read_data(&data, &p, mem, e));
	*out = p;
	return ERR_OK;
}

static void put_values(struct der_writer *w, const struct ers_parts *p)
{
	if (!p->ocsps.n && !p->other_values.len)
		return;
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, OID_REVOCATION_VALUES);
	der_begin(w, DER_SET);
	der_begin(w, DER_SEQUENCE);
	if (p->ocsps.n) {
		der_begin(w, DER_CONTEXT_CONS(1));
		der_begin(w, DER_SEQUENCE);
		for (size_t i = 0; i < p->ocsps.n; i++)
			der_put_raw(w, p->ocsps.list[i]);
		der_end(w);
		der_end(w);
	}
	der_put_raw(w, p->other_values);
	der_end(w);
	der_end(w);
	der_end(w);
}

/* The unsigned attributes: those that were there, and the revocation values. */
static enum err put_attributes(struct der_writer *w, const struct ers_parts *p, struct arena *mem,
			       struct error *e)
{
	AUTO(der_writer) struct der_writer values = der_writer_make(1024);
	struct ers_items all = { 0 };
	struct bytes attribute;

	for (size_t i = 0; i < p->attributes.n; i++)
		TRY(push(&all, p->attributes.list[i], mem, e));
	put_values(&values, p);
	TRY(der_take(&values, mem, &attribute, e));
	if (attribute.len)
		TRY(push(&all, attribute, mem, e));
	if (all.n)
		der_put_set_of(w, DER_CONTEXT_CONS(1), all.list, all.n);
	return ERR_OK;
}

/* A copy: what sorts must not reorder the caller's. */
static enum err put_set(struct der_writer *w, unsigned n, const struct ers_items *a,
			const struct ers_items *b, struct arena *mem, struct error *e)
{
	struct ers_items all = { 0 };

	for (size_t i = 0; i < a->n; i++)
		TRY(push(&all, a->list[i], mem, e));
	for (size_t i = 0; i < b->n; i++)
		TRY(push(&all, b->list[i], mem, e));
	if (all.n)
		der_put_set_of(w, (unsigned char)DER_CONTEXT_CONS(n), all.list, all.n);
	return ERR_OK;
}

enum err ers_parts_write(const struct ers_parts *p, struct arena *mem, struct bytes *out,
			 struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(8192);
	static const struct ers_items none = { 0 };

	der_begin(&w, DER_SEQUENCE);
	der_put_oid(&w, OID_SIGNED_DATA);
	der_begin(&w, DER_CONTEXT_CONS(0));
	der_begin(&w, DER_SEQUENCE);
	for (size_t i = 0; i < COUNT_OF(p->head); i++)
		der_put_raw(&w, p->head[i]);
	TRY(put_set(&w, 0, &p->certs, &none, mem, e));
	TRY(put_set(&w, 1, &p->crls, &p->others, mem, e));
	der_begin(&w, DER_SET);
	der_begin(&w, DER_SEQUENCE);
	der_put_raw(&w, p->signer);
	TRY(put_attributes(&w, p, mem, e));
	for (unsigned i = 0; i < 5; i++)
		der_end(&w);
	return der_take(&w, mem, out, e);
}

_Bool ers_parts_same(const struct ers_parts *a, const struct ers_parts *b)
{
	return bytes_eq(a->head[1], b->head[1]) && bytes_eq(a->head[2], b->head[2]) &&
	       bytes_eq(a->signer, b->signer);
}
