#include "sig/asn1/der.h"
#include "sig/trust/cache.h"

enum { VERSION = 1 };

/* CacheEntry ::= SEQUENCE { version INTEGER, key UTF8String, kind INTEGER,
 *                           expires GeneralizedTime, content OCTET STRING } */
enum err cache_entry_write(const struct cache_entry *x, struct arena *mem, struct bytes *out,
			   struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(x->content.len + 256);

	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, VERSION);
	der_put(&w, DER_UTF8, x->key);
	der_put_uint(&w, (uint64_t)x->kind);
	der_put_time(&w, x->expires);
	der_put(&w, DER_OCTET_STRING, x->content);
	der_end(&w);
	return der_take(&w, mem, out, e);
}

enum err cache_entry_read(struct bytes file, struct cache_entry *out, struct error *e)
{
	struct der r = der_reader(file), in;
	struct der_item key, content;
	struct cache_entry x = { .kind = ITEM_CRL };
	uint64_t version, kind;

	TRY(der_enter(&r, DER_SEQUENCE, &in, e));
	TRY(der_finish(&r, "cache entry", e));
	TRY(der_get_uint(&in, &version, e));
	TRY(der_expect(&in, DER_UTF8, &key, e));
	TRY(der_get_uint(&in, &kind, e));
	TRY(der_get_time(&in, &x.expires, e));
	TRY(der_expect(&in, DER_OCTET_STRING, &content, e));
	TRY(der_finish(&in, "cache entry", e));
	if (version != VERSION || kind > ITEM_CERTS || key.content.len > CACHE_KEY_MAX)
		return error_set(e, ERR_BAD_DER, "cache entry of another version");
	x.kind = (enum item_kind)kind;
	x.key = key.content;
	x.content = content.content;
	*out = x;
	return ERR_OK;
}
