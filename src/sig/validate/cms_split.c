#include "sig/validate/cms_split.h"
#include "sig/asn1/der.h"

static enum err read_certs(struct bytes set, size_t certs_max, struct arena *mem,
			   struct cms_split *out, struct error *e)
{
	struct der r = der_reader(set), count = r;
	struct bytes *list;
	struct der_item item;
	size_t n = 0;

	for (; der_more(&count); n++)
		TRY(der_next(&count, &item, e));
	if (n > certs_max)
		return error_set(e, ERR_TOO_LARGE, "more than %zu certificates", certs_max);
	list = arena_alloc_n(mem, n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for the certificates");
	while (der_more(&r)) {
		TRY(der_next(&r, &item, e));
		if (item.tag == DER_SEQUENCE)
			list[out->n++] = item.whole;
	}
	out->certs = list;
	return ERR_OK;
}

/* The elements of the SignedData but for [0] certificates. */
static enum err copy_rest(struct der *data, struct der_writer *w, struct bytes *set,
			  struct error *e)
{
	struct der_item item;

	for (unsigned i = 0; der_more(data); i++) {
		TRY(der_next(data, &item, e));
		if (i == 3 && item.tag == DER_CONTEXT_CONS(0))
			*set = item.content;
		else
			der_put_raw(w, item.whole);
	}
	return ERR_OK;
}

enum err cms_split_read(struct bytes der, size_t certs_max, struct arena *mem,
			struct cms_split *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(der.len);
	struct der r = der_reader(der), info, content, data;
	struct cms_split split = { .n = 0 };
	struct bytes set = { 0 };
	struct der_item type;

	TRY(der_enter(&r, DER_SEQUENCE, &info, e));
	TRY(der_finish(&r, "CMS", e));
	TRY(der_expect(&info, DER_OID, &type, e));
	TRY(der_enter(&info, DER_CONTEXT_CONS(0), &content, e));
	TRY(der_finish(&info, "CMS", e));
	TRY(der_enter(&content, DER_SEQUENCE, &data, e));
	TRY(der_finish(&content, "CMS", e));
	der_begin(&w, DER_SEQUENCE);
	der_put_raw(&w, type.whole);
	der_begin(&w, DER_CONTEXT_CONS(0));
	der_begin(&w, DER_SEQUENCE);
	TRY(copy_rest(&data, &w, &set, e));
	der_end(&w);
	der_end(&w);
	der_end(&w);
	TRY(read_certs(set, certs_max, mem, &split, e));
	TRY(der_take(&w, mem, &split.rest, e));
	*out = split;
	return ERR_OK;
}
