/* The encryption dictionary (§7.6.2, tables 20 and 21) and its crypt filters (table 25). */
#include "pdf/decrypt.h"
#include <inttypes.h>

enum { KEY_BITS_MIN = 40, KEY_BITS_MAX = 128, SHOWN_MAX = 64 };
enum { SECRET_OLD = 32, SECRET_NEW = 48, SEALED_KEY = 32, SEALED_PERMS = 16 };

static enum err wrong(const char *key, struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED,
			 "/%s of /Encrypt is missing, no direct value, or out of range", key);
}

/* An entry that may be missing: NULL. A reference is refused too: it would be followed before
 * anything can be decrypted. */
static enum err entry(const struct pdf_obj *dict, const char *key, enum pdf_kind kind,
		      const struct pdf_obj **out, struct error *e)
{
	const struct pdf_obj *o = pdf_dict_get(dict, key);

	*out = o && o->kind != PDF_NULL ? o : NULL;
	return *out && o->kind != kind ? wrong(key, e) : ERR_OK;
}

static enum err integer(const struct pdf_obj *dict, const char *key, int64_t missing, int64_t *out,
			struct error *e)
{
	const struct pdf_obj *o;

	TRY(entry(dict, key, PDF_INT, &o, e));
	*out = o ? o->u.integer : missing;
	return ERR_OK;
}

/* len bytes; some producers of revisions 5 and 6 fill them up to 127 with zeros. */
static enum err secret(const struct pdf_obj *dict, const char *key, size_t len, _Bool filled,
		       struct bytes *out, struct error *e)
{
	const struct pdf_obj *o;

	TRY(entry(dict, key, PDF_STRING, &o, e));
	if (!o || o->u.text.len < len || (o->u.text.len > len && !filled))
		return wrong(key, e);
	for (size_t i = len; i < o->u.text.len; i++)
		if (o->u.text.data[i])
			return wrong(key, e);
	*out = bytes_slice(o->u.text, 0, len);
	return ERR_OK;
}

static enum err read_handler(const struct pdf_obj *dict, struct error *e)
{
	const struct pdf_obj *filter;

	TRY(entry(dict, "Filter", PDF_NAME, &filter, e));
	if (!filter)
		return wrong("Filter", e);
	if (pdf_is_name(filter, "Standard"))
		return ERR_OK;
	return error_set(
		e, ERR_UNSUPPORTED,
		"the file is encrypted with /%.*s, for holders of certain keys; only files "
		"that open without a password can be read",
		(int)(filter->u.text.len < SHOWN_MAX ? filter->u.text.len : SHOWN_MAX),
		(const char *)filter->u.text.data);
}

static enum err read_version(struct pdf_crypt *c, const struct pdf_obj *dict, struct error *e)
{
	static const struct {
		int64_t v, r;
		size_t length; /* that counts without /Length */
	} rows[] = {
		{ 1, 2, 5 }, { 1, 3, 5 }, { 2, 3, 5 }, { 4, 4, 16 }, { 5, 5, 32 }, { 5, 6, 32 }
	};
	size_t i = 0;

	TRY(integer(dict, "V", 0, &c->v, e));
	TRY(integer(dict, "R", 0, &c->r, e));
	while (i < COUNT_OF(rows) && (rows[i].v != c->v || rows[i].r != c->r))
		i++;
	if (i == COUNT_OF(rows))
		return error_set(e, ERR_UNSUPPORTED,
				 "the file is encrypted in an unknown way: /V %" PRId64
				 " /R %" PRId64,
				 c->v, c->r);
	c->length = rows[i].length;
	return ERR_OK;
}

/* /Length counts in versions 2 and 4 only; where it is wrong in version 4, /U tells. */
static enum err read_length(struct pdf_crypt *c, const struct pdf_obj *dict, struct error *e)
{
	int64_t bits;

	if (c->v != 2 && c->v != 4)
		return ERR_OK;
	TRY(integer(dict, "Length", (int64_t)c->length * 8, &bits, e));
	if (bits < KEY_BITS_MIN || bits > KEY_BITS_MAX || bits % 8)
		return wrong("Length", e);
	c->length = (size_t)bits / 8;
	return ERR_OK;
}

static enum err read_secrets(struct pdf_crypt *c, const struct pdf_obj *dict, struct error *e)
{
	size_t len = c->v == 5 ? SECRET_NEW : SECRET_OLD;
	int64_t p;

	TRY(secret(dict, "O", len, c->v == 5, &c->o, e));
	TRY(secret(dict, "U", len, c->v == 5, &c->u, e));
	TRY(integer(dict, "P", INT64_MAX, &p, e));
	if (p < INT32_MIN || p > UINT32_MAX) /* 32 bits, signed or not: both are found */
		return wrong("P", e);
	c->p = (uint32_t)p;
	if (c->v != 5)
		return ERR_OK;
	TRY(secret(dict, "OE", SEALED_KEY, 0, &c->oe, e));
	TRY(secret(dict, "UE", SEALED_KEY, 0, &c->ue, e));
	return secret(dict, "Perms", SEALED_PERMS, 0, &c->perms, e);
}

/* The filter's own /Length is left alone: producers give bits or bytes, and it decides nothing. */
enum err pdf_crypt_method_of(const struct pdf_crypt *c, const struct pdf_obj *name,
			     enum pdf_crypt_method *out, struct error *e)
{
	static const struct {
		const char *cfm;
		int64_t v;
		enum pdf_crypt_method method;
	} rows[] = {
		{ "V2", 4, PDF_CRYPT_RC4 },
		{ "AESV2", 4, PDF_CRYPT_AESV2 },
		{ "AESV3", 5, PDF_CRYPT_AESV3 },
	};
	const struct pdf_obj *filter = NULL, *cfm;

	*out = PDF_CRYPT_IDENTITY;
	if (!name || pdf_is_name(name, "Identity"))
		return ERR_OK;
	for (size_t i = 0; c->cf && i < c->cf->u.dict.n; i++)
		if (bytes_eq(c->cf->u.dict.entries[i].key, name->u.text))
			filter = &c->cf->u.dict.entries[i].value;
	if (!filter || filter->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED,
				 "a crypt filter that /CF of /Encrypt does not define");
	cfm = pdf_dict_get(filter, "CFM");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].v != c->v || !pdf_is_name(cfm, rows[i].cfm))
			continue;
		*out = rows[i].method;
		return ERR_OK;
	}
	return error_set(e, ERR_UNSUPPORTED,
			 "the file is encrypted by an unknown method in /CFM of a crypt filter");
}

static enum err read_filters(struct pdf_crypt *c, const struct pdf_obj *dict, struct error *e)
{
	const struct pdf_obj *stream, *string, *file, *metadata;

	c->metadata = 1;
	c->stream = c->string = c->file = PDF_CRYPT_RC4;
	if (c->v < 4)
		return ERR_OK;
	TRY(entry(dict, "CF", PDF_DICT, &c->cf, e));
	TRY(entry(dict, "StmF", PDF_NAME, &stream, e));
	TRY(entry(dict, "StrF", PDF_NAME, &string, e));
	TRY(entry(dict, "EFF", PDF_NAME, &file, e));
	TRY(entry(dict, "EncryptMetadata", PDF_BOOL, &metadata, e));
	c->metadata = !metadata || metadata->u.boolean;
	TRY(pdf_crypt_method_of(c, stream, &c->stream, e));
	TRY(pdf_crypt_method_of(c, string, &c->string, e));
	return pdf_crypt_method_of(c, file ? file : stream, &c->file, e);
}

enum err pdf_crypt_read(struct pdf_crypt *c, const struct pdf_obj *dict, struct error *e)
{
	if (dict->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "/Encrypt is no dictionary");
	TRY(read_handler(dict, e));
	TRY(read_version(c, dict, e));
	TRY(read_length(c, dict, e));
	TRY(read_secrets(c, dict, e));
	return read_filters(c, dict, e);
}
