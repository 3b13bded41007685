/* Opening a document, its facts and its revisions, see doc.h. */
#include "pdf/doc_private.h"
#include <inttypes.h>
#include <stdlib.h>

/* One more than the highest number that any section lists. */
static uint64_t numbers_end(const struct pdf_doc *d)
{
	uint64_t end = 0;

	for (size_t s = d->newest; s < d->n_sections; s++) {
		const struct pdf_section *sec = &d->sections[s];

		for (size_t i = 0; i < sec->n_ranges; i++)
			if ((uint64_t)sec->ranges[i].first + sec->ranges[i].n > end)
				end = (uint64_t)sec->ranges[i].first + sec->ranges[i].n;
	}
	return end;
}

/* A /Size that is too small is common: incremental writers count the objects of their own update.
 * §7.5.5 would have the rest undefined, but no reader drops what a section lists. */
enum err pdf_doc_read_size(struct pdf_doc *d, struct error *e)
{
	uint64_t size, end = numbers_end(d);
	_Bool found;

	TRY(pdf_xref_uint(d->sections[d->newest].trailer, "Size", &size, &found, e));
	if (!found || !size)
		return error_set(e, ERR_PDF_DAMAGED, "the trailer has no /Size");
	if (size > (uint64_t)d->limits.objects + 1)
		return error_set(e, ERR_PDF_LIMIT, "/Size %" PRIu64 " exceeds %" PRIu32, size,
				 d->limits.objects);
	d->size = (uint32_t)(size > end ? size : end);
	return ERR_OK;
}

/* "1.7" in the catalog counts when it is later than the header (§7.2.2). */
static void take_version(struct pdf_doc *d, const struct pdf_obj *v)
{
	const unsigned char *s = v->u.text.data;
	unsigned version;

	if (v->kind != PDF_NAME || v->u.text.len != 3 || s[1] != '.' || s[0] < '1' || s[0] > '9' ||
	    s[2] < '0' || s[2] > '9')
		return;
	version = (unsigned)((s[0] - '0') * 10 + s[2] - '0');
	if (version > d->version)
		d->version = version;
}

enum err pdf_doc_read_catalog(struct pdf_doc *d, struct error *e)
{
	const struct pdf_obj *root = pdf_dict_get(d->sections[d->newest].trailer, "Root");
	const struct pdf_obj *catalog, *type, *version;

	if (!root || root->kind != PDF_REF)
		return error_set(e, ERR_PDF_DAMAGED, "the trailer's /Root is no reference");
	d->root = root->u.ref;
	TRY(pdf_doc_resolve(d, root, &catalog, e));
	TRY(pdf_doc_get(d, catalog, "Type", &type, e));
	if (catalog->kind != PDF_DICT || !pdf_is_name(type, "Catalog"))
		return error_set(e, ERR_PDF_DAMAGED, "/Root is no catalog");
	TRY(pdf_doc_get(d, catalog, "Version", &version, e));
	take_version(d, version);
	return ERR_OK;
}

enum err pdf_doc_read_xref(struct pdf_doc *d, struct error *e)
{
	TRY(pdf_tail_header(d, e));
	TRY(pdf_tail_startxref(d, e));
	TRY(pdf_xref_read_chain(d, e));
	TRY(pdf_doc_read_size(d, e));
	TRY(pdf_encrypt_check(d, e));
	return pdf_tail_revisions(d, e);
}

void pdf_doc_init(struct pdf_doc *d, const struct pdf_source *src, struct arena *mem,
		  const struct pdf_limits *limits)
{
	d->src = *src;
	d->mem = mem;
	d->limits = limits ? *limits : pdf_limits_default;
	if (d->limits.object_bytes > INT32_MAX)
		d->limits.object_bytes = INT32_MAX;
	if (d->limits.revisions > UINT16_MAX)
		d->limits.revisions = UINT16_MAX;
	d->parser.mem = mem;
	d->parser.depth_max = d->limits.depth;
	d->parser.keep = src->map != NULL;
}

void pdf_doc_apart(const struct pdf_doc *d, struct arena *mem, struct pdf_doc *out)
{
	*out = *d;
	out->mem = mem;
	out->parser = (struct pdf_parser){ .mem = mem,
					   .depth_max = d->parser.depth_max,
					   .keep = d->parser.keep };
	out->window.data = NULL;
	out->window.cap = out->window.len = 0;
	out->cached = NULL;
}

static enum err read_file(struct pdf_doc *d, struct pdf_doc **out, struct error *e)
{
	TRY(pdf_doc_read_xref(d, e));
	TRY(pdf_doc_read_catalog(d, e));
	*out = d;
	return ERR_OK;
}

enum err pdf_doc_open_with(const struct pdf_source *src, const struct pdf_open_options *o,
			   struct arena *mem, struct pdf_doc **out, struct error *e)
{
	struct pdf_doc *d = ARENA_NEW(mem, struct pdf_doc);

	if (!d)
		return PDF_NO_MEMORY(e);
	pdf_doc_init(d, src, mem, o->limits);
	d->ciphers = o->ciphers;
	return read_file(d, out, e);
}

enum err pdf_doc_open(const struct pdf_source *src, struct arena *mem,
		      const struct pdf_limits *limits, struct pdf_doc **out, struct error *e)
{
	struct pdf_open_options o = { .limits = limits };

	return pdf_doc_open_with(src, &o, mem, out, e);
}

enum err pdf_doc_open_prefix(const struct pdf_doc *d, uint64_t size, struct arena *mem,
			     struct pdf_doc **out, struct error *e)
{
	struct pdf_source src = pdf_source_prefix(&d->src, size);
	struct pdf_doc *prefix = ARENA_NEW(mem, struct pdf_doc);

	if (!prefix)
		return PDF_NO_MEMORY(e);
	pdf_doc_init(prefix, &src, mem, &d->limits);
	prefix->ciphers = d->ciphers;
	prefix->known = d->crypt;
	TRY(read_file(prefix, out, e));
	prefix->known = NULL; /* d may be gone before it */
	return ERR_OK;
}

struct pdf_source pdf_doc_source(const struct pdf_doc *d)
{
	return d->src;
}

enum pdf_xref_kind pdf_doc_xref_kind(const struct pdf_doc *d)
{
	return d->sections[d->newest].kind;
}

uint64_t pdf_doc_startxref(const struct pdf_doc *d)
{
	return d->startxref;
}

uint32_t pdf_doc_size(const struct pdf_doc *d)
{
	return d->size;
}

const struct pdf_obj *pdf_doc_trailer(const struct pdf_doc *d)
{
	return d->sections[d->newest].trailer;
}

struct pdf_ref pdf_doc_root(const struct pdf_doc *d)
{
	return d->root;
}

unsigned pdf_doc_version(const struct pdf_doc *d)
{
	return d->version;
}

_Bool pdf_doc_location(const struct pdf_doc *d, uint32_t num, struct pdf_location *out)
{
	const struct pdf_xref_entry *x = pdf_xref_find(d, num);
	const struct pdf_cached *page;

	if (!x)
		return 0;
	page = d->cached ? d->cached[num / PDF_XREF_PAGE] : NULL;
	*out = (struct pdf_location){ .revision = d->sections[x->section].revision };
	if (x->type == PDF_ENTRY_FREE) {
		out->where = PDF_LOC_FREE;
		out->gen = x->gen;
	} else if (x->type == PDF_ENTRY_OBJSTM) {
		out->where = PDF_LOC_OBJSTM;
		out->container = (uint32_t)x->off;
	} else {
		out->where = PDF_LOC_FILE;
		out->off = x->off;
		out->gen = x->gen;
		out->end = page ? page[num % PDF_XREF_PAGE].end : 0;
	}
	return 1;
}

_Bool pdf_doc_is_hybrid(const struct pdf_doc *d)
{
	for (size_t i = d->newest; i < d->n_sections; i++)
		if (d->sections[i].kind == PDF_XREF_HYBRID)
			return 1;
	return 0;
}

_Bool pdf_doc_hidden(const struct pdf_doc *d, uint32_t num)
{
	const struct pdf_xref_entry *x = pdf_xref_find(d, num);

	return x && x->flags & PDF_FLAG_HIDDEN;
}

unsigned pdf_doc_revisions(const struct pdf_doc *d)
{
	return d->n_revisions;
}

struct pdf_revision pdf_doc_revision(const struct pdf_doc *d, unsigned i)
{
	return i < d->n_revisions ? d->revisions[i] : (struct pdf_revision){ 0 };
}

enum err pdf_doc_open_revision(const struct pdf_doc *d, unsigned i, struct arena *mem,
			       struct pdf_doc **out, struct error *e)
{
	if (i >= d->n_revisions)
		return error_set(e, ERR_NOT_FOUND, "there is no revision %u", i);
	return pdf_doc_open_prefix(d, d->revisions[i].end, mem, out, e);
}

static int compare_numbers(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static uint32_t *add_ranges(const struct pdf_section *s, uint32_t *to)
{
	for (size_t i = 0; i < s->n_ranges; i++)
		for (uint32_t k = 0; k < s->ranges[i].n; k++)
			*to++ = s->ranges[i].first + k;
	return to;
}

enum err pdf_doc_revision_objects(const struct pdf_doc *d, unsigned i, struct arena *mem,
				  const uint32_t **nums, size_t *n, struct error *e)
{
	size_t total = 0, unique = 0;
	uint32_t *list, *end;

	for (size_t s = 0; s < d->n_sections; s++)
		for (size_t k = 0; d->sections[s].revision == i && k < d->sections[s].n_ranges; k++)
			total += d->sections[s].ranges[k].n;
	list = end = arena_alloc_n(mem, total, sizeof(*list));
	if (!list)
		return PDF_NO_MEMORY(e);
	for (size_t s = 0; s < d->n_sections; s++)
		if (d->sections[s].revision == i)
			end = add_ranges(&d->sections[s], end);
	if (total)
		qsort(list, total, sizeof(*list), compare_numbers);
	for (size_t k = 0; k < total; k++)
		if (!unique || list[k] != list[unique - 1])
			list[unique++] = list[k];
	*nums = list;
	*n = unique;
	return ERR_OK;
}
