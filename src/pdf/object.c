#include "pdf/object.h"
#include <stdlib.h>

const struct pdf_obj *pdf_dict_get(const struct pdf_obj *o, const char *key)
{
	size_t len = strlen(key);

	if (!o || (o->kind != PDF_DICT && o->kind != PDF_STREAM))
		return NULL;
	for (size_t i = 0; i < o->u.dict.n; i++) {
		const struct pdf_entry *entry = &o->u.dict.entries[i];

		if (entry->key.len == len && !memcmp(entry->key.data, key, len))
			return &entry->value;
	}
	return NULL;
}

_Bool pdf_is_name(const struct pdf_obj *o, const char *name)
{
	return o && o->kind == PDF_NAME && bytes_eq_str(o->u.text, name);
}

static int compare_entries(const void *a, const void *b)
{
	const struct pdf_entry *const *x = a, *const *y = b;

	return bytes_cmp((*x)->key, (*y)->key);
}

static const struct pdf_entry **sorted_entries(const struct pdf_obj *o)
{
	size_t n = o->u.dict.n;
	const struct pdf_entry **list = malloc((n ? n : 1) * sizeof(*list));

	if (!list)
		abort(); /* as everywhere when memory is out */
	for (size_t i = 0; i < n; i++)
		list[i] = &o->u.dict.entries[i];
	qsort(list, n, sizeof(*list), compare_entries);
	return list;
}

static _Bool same_entries(const struct pdf_entry **x, const struct pdf_entry **y, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!bytes_eq(x[i]->key, y[i]->key) || !pdf_obj_equal(&x[i]->value, &y[i]->value))
			return 0;
	return 1;
}

static _Bool dict_equal(const struct pdf_obj *a, const struct pdf_obj *b)
{
	const struct pdf_entry **x, **y;
	_Bool same;

	if (a->u.dict.n != b->u.dict.n)
		return 0;
	x = sorted_entries(a);
	y = sorted_entries(b);
	same = same_entries(x, y, a->u.dict.n);
	free(x);
	free(y);
	return same;
}

static _Bool array_equal(const struct pdf_obj *a, const struct pdf_obj *b)
{
	if (a->u.array.n != b->u.array.n)
		return 0;
	for (size_t i = 0; i < a->u.array.n; i++)
		if (!pdf_obj_equal(&a->u.array.items[i], &b->u.array.items[i]))
			return 0;
	return 1;
}

static _Bool stream_equal(const struct pdf_obj *a, const struct pdf_obj *b)
{
	const struct bytes *x = a->sealed ? NULL : a->u.dict.data;
	const struct bytes *y = b->sealed ? NULL : b->u.dict.data;

	if (!dict_equal(a, b) || !x != !y)
		return 0;
	if (x)
		return bytes_eq(*x, *y);
	return a->u.dict.data_off == b->u.dict.data_off && a->u.dict.data_len == b->u.dict.data_len;
}

_Bool pdf_obj_equal(const struct pdf_obj *a, const struct pdf_obj *b)
{
	if (!a || !b || a->kind != b->kind)
		return a == b;
	switch (a->kind) {
	case PDF_NULL:
		return 1;
	case PDF_BOOL:
		return a->u.boolean == b->u.boolean;
	case PDF_INT:
		return a->u.integer == b->u.integer;
	case PDF_REAL:
		return !(a->u.real < b->u.real) && !(a->u.real > b->u.real);
	case PDF_STRING:
	case PDF_NAME:
		return bytes_eq(a->u.text, b->u.text);
	case PDF_ARRAY:
		return array_equal(a, b);
	case PDF_DICT:
		return dict_equal(a, b);
	case PDF_STREAM:
		return stream_equal(a, b);
	case PDF_REF:
		return a->u.ref.num == b->u.ref.num && a->u.ref.gen == b->u.ref.gen;
	}
	return 0;
}

_Bool pdf_obj_number(const struct pdf_obj *o, double *out)
{
	if (!o || (o->kind != PDF_INT && o->kind != PDF_REAL))
		return 0;
	*out = o->kind == PDF_INT ? (double)o->u.integer : o->u.real;
	return 1;
}
