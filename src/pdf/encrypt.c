/* What the trailers say about encryption: refused, or read with the ciphers that the caller gave.
 */
#include "pdf/decrypt.h"
#include <inttypes.h>

/* Bits of /P (ISO 32000-2 table 22), numbered from 1. */
enum { MAY_MODIFY = 1 << 3, MAY_ANNOTATE = 1 << 5, MAY_FILL = 1 << 8 };

/* Another definition of the encryption dictionary, in an older section. */
struct pdf_older {
	const struct pdf_older *next;
	uint64_t off;
};

static const struct pdf_obj *encrypt_of(const struct pdf_section *s)
{
	const struct pdf_obj *o = pdf_dict_get(s->trailer, "Encrypt");

	return o && o->kind != PDF_NULL ? o : NULL;
}

static enum err refuse(struct pdf_doc *d, const struct pdf_obj *encrypt, struct error *e)
{
	const struct pdf_obj *dict, *p;
	int64_t bits;

	TRY(pdf_doc_resolve(d, encrypt, &dict, e));
	TRY(pdf_doc_get(d, dict, "P", &p, e));
	bits = p->kind == PDF_INT ? p->u.integer : -1;
	if (!(bits & MAY_MODIFY) || !(bits & (MAY_ANNOTATE | MAY_FILL)))
		return error_set(
			e, ERR_PDF_RESTRICTED,
			"the file is encrypted and its permissions forbid changes or "
			"signatures; save it without restrictions in the program that made "
			"it, then use that file");
	return error_set(e, ERR_PDF_ENCRYPTED,
			 "the file is encrypted; save it without a password in the program that "
			 "made it, then use that file");
}

enum err pdf_encrypt_check(struct pdf_doc *d, struct error *e)
{
	if (d->ciphers)
		return pdf_decrypt_open(d, e);
	for (size_t i = 0; i < d->n_sections; i++)
		if (encrypt_of(&d->sections[i]))
			return refuse(d, encrypt_of(&d->sections[i]), e);
	return ERR_OK;
}

void pdf_encrypt_watch(struct pdf_doc *d)
{
	const struct pdf_obj *o = d->ciphers ? encrypt_of(&d->sections[0]) : NULL;

	if (o && o->kind == PDF_REF)
		d->encrypt_num = o->u.ref.num;
}

static enum err changes(struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED,
			 "the revisions of the file are not encrypted by the same /Encrypt");
}

enum err pdf_encrypt_older(struct pdf_doc *d, const struct pdf_xref_entry *x, struct error *e)
{
	struct pdf_older *older;

	if (x->type != PDF_ENTRY_FILE)
		return changes(e);
	older = ARENA_NEW(d->mem, struct pdf_older);
	if (!older)
		return PDF_NO_MEMORY(e);
	*older = (struct pdf_older){ d->older, x->off };
	d->older = older;
	return ERR_OK;
}

/* The main section of a linearized file, which is never the newest one, may go without. */
static enum err check_sections(const struct pdf_doc *d, struct error *e)
{
	const struct pdf_obj *newest = encrypt_of(&d->sections[0]);

	for (size_t i = 1; i < d->n_sections; i++) {
		const struct pdf_obj *own = encrypt_of(&d->sections[i]);

		if (!own && d->linearized && i + 1 == d->n_sections)
			continue;
		if (!pdf_obj_equal(own, newest))
			return changes(e);
	}
	return ERR_OK;
}

static enum err read_dictionary(struct pdf_doc *d, const struct pdf_obj *encrypt,
				const struct pdf_obj **out, struct error *e)
{
	const struct pdf_xref_entry *x =
		encrypt->kind == PDF_REF ? pdf_xref_find(d, d->encrypt_num) : NULL;

	if (encrypt->kind == PDF_REF && (!x || x->type != PDF_ENTRY_FILE))
		return error_set(e, ERR_PDF_DAMAGED,
				 "/Encrypt is not in the file as an object of its own");
	TRY(pdf_doc_resolve(d, encrypt, out, e));
	for (const struct pdf_older *o = d->older; o; o = o->next) {
		struct pdf_indirect in;
		uint64_t end;

		TRY(pdf_doc_indirect_at(d, o->off, &in, &end, e));
		if (in.ref.num != d->encrypt_num || !pdf_obj_equal(&in.value, *out))
			return changes(e);
	}
	return ERR_OK;
}

/* The first half of /ID goes into the key of all but AES-256, so there it may not change.
 * Some updates leave /ID out. */
static enum err read_id(const struct pdf_doc *d, struct pdf_crypt *c, struct error *e)
{
	_Bool found = 0;

	for (size_t i = 0; i < d->n_sections; i++) {
		const struct pdf_obj *id = pdf_dict_get(d->sections[i].trailer, "ID");

		if (!id)
			continue;
		if (id->kind != PDF_ARRAY || !id->u.array.n || id->u.array.items[0].kind != PDF_STRING)
			return error_set(e, ERR_PDF_DAMAGED, "/ID is no array of two strings");
		if (!found)
			c->id = id->u.array.items[0].u.text;
		else if (c->v != 5 && !bytes_eq(c->id, id->u.array.items[0].u.text))
			return error_set(e, ERR_PDF_DAMAGED, "an update of the encrypted file changes /ID");
		found = 1;
	}
	return ERR_OK;
}

/* For the report: the method of streams, else of strings, else of attachments. */
static enum err name_method(struct pdf_crypt *c, struct arena *mem, struct error *e)
{
	enum pdf_crypt_method m = c->stream ? c->stream : c->string ? c->string : c->file;
	static const char *const names[] = { "Identity", "RC4-%zu", "AES-128", "AES-256" };

	c->name = names[m];
	if (m == PDF_CRYPT_RC4)
		c->name = arena_printf(mem, "RC4-%zu", c->key_len * 8);
	return c->name ? ERR_OK : PDF_NO_MEMORY(e);
}

/* All that goes into the key, and its proof. */
static _Bool same_lock(const struct pdf_crypt *a, const struct pdf_crypt *b)
{
	return a->v == b->v && a->r == b->r && a->p == b->p && a->length == b->length &&
	       a->metadata == b->metadata && bytes_eq(a->o, b->o) && bytes_eq(a->u, b->u) &&
	       bytes_eq(a->oe, b->oe) && bytes_eq(a->ue, b->ue) && bytes_eq(a->perms, b->perms) &&
	       bytes_eq(a->id, b->id);
}

/* A part of a file whose key is known: making the key again takes a millisecond. */
static enum err unlock(struct pdf_crypt *c, const struct pdf_crypt *known, struct error *e)
{
	if (!known || !same_lock(c, known))
		return pdf_crypt_unlock(c, e);
	memcpy(c->key, known->key, sizeof(c->key));
	c->key_len = known->key_len;
	return ERR_OK;
}

enum err pdf_decrypt_open(struct pdf_doc *d, struct error *e)
{
	const struct pdf_obj *encrypt = encrypt_of(&d->sections[0]), *dict;
	struct pdf_crypt *c;

	TRY(check_sections(d, e));
	if (!encrypt)
		return ERR_OK;
	c = ARENA_NEW(d->mem, struct pdf_crypt);
	if (!c)
		return PDF_NO_MEMORY(e);
	c->ciphers = d->ciphers;
	TRY(read_dictionary(d, encrypt, &dict, e));
	TRY(pdf_crypt_read(c, dict, e));
	TRY(read_id(d, c, e));
	TRY(unlock(c, d->known, e));
	TRY(name_method(c, d->mem, e));
	d->crypt = c;
	return ERR_OK;
}

const char *pdf_doc_encryption(const struct pdf_doc *d)
{
	return d->crypt ? d->crypt->name : NULL;
}
