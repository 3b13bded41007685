/* Cross-reference streams (§7.5.8). */
#include "pdf/doc_private.h"
#include "pdf/filter_chain.h"
#include <inttypes.h>

enum { DECODED_MAX = 32 * 1024 * 1024, SLACK = 4096, FIELDS = 3 };

struct layout {
	unsigned width[FIELDS];
	size_t entry; /* their sum */
};

static enum err read_layout(const struct pdf_obj *dict, struct layout *out, struct error *e)
{
	const struct pdf_obj *w = pdf_dict_get(dict, "W");

	out->entry = 0;
	if (!w || w->kind != PDF_ARRAY || w->u.array.n != FIELDS)
		return error_set(e, ERR_PDF_DAMAGED, "/W is no array of three numbers");
	for (unsigned i = 0; i < FIELDS; i++) {
		const struct pdf_obj *o = &w->u.array.items[i];

		if (o->kind != PDF_INT || o->u.integer < 0 || o->u.integer > 8)
			return error_set(e, ERR_PDF_DAMAGED, "/W holds a number that is not 0 to 8");
		out->width[i] = (unsigned)o->u.integer;
		out->entry += out->width[i];
	}
	if (!out->width[1])
		return error_set(e, ERR_PDF_DAMAGED, "/W gives the second field no room");
	return ERR_OK;
}

static enum err read_index(struct pdf_doc *d, struct pdf_section *s, uint64_t size, uint64_t *total,
			   struct error *e)
{
	const struct pdf_obj *index = pdf_dict_get(s->trailer, "Index");

	*total = size;
	if (!index)
		return pdf_xref_add_range(d, s, 0, size, e);
	if (index->kind != PDF_ARRAY || index->u.array.n % 2)
		return error_set(e, ERR_PDF_DAMAGED, "/Index is no array of pairs");
	*total = 0;
	for (size_t i = 0; i < index->u.array.n; i += 2) {
		const struct pdf_obj *pair = &index->u.array.items[i];

		if (pair[0].kind != PDF_INT || pair[1].kind != PDF_INT || pair[0].u.integer < 0 ||
		    pair[1].u.integer < 0)
			return error_set(e, ERR_PDF_DAMAGED, "/Index holds what is no number");
		TRY(pdf_xref_add_range(d, s, (uint64_t)pair[0].u.integer,
				       (uint64_t)pair[1].u.integer, e));
		*total += (uint64_t)pair[1].u.integer;
	}
	return ERR_OK;
}

static uint64_t big_endian(const unsigned char *s, unsigned n)
{
	uint64_t v = 0;

	while (n--)
		v = v << 8 | *s++;
	return v;
}

static enum err read_entry(const struct layout *w, const unsigned char *s, uint32_t num,
			   struct pdf_xref_entry *out, struct error *e)
{
	uint64_t type = w->width[0] ? big_endian(s, w->width[0]) : 1;
	uint64_t second = big_endian(s + w->width[0], w->width[1]);
	uint64_t third = big_endian(s + w->width[0] + w->width[1], w->width[2]);

	if (type > 2)
		return error_set(e, ERR_PDF_DAMAGED,
				 "the entry of object %" PRIu32 " has the unknown type %" PRIu64,
				 num, type);
	out->type = (uint8_t)(PDF_ENTRY_FREE + type);
	if (type && third > (type == 1 ? 65535 : UINT32_MAX))
		return error_set(e, ERR_PDF_DAMAGED,
				 "the entry of object %" PRIu32 " is out of range", num);
	if (type == 2 && second > UINT32_MAX)
		return error_set(e, ERR_PDF_DAMAGED,
				 "the object stream of object %" PRIu32 " is out of range", num);
	out->off = second;
	out->gen = (uint32_t)third;
	return ERR_OK;
}

static enum err read_entries(struct pdf_doc *d, struct pdf_section *s, const struct layout *w,
			     struct bytes data, struct error *e)
{
	struct pdf_xref_entry entry = { .section = (uint16_t)d->n_sections };
	const unsigned char *at = data.data;

	for (size_t i = 0; i < s->n_ranges; i++) {
		struct pdf_range r = s->ranges[i];

		for (uint32_t k = 0; k < r.n; k++, at += w->entry) {
			TRY(read_entry(w, at, r.first + k, &entry, e));
			TRY(pdf_xref_set(d, s, r.first + k, entry, e));
		}
	}
	return ERR_OK;
}

static enum err decode_entries(struct pdf_doc *d, struct pdf_section *s, uint64_t size,
			       struct error *e)
{
	AUTO(buf) struct buf data = { .limit = DECODED_MAX };
	size_t left = arena_left(d->mem);
	struct layout w;
	uint64_t total;

	TRY(read_layout(s->trailer, &w, e));
	TRY(read_index(d, s, size, &total, e));
	if (left < data.limit)
		data.limit = left ? left : 1;
	/* A PNG predictor adds at most one byte to each. */
	if (2 * total * w.entry + SLACK < data.limit)
		data.limit = (size_t)(2 * total * w.entry + SLACK);
	TRY(pdf_stream_decode(d, s->trailer, d->mem, &data, e));
	if (data.len != total * w.entry)
		return error_set(e, ERR_PDF_DAMAGED,
				 "%" PRIu64 " entries of %zu bytes are promised, %zu bytes are there",
				 total, w.entry, data.len);
	return read_entries(d, s, &w, buf_bytes(&data), e);
}

enum err pdf_xref_read_stream(struct pdf_doc *d, struct pdf_section *s, struct error *e)
{
	struct pdf_indirect in;
	struct pdf_obj *trailer;
	uint64_t size;
	_Bool found;

	TRY(pdf_doc_indirect_at(d, s->off, &in, &s->end, e));
	if (!in.stream || !pdf_is_name(pdf_dict_get(&in.value, "Type"), "XRef"))
		return error_set(e, ERR_PDF_DAMAGED, "neither a table nor a /XRef stream stands there");
	trailer = ARENA_NEW(d->mem, struct pdf_obj);
	if (!trailer)
		return PDF_NO_MEMORY(e);
	*trailer = in.value;
	s->start = s->off + in.start;
	s->trailer = trailer;
	TRY(pdf_xref_uint(trailer, "Size", &size, &found, e));
	if (!found)
		return error_set(e, ERR_PDF_DAMAGED, "/Size is missing");
	return decode_entries(d, s, size, e);
}
