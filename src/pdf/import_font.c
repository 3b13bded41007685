#include "pdf/import_font.h"

enum { GLYPHS_MAX = 65536 };

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the drawn page needs more memory than allowed");
}

static enum err get(struct pdf_update *u, const struct pdf_obj *dict, const char *key,
		    const struct pdf_obj **out, struct error *e)
{
	return pdf_update_resolve(u, pdf_dict_get(dict, key), out, e);
}

/* n of /W [0 [w1 … wn]]; 0 for any other form. */
static enum err count_glyphs(struct pdf_update *u, const struct pdf_obj *font, size_t *out,
			     struct error *e)
{
	const struct pdf_obj *w, *list;

	*out = 0;
	TRY(get(u, font, "W", &w, e));
	if (w->kind != PDF_ARRAY || w->u.array.n != 2 || w->u.array.items[0].kind != PDF_INT ||
	    w->u.array.items[0].u.integer != 0)
		return ERR_OK;
	TRY(pdf_update_resolve(u, &w->u.array.items[1], &list, e));
	if (list->kind == PDF_ARRAY && list->u.array.n <= GLYPHS_MAX)
		*out = list->u.array.n;
	return ERR_OK;
}

/* A bit for each glyph, the highest of the first byte for glyph 0. */
static enum err glyph_set(struct pdf_update *u, size_t n, struct pdf_ref *out, struct error *e)
{
	struct pdf_dict_builder none = pdf_dict_new(pdf_update_mem(u));
	size_t len = (n + 7) / 8;
	unsigned char *bits = arena_alloc(pdf_update_mem(u), len);
	struct pdf_obj dict = pdf_dict_obj(&none);

	if (!bits)
		return no_memory(e);
	memset(bits, 0xff, len);
	if (n % 8)
		bits[len - 1] = (unsigned char)(0xff << (8 - n % 8));
	*out = pdf_update_reserve(u);
	return pdf_update_set_stream(u, *out, &dict, BYTES(bits, len), 0, e);
}

static enum err set(struct pdf_update *u, struct pdf_ref ref, const struct pdf_obj *dict,
		    const char *key, struct pdf_obj value, struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_copy(pdf_update_mem(u), dict);
	struct pdf_obj o;

	pdf_dict_set(&b, key, value);
	if (b.failed)
		return no_memory(e);
	o = pdf_dict_obj(&b);
	return pdf_update_set(u, ref, &o, e);
}

static enum err complete_descriptor(struct pdf_update *u, const struct pdf_obj *font, size_t glyphs,
				    struct error *e)
{
	const struct pdf_obj *at = pdf_dict_get(font, "FontDescriptor"), *dict;
	struct pdf_ref bits;

	if (!at || at->kind != PDF_REF)
		return ERR_OK;
	TRY(pdf_update_get(u, at->u.ref, &dict, e));
	if (dict->kind != PDF_DICT || pdf_dict_get(dict, "CIDSet"))
		return ERR_OK;
	TRY(glyph_set(u, glyphs, &bits, e));
	return set(u, at->u.ref, dict, "CIDSet", pdf_refer(bits), e);
}

enum err pdf_import_font_complete(struct pdf_update *u, struct pdf_ref ref, struct error *e)
{
	const struct pdf_obj *font;
	size_t glyphs;
	_Bool truetype;

	TRY(pdf_update_get(u, ref, &font, e));
	if (font->kind != PDF_DICT || !pdf_is_name(pdf_dict_get(font, "Type"), "Font"))
		return ERR_OK;
	truetype = pdf_is_name(pdf_dict_get(font, "Subtype"), "CIDFontType2");
	if (!truetype && !pdf_is_name(pdf_dict_get(font, "Subtype"), "CIDFontType0"))
		return ERR_OK;
	TRY(count_glyphs(u, font, &glyphs, e));
	if (!glyphs)
		return ERR_OK;
	TRY(complete_descriptor(u, font, glyphs, e));
	if (!truetype || pdf_dict_get(font, "CIDToGIDMap"))
		return ERR_OK;
	return set(u, ref, font, "CIDToGIDMap", pdf_name("Identity"), e);
}
