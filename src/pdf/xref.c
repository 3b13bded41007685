/* The chain of cross-reference sections from the newest to the oldest (§7.5.4, §7.5.8). */
#include "pdf/doc_private.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static struct pdf_xref_entry *find_in(struct pdf_xref_page **pages, uint32_t num)
{
	struct pdf_xref_page *page = pages[num / PDF_XREF_PAGE];

	return page && page->entries[num % PDF_XREF_PAGE].type ? &page->entries[num % PDF_XREF_PAGE]
							       : NULL;
}

struct pdf_xref_entry *pdf_xref_find(const struct pdf_doc *d, uint32_t num)
{
	struct pdf_xref_entry *x;

	if (num / PDF_XREF_PAGE >= d->n_pages)
		return NULL;
	x = d->over ? find_in(d->over, num) : NULL;
	return x ? x : find_in(d->pages, num);
}

static enum err conflict(const struct pdf_section *s, uint32_t num, struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED,
			 "the section at offset %" PRIu64
			 " gives object %" PRIu32 " two places", s->off, num);
}

static _Bool same_entry(const struct pdf_xref_entry *a, const struct pdf_xref_entry *b)
{
	return a->type == b->type &&
	       (a->type == PDF_ENTRY_FREE || (a->off == b->off && a->gen == b->gen));
}

/* Within one section only the stream of a hybrid may speak twice of an object, and only to
 * say where an object is that the table hides as free (§7.5.8.4). */
enum err pdf_xref_set(struct pdf_doc *d, struct pdf_section *s, uint32_t num,
		      struct pdf_xref_entry entry, struct error *e)
{
	struct pdf_xref_page **page = &d->pages[num / PDF_XREF_PAGE];
	struct pdf_xref_entry *slot;

	if (!*page) {
		*page = ARENA_NEW(d->mem, struct pdf_xref_page);
		if (!*page)
			return PDF_NO_MEMORY(e);
	}
	if (num == 0 && entry.type != PDF_ENTRY_FREE)
		return error_set(e, ERR_PDF_DAMAGED, "object 0 is not free");
	if (entry.type == PDF_ENTRY_FILE && entry.off > s->max_off) {
		s->max_off = entry.off;
		s->max_num = num;
	}
	slot = &(*page)->entries[num % PDF_XREF_PAGE];
	if (slot->type != PDF_ENTRY_NONE) {
		if (same_entry(slot, &entry))
			return ERR_OK;
		if (slot->section != entry.section)
			return num && num == d->encrypt_num ? pdf_encrypt_older(d, &entry, e) : ERR_OK;
		if (slot->type != PDF_ENTRY_FREE)
			return conflict(s, num, e);
		entry.flags |= PDF_FLAG_HIDDEN;
	}
	*slot = entry;
	return ERR_OK;
}

static enum err grow_pages(struct pdf_doc *d, size_t need, struct error *e)
{
	size_t n = d->n_pages * 2 > need ? d->n_pages * 2 : need;
	struct pdf_xref_page **pages;
	struct pdf_cached **cached = NULL;

	if (need <= d->n_pages)
		return ERR_OK;
	pages = arena_alloc_n(d->mem, n, sizeof(*pages));
	if (d->cached)
		cached = arena_alloc_n(d->mem, n, sizeof(*cached));
	if (!pages || (d->cached && !cached))
		return PDF_NO_MEMORY(e);
	if (d->n_pages)
		memcpy(pages, d->pages, d->n_pages * sizeof(*pages));
	if (cached)
		memcpy(cached, d->cached, d->n_pages * sizeof(*cached));
	d->pages = pages;
	d->cached = cached;
	d->n_pages = n;
	return ERR_OK;
}

enum err pdf_xref_add_range(struct pdf_doc *d, struct pdf_section *s, uint64_t first,
			    uint64_t count, struct error *e)
{
	if (first > d->limits.objects || count > (uint64_t)d->limits.objects + 1 - first)
		return error_set(e, ERR_PDF_LIMIT, "object numbers beyond %" PRIu32,
				 d->limits.objects);
	d->entries += count;
	if (d->entries > 2 * (uint64_t)d->limits.objects + 2)
		return error_set(e, ERR_PDF_LIMIT, "more than %" PRIu64 " entries in all sections",
				 2 * (uint64_t)d->limits.objects + 2);
	if (!count)
		return ERR_OK;
	if (s->n_ranges == s->cap_ranges) {
		size_t cap = s->cap_ranges ? s->cap_ranges * 2 : 4;
		struct pdf_range *ranges = arena_alloc_n(d->mem, cap, sizeof(*ranges));

		if (!ranges)
			return PDF_NO_MEMORY(e);
		if (s->n_ranges)
			memcpy(ranges, s->ranges, s->n_ranges * sizeof(*ranges));
		s->ranges = ranges;
		s->cap_ranges = cap;
	}
	s->ranges[s->n_ranges++] = (struct pdf_range){ (uint32_t)first, (uint32_t)count };
	return grow_pages(d, (size_t)((first + count - 1) / PDF_XREF_PAGE + 1), e);
}

static int compare_ranges(const void *a, const void *b)
{
	const struct pdf_range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Sorts; a number that is listed twice is ambiguous. */
static enum err check_ranges(struct pdf_section *s, struct error *e)
{
	if (s->n_ranges)
		qsort(s->ranges, s->n_ranges, sizeof(*s->ranges), compare_ranges);
	for (size_t i = 1; i < s->n_ranges; i++)
		if (s->ranges[i].first - s->ranges[i - 1].first < s->ranges[i - 1].n)
			return error_set(e, ERR_PDF_DAMAGED, "object %" PRIu32 " is listed twice",
					 s->ranges[i].first);
	return ERR_OK;
}

enum err pdf_xref_uint(const struct pdf_obj *dict, const char *key, uint64_t *out, _Bool *found,
		       struct error *e)
{
	const struct pdf_obj *o = pdf_dict_get(dict, key);

	*found = o != NULL;
	if (!o)
		return ERR_OK;
	if (o->kind != PDF_INT || o->u.integer < 0)
		return error_set(e, ERR_PDF_DAMAGED, "/%s is no direct number", key);
	*out = (uint64_t)o->u.integer;
	return ERR_OK;
}

static enum err add_section(struct pdf_doc *d, struct error *e)
{
	size_t cap = d->cap_sections ? d->cap_sections * 2 : 4;
	struct pdf_section *sections;

	if (d->n_sections >= d->limits.revisions)
		return error_set(e, ERR_PDF_LIMIT, "more than %u cross-reference sections",
				 d->limits.revisions);
	if (d->n_sections < d->cap_sections)
		return ERR_OK;
	sections = arena_alloc_n(d->mem, cap, sizeof(*sections));
	if (!sections)
		return PDF_NO_MEMORY(e);
	if (d->n_sections)
		memcpy(sections, d->sections, d->n_sections * sizeof(*sections));
	d->sections = sections;
	d->cap_sections = cap;
	return ERR_OK;
}

/* The stream part of a hybrid section: its entries join those of the table. */
static enum err read_hybrid(struct pdf_doc *d, struct pdf_section *s, uint64_t off, struct error *e)
{
	struct pdf_section part = { .off = off };

	TRY(pdf_xref_read_stream(d, &part, e));
	TRY(check_ranges(&part, e));
	for (size_t i = 0; i < part.n_ranges; i++)
		TRY(pdf_xref_add_range(d, s, part.ranges[i].first, part.ranges[i].n, e));
	if (part.max_off > s->max_off) {
		s->max_off = part.max_off;
		s->max_num = part.max_num;
	}
	s->kind = PDF_XREF_HYBRID;
	return ERR_OK;
}

static enum err read_section(struct pdf_doc *d, struct pdf_section *s, struct error *e)
{
	struct bytes text;
	uint64_t off;
	size_t n = 0;
	_Bool found;

	TRY(pdf_doc_text(d, s->off, 64, &text, e));
	while (n < 32 && n < text.len && pdf_is_space(text.data[n]))
		n++; /* white space before a section leads no reader astray */
	s->kind = bytes_starts_with(bytes_slice(text, n, text.len), BYTES_LIT("xref"))
			  ? PDF_XREF_TABLE
			  : PDF_XREF_STREAM;
	if (s->kind == PDF_XREF_STREAM) {
		TRY(pdf_xref_read_stream(d, s, e));
		return check_ranges(s, e);
	}
	TRY(pdf_xref_read_table(d, s, e));
	TRY(check_ranges(s, e));
	TRY(pdf_xref_uint(s->trailer, "XRefStm", &off, &found, e));
	return found ? read_hybrid(d, s, off, e) : ERR_OK;
}

/* /Prev must lead back; only the first page's section of a linearized file leads forward,
 * to the file's main section, where the chain ends (ISO 32000-2 annex F). */
static enum err check_prev(struct pdf_doc *d, uint64_t prev, uint64_t off, struct error *e)
{
	_Bool linearized;

	if (d->linearized)
		return error_set(e, ERR_PDF_DAMAGED,
				 "the main section of a linearized file has a /Prev");
	if (prev < off)
		return ERR_OK;
	if (prev > off && pdf_tail_linearized(d, &linearized, NULL) == ERR_OK && linearized) {
		d->linearized = 1;
		return ERR_OK;
	}
	return error_set(e, ERR_PDF_DAMAGED, "/Prev %" PRIu64 " does not lead back", prev);
}

enum err pdf_xref_read_alone(const struct pdf_doc *d, size_t g, struct arena *mem,
			     struct pdf_doc *table, struct pdf_section *out, struct error *e)
{
	struct pdf_section s = { .off = d->sections[g].off };

	pdf_doc_apart(d, mem, table);
	table->pages = NULL;
	table->n_pages = 0;
	table->size = 0; /* nothing may be resolved yet */
	table->entries = table->parsed = table->decoded = 0;
	table->n_sections = g; /* what its entries will name */
	TRY(read_section(table, &s, e));
	*out = s;
	return ERR_OK;
}

static enum err read_one(struct pdf_doc *d, uint64_t off, uint64_t *prev, _Bool *more,
			 struct error *e)
{
	struct pdf_section s = { .off = off };

	TRY(add_section(d, e));
	TRY(read_section(d, &s, e));
	d->sections[d->n_sections++] = s;
	if (d->n_sections == 1)
		pdf_encrypt_watch(d);
	TRY(pdf_xref_uint(s.trailer, "Prev", prev, more, e));
	return *more ? check_prev(d, *prev, off, e) : ERR_OK;
}

enum err pdf_xref_read_newest(struct pdf_doc *d, uint64_t *prev, struct error *e)
{
	_Bool more;

	TRY(read_one(d, d->startxref, prev, &more, e));
	return more ? ERR_OK : error_set(e, ERR_PDF_DAMAGED, "the section has no /Prev");
}

enum err pdf_xref_read_chain(struct pdf_doc *d, struct error *e)
{
	uint64_t off = d->startxref, prev = 0;
	_Bool more;
	char where[64];

	do {
		enum err rc = read_one(d, off, &prev, &more, e);

		if (rc != ERR_OK) {
			snprintf(where, sizeof(where), "cross-reference section at offset %" PRIu64,
				 off);
			return error_wrap(e, rc, where);
		}
		off = prev;
	} while (more);
	return ERR_OK;
}
