#include "pdf/history.h"
#include <stdlib.h>
#include "pdf/doc_private.h"

struct view {
	struct pdf_doc doc;
	struct arena *mem;
};

struct pdf_history {
	struct pdf_doc *all;
	struct arena *mem;	 /* of the entries of the present revision */
	struct arena *later_mem; /* and of those of the one after */
	unsigned at;
	struct view views[2];		/* at % 2: the present one; the other: the one after */
	struct pdf_xref_page **entries; /* of the present revision, by page */
	struct pdf_xref_page **later;	/* of the sections that make the one after */
};

void pdf_history_free(struct pdf_history *h)
{
	if (!h)
		return;
	for (size_t i = 0; i < COUNT_OF(h->views); i++)
		arena_free(h->views[i].mem);
	arena_free(h->later_mem);
	arena_free(h->mem);
	free(h);
}

/* A table of entries and where its pages are made. */
struct table {
	struct pdf_xref_page **pages;
	struct arena *mem;
};

static enum err set_entry(const struct table *into, uint32_t num, const struct pdf_xref_entry *x,
			  struct error *e)
{
	struct pdf_xref_page **page = &into->pages[num / PDF_XREF_PAGE];

	if (!*page)
		*page = ARENA_NEW(into->mem, struct pdf_xref_page);
	if (!*page)
		return PDF_NO_MEMORY(e);
	(*page)->entries[num % PDF_XREF_PAGE] = *x;
	return ERR_OK;
}

/* Puts the entries that section s lists from one table over those of another. */
static enum err lay_over(const struct pdf_doc *from, const struct pdf_section *s,
			 const struct table *into, struct error *e)
{
	for (size_t i = 0; i < s->n_ranges; i++)
		for (uint32_t k = 0; k < s->ranges[i].n; k++) {
			uint32_t num = s->ranges[i].first + k;
			const struct pdf_xref_entry *x = pdf_xref_find(from, num);

			if (x)
				TRY(set_entry(into, num, x, e));
		}
	return ERR_OK;
}

static enum err read_section(const struct pdf_history *h, size_t g, const struct table *into,
			     struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new_within(h->mem);
	struct pdf_doc reader;
	struct pdf_section s;

	TRY(pdf_xref_read_alone(h->all, g, mem, &reader, &s, e));
	return lay_over(&reader, &s, into, e);
}

/* The sections of revision i, the older ones first. */
static enum err read_revision(const struct pdf_history *h, unsigned i, const struct table *into,
			      struct error *e)
{
	for (size_t g = h->all->n_sections; g-- > 0;)
		if (h->all->sections[g].revision == i)
			TRY(read_section(h, g, into, e));
	return ERR_OK;
}

/* Where the newest section of revision i stands in the list. */
static size_t newest_of(const struct pdf_doc *d, unsigned i)
{
	size_t g = 0;

	while (g + 1 < d->n_sections && d->sections[g].revision != i)
		g++;
	return g;
}

/* Does the one after, d, have the catalog of the present one, untouched? */
static _Bool same_catalog(struct pdf_history *h, const struct pdf_doc *d)
{
	const struct pdf_obj *root = pdf_dict_get(pdf_doc_trailer(d), "Root");
	struct pdf_ref now = pdf_history_doc(h)->root;

	if (!d->over || !root || root->kind != PDF_REF || root->u.ref.num != now.num ||
	    root->u.ref.gen != now.gen)
		return 0;
	return !d->over[now.num / PDF_XREF_PAGE] ||
	       !d->over[now.num / PDF_XREF_PAGE]->entries[now.num % PDF_XREF_PAGE].type;
}

/* The document that ends with revision i. */
static enum err open_view(struct pdf_history *h, unsigned i, struct view *v, struct error *e)
{
	const struct pdf_doc *all = h->all;
	struct pdf_doc *d = &v->doc;

	arena_reset(v->mem);
	*d = (struct pdf_doc){ 0 };
	pdf_doc_init(d, &all->src, v->mem, &all->limits);
	d->ciphers = all->ciphers; /* one /Encrypt for all revisions: pdf_encrypt_check */
	d->crypt = all->crypt;
	d->encrypt_num = all->encrypt_num;
	d->src = pdf_source_prefix(&all->src, all->revisions[i].end);
	d->startxref = all->revisions[i].startxref;
	d->eof_end = all->revisions[i].end;
	d->linearized = all->linearized;
	d->sections = all->sections;
	d->n_sections = all->n_sections;
	d->newest = newest_of(all, i);
	d->revisions = all->revisions;
	d->n_revisions = i + 1;
	if (i > h->at) { /* what all revisions cost together is bounded */
		d->parsed = pdf_history_doc(h)->parsed;
		d->decoded = pdf_history_doc(h)->decoded;
	}
	d->pages = h->entries;
	d->over = i > h->at ? h->later : NULL;
	d->n_pages = all->n_pages;
	TRY(pdf_doc_read_size(d, e));
	if (same_catalog(h, d)) {
		const struct pdf_doc *present = pdf_history_doc(h);

		d->root = present->root;
		d->version = present->version;
		return ERR_OK;
	}
	TRY(pdf_tail_header(d, e));
	return pdf_doc_read_catalog(d, e);
}

static enum err open_after(struct pdf_history *h, struct error *e)
{
	struct table into = { .mem = h->later_mem };

	if (h->at + 1 == h->all->n_revisions)
		return ERR_OK;
	arena_reset(h->later_mem);
	h->later = into.pages = arena_alloc_n(h->later_mem, h->all->n_pages, sizeof(*h->later));
	if (!h->later)
		return PDF_NO_MEMORY(e);
	TRY(read_revision(h, h->at + 1, &into, e));
	return open_view(h, h->at + 1, &h->views[(h->at + 1) % 2], e);
}

static enum err start(struct pdf_history *h, struct error *e)
{
	struct table into = { .mem = h->mem };

	h->entries = into.pages = arena_alloc_n(h->mem, h->all->n_pages, sizeof(*h->entries));
	if (!h->entries)
		return PDF_NO_MEMORY(e);
	for (unsigned i = 0; i <= h->at; i++)
		TRY(read_revision(h, i, &into, e));
	TRY(open_view(h, h->at, &h->views[h->at % 2], e));
	return open_after(h, e);
}

enum err pdf_history_new(struct pdf_doc *d, unsigned first, struct arena *budget,
			 struct pdf_history **out, struct error *e)
{
	struct pdf_history *h = calloc(1, sizeof(*h));
	enum err rc;

	if (!h)
		abort();
	h->all = d;
	h->at = first;
	h->mem = arena_new_within(budget);
	h->later_mem = arena_new_within(budget);
	for (size_t i = 0; i < COUNT_OF(h->views); i++)
		h->views[i].mem = arena_new_within(budget);
	rc = first < d->n_revisions && !d->index ? start(h, e)
						 : error_set(e, ERR_INTERNAL, "no such revision");
	if (rc != ERR_OK) {
		pdf_history_free(h);
		return rc;
	}
	*out = h;
	return ERR_OK;
}

unsigned pdf_history_at(const struct pdf_history *h)
{
	return h->at;
}

struct pdf_doc *pdf_history_doc(struct pdf_history *h)
{
	return &h->views[h->at % 2].doc;
}

struct pdf_doc *pdf_history_after(struct pdf_history *h)
{
	return h->at + 1 < h->all->n_revisions ? &h->views[(h->at + 1) % 2].doc : NULL;
}

/* The entries of the one after join those of the present one, which is gone. */
static enum err join(struct pdf_history *h, struct error *e)
{
	struct pdf_doc *after = pdf_history_after(h);
	struct pdf_doc later = { .pages = h->later, .n_pages = h->all->n_pages };
	struct table into = { h->entries, h->mem };

	for (size_t g = 0; g < h->all->n_sections; g++)
		if (h->all->sections[g].revision == h->at + 1)
			TRY(lay_over(&later, &h->all->sections[g], &into, e));
	after->over = NULL;
	return ERR_OK;
}

enum err pdf_history_step(struct pdf_history *h, struct error *e)
{
	TRY(join(h, e));
	h->at++;
	return open_after(h, e);
}
