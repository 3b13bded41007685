/* The page tree (§7.7.3), walked as far as a page is asked for: the first page of a large
 * document costs the first path only. */
#include "pdf/doc_private.h"
#include "pdf/numset.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum { TREE_DEPTH_MAX = 64, INHERITED = 3 };

static const char *const inherited_keys[INHERITED] = { "MediaBox", "CropBox", "Rotate" };

struct node {
	struct pdf_ref ref;
	const struct pdf_obj *kids;
	size_t next;	  /* kid */
	uint32_t leaves;  /* before it */
	int64_t count;	  /* what /Count says */
	const struct pdf_obj *inherited[INHERITED]; /* unresolved; NULL: none */
};

struct pdf_leaf {
	struct pdf_ref ref;
	const struct pdf_obj *dict;
	const struct pdf_obj *inherited[INHERITED];
};

struct pdf_walk {
	struct pdf_leaf *leaves;
	uint32_t n, cap;
	unsigned depth;
	_Bool started;
	struct numset seen;
	struct node path[TREE_DEPTH_MAX];
};

static enum err damaged(struct pdf_ref ref, const char *what, struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED, "page tree: object %" PRIu32 " %s", ref.num, what);
}

static enum err add_leaf(struct pdf_doc *d, const struct pdf_leaf *leaf, struct error *e)
{
	struct pdf_walk *w = d->walk;

	if (w->n == w->cap) {
		uint32_t cap = w->cap ? w->cap * 2 : 8;
		struct pdf_leaf *leaves = arena_alloc_n(d->mem, cap, sizeof(*leaves));

		if (!leaves)
			return PDF_NO_MEMORY(e);
		if (w->n)
			memcpy(leaves, w->leaves, w->n * sizeof(*leaves));
		w->leaves = leaves;
		w->cap = cap;
	}
	w->leaves[w->n++] = *leaf;
	return ERR_OK;
}

/* Each node may hang in the tree once: this ends circles and doubled branches. */
static enum err visit(struct pdf_doc *d, const struct pdf_obj *kid, struct pdf_ref *ref,
		      const struct pdf_obj **dict, struct error *e)
{
	const struct pdf_xref_entry *x;
	enum numset_result seen;

	if (!kid || kid->kind != PDF_REF)
		return error_set(e, ERR_PDF_DAMAGED, "page tree: a node that is no reference");
	x = pdf_xref_find(d, kid->u.ref.num);
	if (!x || x->type == PDF_ENTRY_FREE)
		return damaged(kid->u.ref, "does not exist", e);
	d->walk->seen.mem = d->mem;
	seen = numset_add(&d->walk->seen, kid->u.ref.num);
	if (seen == NUMSET_FULL)
		return PDF_NO_MEMORY(e);
	if (seen == NUMSET_THERE)
		return damaged(kid->u.ref, "stands in it twice", e);
	*ref = kid->u.ref;
	TRY(pdf_doc_resolve(d, kid, dict, e));
	if ((*dict)->kind != PDF_DICT)
		return damaged(*ref, "is no dictionary", e);
	return ERR_OK;
}

static void inherit(const struct pdf_obj *dict, const struct node *parent,
		    const struct pdf_obj **out)
{
	for (unsigned i = 0; i < INHERITED; i++) {
		const struct pdf_obj *own = pdf_dict_get(dict, inherited_keys[i]);

		if (own && own->kind != PDF_NULL)
			out[i] = own;
		else
			out[i] = parent ? parent->inherited[i] : NULL;
	}
}

static enum err enter_node(struct pdf_doc *d, struct pdf_ref ref, const struct pdf_obj *dict,
			   const struct node *parent, struct error *e)
{
	struct pdf_walk *w = d->walk;
	struct node *n = &w->path[w->depth];
	const struct pdf_obj *kids, *count;

	if (w->depth == TREE_DEPTH_MAX)
		return error_set(e, ERR_PDF_LIMIT, "page tree: deeper than %d", TREE_DEPTH_MAX);
	TRY(pdf_doc_get(d, dict, "Kids", &kids, e));
	TRY(pdf_doc_get(d, dict, "Count", &count, e));
	if (kids->kind != PDF_ARRAY)
		return damaged(ref, "has no /Kids", e);
	if (count->kind != PDF_INT || count->u.integer < 0)
		return damaged(ref, "has no /Count", e);
	*n = (struct node){ .ref = ref, .kids = kids, .leaves = w->n, .count = count->u.integer };
	inherit(dict, parent, n->inherited);
	w->depth++;
	return ERR_OK;
}

/* A reader that climbs by /Parent must arrive where one that descends by /Kids came from. */
static enum err check_parent(const struct pdf_obj *dict, struct pdf_ref ref,
			     const struct node *parent, struct error *e)
{
	const struct pdf_obj *up = pdf_dict_get(dict, "Parent");

	if (!up || up->kind != PDF_REF || up->u.ref.num != parent->ref.num)
		return damaged(ref, "does not name its /Parent", e);
	return ERR_OK;
}

static enum err enter_kid(struct pdf_doc *d, const struct node *parent, const struct pdf_obj *kid,
			  struct error *e)
{
	const struct pdf_obj *dict, *type;
	struct pdf_leaf leaf;

	TRY(visit(d, kid, &leaf.ref, &dict, e));
	TRY(check_parent(dict, leaf.ref, parent, e));
	TRY(pdf_doc_get(d, dict, "Type", &type, e));
	if (pdf_is_name(type, "Pages"))
		return enter_node(d, leaf.ref, dict, parent, e);
	if (!pdf_is_name(type, "Page"))
		return damaged(leaf.ref, "has neither /Type /Page nor /Type /Pages", e);
	if (pdf_dict_get(dict, "Kids"))
		return damaged(leaf.ref, "is a page with /Kids", e);
	leaf.dict = dict;
	inherit(dict, parent, leaf.inherited);
	return add_leaf(d, &leaf, e);
}

static enum err leave_node(struct pdf_walk *w, struct error *e)
{
	const struct node *n = &w->path[w->depth - 1];

	if (n->count != (int64_t)(w->n - n->leaves))
		return error_set(e, ERR_PDF_DAMAGED,
				 "page tree: object %" PRIu32 " says /Count %" PRId64
				 ", but has %" PRIu32 " pages", n->ref.num, n->count,
				 w->n - n->leaves);
	w->depth--;
	return ERR_OK;
}

static enum err start_walk(struct pdf_doc *d, struct error *e)
{
	const struct pdf_obj *catalog, *pages, *type, *root;
	struct pdf_ref ref;

	if (!d->walk)
		d->walk = ARENA_NEW(d->mem, struct pdf_walk);
	if (!d->walk)
		return PDF_NO_MEMORY(e);
	TRY(pdf_doc_object(d, d->root.num, &catalog, e));
	root = pdf_dict_get(catalog, "Pages");
	TRY(visit(d, root, &ref, &pages, e));
	TRY(pdf_doc_get(d, pages, "Type", &type, e));
	if (!pdf_is_name(type, "Pages"))
		return damaged(ref, "is not /Type /Pages", e);
	TRY(enter_node(d, ref, pages, NULL, e));
	d->walk->started = 1;
	return ERR_OK;
}

/* Walks until `wanted` pages are known or the tree ends. */
static enum err walk_to(struct pdf_doc *d, uint32_t wanted, struct error *e)
{
	if (!d->walk || !d->walk->started)
		TRY(start_walk(d, e));
	while (d->walk->n < wanted && d->walk->depth) {
		struct node *n = &d->walk->path[d->walk->depth - 1];

		if (n->next == n->kids->u.array.n) {
			TRY(leave_node(d->walk, e));
			continue;
		}
		TRY(enter_kid(d, n, &n->kids->u.array.items[n->next], e));
		n->next++;
	}
	return ERR_OK;
}

enum err pdf_doc_page_count(struct pdf_doc *d, uint32_t *out, struct error *e)
{
	if (d->index) {
		*out = pdf_index_page_count(d);
		return ERR_OK;
	}
	TRY(walk_to(d, UINT32_MAX, e));
	*out = d->walk->n;
	return ERR_OK;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

static double most(double a, double b)
{
	return a > b ? a : b;
}

static enum err read_box(struct pdf_doc *d, const struct pdf_obj *o, double out[4], struct error *e)
{
	double v[4];

	TRY(pdf_doc_resolve(d, o, &o, e));
	if (o->kind != PDF_ARRAY || o->u.array.n != 4)
		return error_set(e, ERR_PDF_DAMAGED, "a page box is no array of four numbers");
	for (size_t i = 0; i < 4; i++) {
		const struct pdf_obj *item;

		TRY(pdf_doc_resolve(d, &o->u.array.items[i], &item, e));
		if (!pdf_obj_number(item, &v[i]) || fabs(v[i]) > 1e9)
			return error_set(e, ERR_PDF_DAMAGED, "a page box holds what is no number");
	}
	out[0] = least(v[0], v[2]);
	out[1] = least(v[1], v[3]);
	out[2] = most(v[0], v[2]);
	out[3] = most(v[1], v[3]);
	return ERR_OK;
}

/* The part of the crop box that lies on the medium (§14.11.2.1); all of it if they miss. */
static void clip_crop(const double media[4], double crop[4])
{
	double x0 = most(media[0], crop[0]), y0 = most(media[1], crop[1]);
	double x1 = least(media[2], crop[2]), y1 = least(media[3], crop[3]);

	if (x0 < x1 && y0 < y1) {
		crop[0] = x0;
		crop[1] = y0;
		crop[2] = x1;
		crop[3] = y1;
	} else {
		memcpy(crop, media, 4 * sizeof(*crop));
	}
}

static enum err read_rotate(struct pdf_doc *d, const struct pdf_obj *o, int *out, struct error *e)
{
	double turn;

	TRY(pdf_doc_resolve(d, o, &o, e));
	*out = 0;
	if (o->kind == PDF_NULL)
		return ERR_OK;
	if (!pdf_obj_number(o, &turn) || fabs(turn) > 36000 || fabs(fmod(turn, 90)) > 0)
		return error_set(e, ERR_PDF_DAMAGED, "/Rotate is no multiple of 90");
	*out = ((int)turn % 360 + 360) % 360;
	return ERR_OK;
}

static enum err fill_page(struct pdf_doc *d, const struct pdf_leaf *leaf, struct pdf_page *out,
			  struct error *e)
{
	struct pdf_page page = { .ref = leaf->ref, .dict = leaf->dict };

	if (!leaf->inherited[0])
		return error_set(e, ERR_PDF_DAMAGED, "/MediaBox is missing");
	TRY(read_box(d, leaf->inherited[0], page.media_box, e));
	memcpy(page.crop_box, page.media_box, sizeof(page.crop_box));
	if (leaf->inherited[1]) {
		TRY(read_box(d, leaf->inherited[1], page.crop_box, e));
		clip_crop(page.media_box, page.crop_box);
	}
	TRY(read_rotate(d, leaf->inherited[2], &page.rotate, e));
	*out = page;
	return ERR_OK;
}

enum err pdf_doc_page(struct pdf_doc *d, uint32_t index, struct pdf_page *out, struct error *e)
{
	char where[32];
	enum err rc;

	if (d->index)
		return pdf_index_page(d, index, out, e);
	if (index == UINT32_MAX)
		return error_set(e, ERR_NOT_FOUND, "no such page");
	TRY(walk_to(d, index + 1, e));
	if (index >= d->walk->n)
		return error_set(e, ERR_NOT_FOUND, "there is no page %" PRIu32 " of %" PRIu32,
				 index + 1, d->walk->n);
	rc = fill_page(d, &d->walk->leaves[index], out, e);
	if (rc == ERR_OK)
		return ERR_OK;
	snprintf(where, sizeof(where), "page %" PRIu32, index + 1);
	return error_wrap(e, rc, where);
}
