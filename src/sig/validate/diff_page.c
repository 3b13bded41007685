/* Pages: unchanged but for the list of their annotations. */
#include "sig/validate/diff_work.h"

enum { BOX_NUMBERS = 6 };

/* Where item stands in list from index `from` on; list.n: nowhere. */
static size_t find(struct diff *d, const struct pdf_obj *list, size_t from,
		   const struct pdf_obj *item)
{
	while (diff_spend(d, 1) && from < list->u.array.n &&
	       !pdf_obj_equal(&list->u.array.items[from], item))
		from++;
	return from;
}

static void removed(struct diff *d, const struct pdf_obj *item)
{
	if (pdf_ref_num(item) && !diff_field_of(d, pdf_ref_num(item)))
		diff_annot_removed(d, pdf_ref_num(item));
	else
		diff_note(d, CHANGE_ANNOTS_LIST, pdf_ref_num(item), NULL);
}

/* The old ones keep their order: what lies over what is content too. */
static void judge_list(struct diff *d, uint32_t holder, const struct pdf_obj *was,
		       const struct pdf_obj *now)
{
	static const struct pdf_obj empty = { .kind = PDF_ARRAY };
	size_t i = 0;

	was = was ? was : &empty;
	now = now ? now : &empty;
	if (was->kind != PDF_ARRAY || now->kind != PDF_ARRAY) {
		diff_note(d, CHANGE_ANNOTS_LIST, holder, NULL);
		return;
	}
	for (size_t k = 0; k < now->u.array.n; k++) {
		const struct pdf_obj *item = &now->u.array.items[k];
		size_t at = i;

		if (pdf_ref_num(item) && !diff_existed(d, pdf_ref_num(item))) {
			diff_annot_added(d, pdf_ref_num(item));
			continue;
		}
		at = find(d, was, i, item);
		if (at == was->u.array.n || d->failed.code != ERR_OK) {
			diff_note(d, CHANGE_ANNOTS_LIST, holder, NULL);
			return;
		}
		for (; i < at; i++)
			removed(d, &was->u.array.items[i]);
		i = at + 1;
	}
	for (; i < was->u.array.n; i++)
		removed(d, &was->u.array.items[i]);
}

/* Producers that write a page anew round its numbers to what a float holds. */
static _Bool nearly(const struct pdf_obj *a, const struct pdf_obj *b)
{
	double x, y;

	if (!a || !b)
		return 0;
	if (pdf_obj_number(a, &x) && pdf_obj_number(b, &y))
		return x - y < 1e-4 && y - x < 1e-4;
	if (a->kind != PDF_ARRAY || b->kind != PDF_ARRAY || a->u.array.n != b->u.array.n ||
	    a->u.array.n > BOX_NUMBERS)
		return diff_same(a, b);
	for (size_t i = 0; i < a->u.array.n; i++)
		if (a->u.array.items[i].kind == PDF_ARRAY ||
		    !nearly(&a->u.array.items[i], &b->u.array.items[i]))
			return 0;
	return 1;
}

static void judge_page_key(struct diff *d, void *ctx, const char *key, const struct pdf_obj *before,
			   const struct pdf_obj *after)
{
	const uint32_t *page = ctx;
	const struct pdf_obj *was = NULL, *now = NULL;

	if (nearly(before, after))
		return;
	if (!strcmp(key, "Tabs") && after && after->kind == PDF_NAME) {
		diff_note(d, CHANGE_PAGE_TABS, *page, NULL);
		return;
	}
	if (strcmp(key, "Annots") != 0 ||
	    (before && pdf_doc_resolve(d->before, before, &was, NULL) != ERR_OK) ||
	    (after && pdf_doc_resolve(d->after, after, &now, NULL) != ERR_OK)) {
		diff_note(d, CHANGE_PAGE_KEY, *page, key);
		return;
	}
	judge_list(d, *page, was && was->kind == PDF_NULL ? NULL : was,
		   now && now->kind == PDF_NULL ? NULL : now);
}

void diff_annots(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was = diff_object(d->before, num), *now = diff_object(d->after, num);

	if (!was || !now)
		return;
	diff_explain(d, num, GRAPH_BIT(Annots));
	judge_list(d, num, was, now);
}

void diff_page(struct diff *d, uint32_t num)
{
	const struct pdf_obj *was = diff_object(d->before, num), *now = diff_object(d->after, num);

	if (!was || !now || now->kind != PDF_DICT)
		return;
	diff_explain(d, num, UINT64_MAX); /* pages are referred to from everywhere */
	diff_keys(d, was, now, judge_page_key, &num);
}
