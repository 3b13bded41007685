#include "pdf/decrypt.h"
#include <inttypes.h>
#include <stdio.h>

enum { OBJECT_KEY_MAX = 16, AES_256_KEY = 32 };

/* Algorithm 1: each object has its own key; with AES-256 the file's serves all (1.A). */
static struct bytes object_key(const struct pdf_crypt *c, struct pdf_ref ref,
			       enum pdf_crypt_method m, unsigned char key[OBJECT_KEY_MAX])
{
	AUTO(buf) struct buf in = { 0 };
	size_t len = c->key_len + 5 < OBJECT_KEY_MAX ? c->key_len + 5 : OBJECT_KEY_MAX;

	if (m == PDF_CRYPT_AESV3)
		return BYTES(c->key, c->key_len);
	buf_append(&in, BYTES(c->key, c->key_len));
	for (unsigned i = 0; i < 3; i++)
		buf_append_byte(&in, (unsigned char)(ref.num >> 8 * i));
	for (unsigned i = 0; i < 2; i++)
		buf_append_byte(&in, (unsigned char)(ref.gen >> 8 * i));
	if (m == PDF_CRYPT_AESV2)
		buf_append_str(&in, "sAlT");
	c->ciphers->md5(buf_bytes(&in), key);
	return BYTES(key, len);
}

/* The padding counts itself, in each of its bytes. A reader that looks at the last one only and
 * one that looks at all would see different strings: all must be right. */
static _Bool unpad(const unsigned char *data, size_t *len)
{
	unsigned n = data[*len - 1];

	if (!n || n > PDF_AES_BLOCK)
		return 0;
	for (unsigned i = 1; i <= n; i++)
		if (data[*len - i] != n)
			return 0;
	*len -= n;
	return 1;
}

/* An initialization vector, then whole blocks. A vector alone is an empty string: there
 * is nothing that readers could disagree about. */
static enum err decrypt_aes(const struct pdf_crypt *c, struct bytes key, struct bytes in,
			    unsigned char *data, size_t *len, struct error *e)
{
	*len = in.len < PDF_AES_BLOCK ? 0 : in.len - PDF_AES_BLOCK;
	if (in.len % PDF_AES_BLOCK)
		return error_set(e, ERR_PDF_DAMAGED, "%zu encrypted bytes are no whole blocks",
				 in.len);
	if (!*len)
		return ERR_OK;
	c->ciphers->aes_decrypt(key, in.data, bytes_slice(in, PDF_AES_BLOCK, *len), data);
	return unpad(data, len) ? ERR_OK
				: error_set(e, ERR_PDF_DAMAGED, "encrypted data end in no padding");
}

static enum err decrypt(const struct pdf_crypt *c, struct pdf_ref ref, enum pdf_crypt_method m,
			struct bytes in, struct arena *mem, struct bytes *out, struct error *e)
{
	unsigned char own[OBJECT_KEY_MAX], *data;
	struct bytes key;
	size_t len = in.len;

	*out = in;
	if (m == PDF_CRYPT_IDENTITY || !in.len)
		return ERR_OK;
	if (m == PDF_CRYPT_AESV2 && c->key_len != OBJECT_KEY_MAX)
		return error_set(e, ERR_PDF_DAMAGED, "AES-128 with a key of %zu bits",
				 c->key_len * 8);
	data = arena_alloc(mem, in.len);
	if (!data)
		return PDF_NO_MEMORY(e);
	key = object_key(c, ref, m, own);
	if (m == PDF_CRYPT_RC4)
		c->ciphers->rc4(key, in, data);
	else
		TRY(decrypt_aes(c, key, in, data, &len, e));
	*out = BYTES(data, len);
	return ERR_OK;
}

/* What stays as it is although its neighbours are encrypted (§7.6.2): the hexadecimal
 * /Contents of a signature, which could not be filled in later otherwise. */
static _Bool is_signature(const struct pdf_obj *dict)
{
	const struct pdf_obj *type = pdf_dict_get(dict, "Type");

	return pdf_dict_get(dict, "ByteRange") || pdf_is_name(type, "Sig") ||
	       pdf_is_name(type, "DocTimeStamp");
}

static enum err decrypt_strings(struct pdf_doc *d, struct pdf_ref ref, struct pdf_obj *o,
				struct error *e);

static enum err decrypt_entries(struct pdf_doc *d, struct pdf_ref ref, struct pdf_obj *o,
				struct error *e)
{
	/* fresh from the parser: nobody else has seen it */
	struct pdf_entry *entries = (struct pdf_entry *)(uintptr_t)o->u.dict.entries;
	_Bool signature = is_signature(o);

	for (size_t i = 0; i < o->u.dict.n; i++) {
		struct pdf_obj *v = &entries[i].value;

		if (signature && v->kind == PDF_STRING && v->hex &&
		    bytes_eq_str(entries[i].key, "Contents"))
			continue;
		TRY(decrypt_strings(d, ref, v, e));
	}
	return ERR_OK;
}

/* As deep as the parser allowed. Where an object stands (off, len) remains. */
static enum err decrypt_strings(struct pdf_doc *d, struct pdf_ref ref, struct pdf_obj *o,
				struct error *e)
{
	struct pdf_obj *items;

	if (o->kind == PDF_STRING)
		return decrypt(d->crypt, ref, d->crypt->string, o->u.text, d->mem, &o->u.text, e);
	if (o->kind == PDF_DICT || o->kind == PDF_STREAM)
		return decrypt_entries(d, ref, o, e);
	if (o->kind != PDF_ARRAY)
		return ERR_OK;
	items = (struct pdf_obj *)(uintptr_t)o->u.array.items;
	for (size_t i = 0; i < o->u.array.n; i++)
		TRY(decrypt_strings(d, ref, &items[i], e));
	return ERR_OK;
}

enum err pdf_decrypt_object(struct pdf_doc *d, struct pdf_ref ref, struct pdf_obj *o,
			    struct error *e)
{
	if (o->kind == PDF_STREAM && pdf_is_name(pdf_dict_get(o, "Type"), "XRef"))
		return ERR_OK; /* §7.5.8.2: as a whole */
	if (d->crypt->string != PDF_CRYPT_IDENTITY)
		TRY(decrypt_strings(d, ref, o, e));
	if (o->kind == PDF_STREAM) {
		o->sealed = 1;
		o->u.dict.owner = ref;
	}
	return ERR_OK;
}

static _Bool only_zeros(const unsigned char *data, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (data[i])
			return 0;
	return 1;
}

/* With AES the bytes stand a block behind; each is held to the ciphertext before it and to its
 * own, so that all from the offset on are determined by the last block. */
_Bool pdf_doc_sealed_zeros(const struct pdf_doc *d, uint32_t num, struct bytes text, size_t from)
{
	const struct pdf_xref_entry *x = pdf_xref_find(d, num);
	enum pdf_crypt_method m = d->crypt ? d->crypt->string : PDF_CRYPT_IDENTITY;
	unsigned char own[OBJECT_KEY_MAX], *data;
	struct bytes key;
	size_t len = text.len;

	if (m == PDF_CRYPT_IDENTITY || !x || x->type != PDF_ENTRY_FILE)
		return 0;
	data = arena_alloc(d->mem, len);
	if (!data)
		return 0;
	key = object_key(d->crypt, (struct pdf_ref){ num, x->gen }, m, own);
	if (m == PDF_CRYPT_RC4)
		d->crypt->ciphers->rc4(key, text, data);
	else if (key.len % PDF_AES_BLOCK ||
		 decrypt_aes(d->crypt, key, text, data, &len, NULL) != ERR_OK)
		return 0;
	return only_zeros(data, from, len);
}

/* A stream's own crypt filter, the first of its filters (§7.6.6): NULL, or its parameters. */
static enum err own_filter(struct pdf_doc *d, const struct pdf_obj *stream,
			   const struct pdf_obj **parms, _Bool *found, struct error *e)
{
	const struct pdf_obj *filter;

	TRY(pdf_doc_get(d, stream, "Filter", &filter, e));
	TRY(pdf_doc_get(d, stream, "DecodeParms", parms, e));
	*found = pdf_is_name(filter, "Crypt");
	for (size_t i = 0; filter->kind == PDF_ARRAY && i < filter->u.array.n; i++) {
		const struct pdf_obj *name;

		TRY(pdf_doc_resolve(d, &filter->u.array.items[i], &name, e));
		if (!pdf_is_name(name, "Crypt"))
			continue;
		if (i)
			return error_set(e, ERR_PDF_DAMAGED, "/Crypt is not the first filter");
		*found = 1;
	}
	if ((*parms)->kind == PDF_ARRAY)
		return pdf_doc_resolve(d, (*parms)->u.array.n ? (*parms)->u.array.items : NULL,
				       parms, e);
	return ERR_OK;
}

static enum err stream_method(struct pdf_doc *d, const struct pdf_obj *stream,
			      enum pdf_crypt_method *out, struct error *e)
{
	const struct pdf_obj *parms, *name, *type;
	_Bool own;

	TRY(own_filter(d, stream, &parms, &own, e));
	if (own) {
		TRY(pdf_doc_get(d, parms, "Name", &name, e));
		if (name->kind != PDF_NULL && name->kind != PDF_NAME)
			return error_set(e, ERR_PDF_DAMAGED, "/Name of a crypt filter is no name");
		return pdf_crypt_method_of(d->crypt, name->kind == PDF_NAME ? name : NULL, out, e);
	}
	TRY(pdf_doc_get(d, stream, "Type", &type, e));
	*out = d->crypt->stream;
	if (pdf_is_name(type, "Metadata") && !d->crypt->metadata)
		*out = PDF_CRYPT_IDENTITY;
	else if (pdf_is_name(type, "EmbeddedFile"))
		*out = d->crypt->file;
	return ERR_OK;
}

enum err pdf_decrypt_stream(struct pdf_doc *d, const struct pdf_obj *stream, struct bytes raw,
			    struct arena *mem, struct bytes *out, struct error *e)
{
	enum pdf_crypt_method m;
	enum err rc = stream_method(d, stream, &m, e);
	char where[48];

	if (rc == ERR_OK)
		rc = decrypt(d->crypt, stream->u.dict.owner, m, raw, mem, out, e);
	if (rc == ERR_OK)
		return ERR_OK;
	snprintf(where, sizeof(where), "stream of object %" PRIu32, stream->u.dict.owner.num);
	return error_wrap(e, rc, where);
}
