#include "pdf/form_list.h"
#include "pdf/form_read.h"
#include <stdlib.h>

enum { ANNOTS_MAX = 1000000 };

/* Which page an annotation lies on: what the pages' /Annots say, since /P may be missing or wrong.
 */
struct lies_on {
	uint32_t num, page;
};

struct pages {
	struct pdf_doc *d;
	struct arena *mem;
	struct lies_on *v; /* by number */
	size_t n, cap;
};

static enum err no_memory(struct error *e)
{
	return error_set(e, ERR_PDF_LIMIT, "the form needs more memory than allowed");
}

static enum err note(struct pages *p, uint32_t num, uint32_t page, struct error *e)
{
	struct lies_on *v = arena_grow(p->mem, p->v, p->n, &p->cap, sizeof(*v));

	if (!v)
		return no_memory(e);
	if (p->n == ANNOTS_MAX)
		return error_set(e, ERR_PDF_LIMIT, "more than %d annotations", ANNOTS_MAX);
	p->v = v;
	v[p->n++] = (struct lies_on){ num, page };
	return ERR_OK;
}

static enum err note_page(struct pages *p, uint32_t index, struct error *e)
{
	const struct pdf_obj *annots;
	struct pdf_page page;

	TRY(pdf_doc_page(p->d, index, &page, e));
	TRY(pdf_doc_get(p->d, page.dict, "Annots", &annots, e));
	for (size_t i = 0; annots->kind == PDF_ARRAY && i < annots->u.array.n; i++)
		if (pdf_ref_num(&annots->u.array.items[i]))
			TRY(note(p, pdf_ref_num(&annots->u.array.items[i]), index, e));
	return ERR_OK;
}

static int by_number(const void *a, const void *b)
{
	const struct lies_on *x = a, *y = b;

	if (x->num != y->num)
		return x->num < y->num ? -1 : 1;
	return (x->page > y->page) - (x->page < y->page);
}

static enum err note_pages(struct pages *p, struct error *e)
{
	uint32_t count;

	TRY(pdf_doc_page_count(p->d, &count, e));
	for (uint32_t i = 0; i < count; i++)
		TRY(note_page(p, i, e));
	if (p->n)
		qsort(p->v, p->n, sizeof(*p->v), by_number);
	return ERR_OK;
}

/* The first page that lists it. */
static const struct lies_on *find(const struct pages *p, uint32_t num)
{
	size_t from = 0, to = p->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (p->v[mid].num < num)
			from = mid + 1;
		else
			to = mid;
	}
	return from < p->n && p->v[from].num == num ? &p->v[from] : NULL;
}

static enum err place(const struct pages *p, struct pdf_form_item *item, struct error *e)
{
	struct pdf_form_widget *v = arena_alloc_n(p->mem, item->n_widgets + 1, sizeof(*v));
	struct pdf_page page;

	if (!v)
		return no_memory(e);
	for (size_t i = 0; i < item->n_widgets; i++) {
		const struct lies_on *at = find(p, item->widgets[i].ref.num);

		v[i] = item->widgets[i];
		if (!at)
			continue;
		TRY(pdf_doc_page(p->d, at->page, &page, e));
		v[i].on_page = 1;
		v[i].page = at->page;
		v[i].area = pdf_place_seen(&page, v[i].rect);
	}
	item->widgets = v;
	return ERR_OK;
}

enum err pdf_form_read(struct pdf_doc *d, const struct pdf_field *f, struct arena *mem,
		       struct pdf_form_item *out, struct error *e)
{
	size_t budget = PDF_FORM_STEPS;
	struct pdf_form_reader r = { d, mem, &budget };

	return pdf_form_read_item(&r, f, out, e);
}

enum err pdf_form_list(struct pdf_doc *d, struct arena *mem, const struct pdf_form_item **out,
		       size_t *n, struct error *e)
{
	size_t budget = PDF_FORM_STEPS, count, i;
	struct pdf_form_reader r = { d, mem, &budget };
	struct pages pages = { .d = d, .mem = mem };
	const struct pdf_field *fields;
	struct pdf_form_item *items;

	TRY(pdf_form_fields(d, mem, &fields, &count, e));
	items = arena_alloc_n(mem, count + 1, sizeof(*items));
	if (!items)
		return no_memory(e);
	if (count)
		TRY(note_pages(&pages, e));
	for (i = 0; i < count; i++) {
		TRY(pdf_form_read_item(&r, &fields[i], &items[i], e));
		TRY(place(&pages, &items[i], e));
	}
	*out = items;
	*n = count;
	return ERR_OK;
}
