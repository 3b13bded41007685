/* Fields and seals as JSON. */
#include "api/output.h"

enum { MILLION = 1000000 };

static json_t *parsed(const char *json)
{
	json_t *v = json ? json_loads(json, JSON_DECODE_ANY, NULL) : NULL;

	return v ? v : json_null();
}

static json_t *area_json(const struct field_area *a)
{
	json_t *j = json_pack("{s:I, s:f, s:f, s:f, s:f}", "page", (json_int_t)a->page, "x",
			      (double)a->x / MILLION, "y", (double)a->y / MILLION, "w",
			      (double)a->w / MILLION, "h", (double)a->h / MILLION);

	if (*a->value)
		json_object_set_new(j, "value", json_string(a->value));
	return j;
}

static json_t *areas_json(const struct input_field *f)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->n_areas; i++)
		json_array_append_new(list, area_json(&f->areas[i]));
	return list;
}

static json_t *size_json(int64_t hundredths)
{
	return hundredths % 100 ? json_real((double)hundredths / 100)
				: json_integer(hundredths / 100);
}

static json_t *field_json(const struct input_field *f, const char *recipient)
{
	return json_pack(
		"{s:s, s:s, s:o, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:s, s:I, s:s, s:b, s:o}",
		"id", f->id, "document_id", f->document_id, "recipient_id", json_text(recipient),
		"kind", f->kind, "name", f->name, "label", f->label, "required", (int)f->required,
		"initial", parsed(f->initial), "options", parsed(f->options), "format",
		parsed(f->format), "font_size", size_json(f->font_size), "align", f->align,
		"max_length", (json_int_t)f->max_length, "source", f->source, "cover",
		(int)f->cover, "areas", areas_json(f));
}

/* The API names people, not seats: whoever holds the seat now. */
static const char *holder_id(const struct dossier *x, const char *seat)
{
	for (size_t i = 0; seat && i < x->n_recipients; i++)
		if (!strcmp(recipient_seat(&x->recipients[i]), seat) &&
		    strcmp(x->recipients[i].state, "forwarded") != 0)
			return x->recipients[i].id;
	return seat;
}

/* Nobody sees what others have not agreed to yet; recipients see others' values in the PDF only. */
static _Bool may_see(const struct filled *v, const struct recipient *who)
{
	if (who)
		return v->f.seat && !strcmp(v->f.seat, recipient_seat(who));
	return !v->f.seat || v->frozen;
}

static json_t *filled_json(const struct dossier *x, const struct filled *v,
			   const struct recipient *who)
{
	json_t *j = field_json(&v->f, holder_id(x, v->f.seat));
	_Bool seen = may_see(v, who);

	json_object_set_new(j, "value", parsed(seen ? v->json : NULL));
	if (!who)
		return j;
	json_object_set_new(j, "mine", json_boolean(seen));
	if (!seen) {
		json_object_set_new(j, "initial", json_null());
		json_object_set_new(j, "options", json_array());
	}
	return j;
}

enum err fields_json(struct caller *c, const struct dossier *x, const struct recipient *who,
		     json_t **out, struct error *e)
{
	struct filled *list;
	json_t *items;
	size_t n;

	TRY(fields_load(&c->d, x, &list, &n, e));
	items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, filled_json(x, &list[i], who));
	*out = items;
	return ERR_OK;
}

json_t *seal_json(const struct seal_image *s)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:f, s:o}", "id", s->id, "name", s->name,
			 "kind", s->kind, "shape",
			 strcmp(s->shape, "image") ? json_string(s->shape) : json_null(), "text",
			 s->text, "outer", s->outer_text, "mm", (double)s->mm / 10, "image",
			 s->blob_id ? json_string(s->id) : json_null());
}
