#include "intake/reading_json.h"
#include <jansson.h>
#include <stdlib.h>

static double fraction(double v, double of)
{
	double f = of > 0 ? v / of : 0;

	return f < 0 ? 0 : f > 1 ? 1 : f;
}

/* Fractions of the page as seen, from its top left. */
static json_t *area_json(size_t page, const struct text_box *b, const struct page_size *sizes)
{
	const struct page_size *s = &sizes[page];
	double x0 = fraction(b->x0, s->width), x1 = fraction(b->x1, s->width);
	double y0 = fraction(b->y0, s->height), y1 = fraction(b->y1, s->height);

	return json_pack("{s:I, s:f, s:f, s:f, s:f}", "page", (json_int_t)page + 1, "x", x0, "y", y0, "w",
			 x1 - x0, "h", y1 - y0);
}

static const char *dumped(json_t *j, struct arena *mem)
{
	char *s = j ? json_dumps(j, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(6)) : NULL;
	const char *copy;

	if (!s)
		abort(); /* all its strings are UTF-8 */
	copy = arena_strdup(mem, s);
	free(s);
	json_decref(j);
	return copy;
}

static json_t *areas_json(const struct text_tag *t, const struct page_size *sizes)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->n_areas; i++) {
		json_t *a = area_json(t->areas[i].page, &t->areas[i].box, sizes);

		if (*t->areas[i].value)
			json_object_set_new(a, "value", json_string(t->areas[i].value));
		json_array_append_new(list, a);
	}
	return list;
}

static void add_option(json_t *list, const char *value)
{
	json_array_append_new(list, json_pack("{s:s, s:s}", "value", value, "label", value));
}

static json_t *options_json(const struct text_tag *t)
{
	json_t *list = json_array();

	for (size_t i = 0; i < t->text.n_options; i++)
		add_option(list, t->text.options[i]);
	for (size_t i = 0; i < t->n_areas && !strcmp(t->text.kind, "radio"); i++)
		add_option(list, t->areas[i].value);
	return list;
}

static json_t *role_json(const struct tag_text *t)
{
	json_t *j = json_pack("{s:s}", "text", t->role);

	json_object_set_new(j, "side", *t->side ? json_string(t->side) : json_null());
	json_object_set_new(j, "order", t->order ? json_integer((json_int_t)t->order) : json_null());
	return j;
}

static json_t *field_json(const struct text_tag *t, const struct page_size *sizes)
{
	const struct tag_text *x = &t->text;

	return json_pack("{s:s, s:s, s:s, s:b, s:s, s:o, s:s, s:I, s:s, s:I, s:s, s:b, s:o, s:o}", "kind",
			 x->kind, "name", x->name, "label", *x->label ? x->label : x->name, "required",
			 (int)x->required, "initial", x->value, "options", options_json(t), "format",
			 x->format, "font_size", (json_int_t)x->font_size, "align",
			 *x->align ? x->align : "left", "max_length", (json_int_t)x->max_length, "source",
			 "tag", "cover", 1, "areas", areas_json(t, sizes), "role", role_json(x));
}

const char *reading_tag_json(const struct text_tag *t, const struct page_size *sizes, struct arena *mem)
{
	json_t *j = json_pack("{s:s, s:b}", "text", t->raw, "touches", (int)t->touches);

	json_object_set_new(j, "area", area_json(t->areas[0].page, &t->areas[0].box, sizes));
	if (t->fault)
		json_object_set_new(j, "fault", json_pack("{s:s, s:s}", "code", t->fault, "at", t->at));
	else
		json_object_set_new(j, "field", field_json(t, sizes));
	return dumped(j, mem);
}

const char *reading_wording_json(const struct wording_hit *w, const struct page_size *sizes,
				 struct arena *mem)
{
	return dumped(json_pack("{s:s, s:s, s:s, s:o}", "code", w->code, "words", w->words, "excerpt",
				w->excerpt, "area", area_json(w->page, &w->box, sizes)),
		      mem);
}
