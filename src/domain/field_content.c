/* Values of fields: from JSON to what they mean, and in the one form that is kept and hashed. */
#include <jansson.h>
#include <stdlib.h>
#include "domain/check.h"
#include "domain/field.h"

enum {
	SEAL_CHARS = 40
};

struct reading {
	struct domain *d;
	const struct input_field *f;
	const struct field_kind *kind;
	const struct field_writer *who; /* NULL: it was accepted before */
	struct field_content *out;
	const char *code;
};

static const char *keep(struct domain *d, const json_t *string)
{
	return domain_printf(d, "%s", json_string_value(string));
}

static void bad(struct reading *r, const char *code)
{
	if (!r->code)
		r->code = code;
}

/* texts, options, checks ---------------------------------------------------- */

/* The check's own field error becomes the code of this value. */
static _Bool checked(struct reading *r, const char *text, struct text_rule rule)
{
	size_t before = r->d->n_errors;

	if (check_text(r->d, "", text, rule))
		return 1;
	bad(r, r->d->n_errors > before ? r->d->errors[before].code : "invalid");
	r->d->n_errors = before;
	return 0;
}

static _Bool clean_text(struct reading *r, const char *text)
{
	size_t max = r->kind->max;

	if (r->f->max_length > 0 && (size_t)r->f->max_length < max)
		max = (size_t)r->f->max_length;
	return checked(r, text, (struct text_rule){ max, 0, r->kind->lines });
}

static void read_text(struct reading *r, const json_t *v)
{
	const char *text = keep(r->d, v), *kept = text;

	if (!clean_text(r, text))
		return;
	if (r->kind->normalise && *text)
		bad(r, r->kind->normalise(r->d, r->f, text, &kept));
	r->out->empty = !*text;
	r->out->text = kept;
	r->out->shown = field_shown(r->d, r->f, kept);
}

static void read_option(struct reading *r, const json_t *v)
{
	json_t *options = json_loads(r->f->options, 0, NULL), *one;
	const char *value = json_string_value(v);
	size_t i;

	r->out->empty = !*value;
	r->out->text = r->out->shown = keep(r->d, v);
	if (*value)
		r->code = "value-no-option";
	json_array_foreach(options, i, one)
	{
		const json_t *label = json_object_get(one, "label");

		if (strcmp(json_string_value(json_object_get(one, "value")), value) != 0)
			continue;
		r->code = NULL;
		r->out->shown = json_is_string(label) ? keep(r->d, label) : r->out->text;
	}
	json_decref(options);
}

static void read_check(struct reading *r, const json_t *v)
{
	const char *value = json_string_value(v);
	_Bool on = !strcmp(value, "on");

	if (!on && strcmp(value, "off") != 0 && *value)
		bad(r, "value-no-option");
	r->out->empty = !on;
	r->out->text = r->out->shown = on ? "on" : "off";
}

/* pictures ------------------------------------------------------------------ */

static enum err read_image(struct reading *r, const json_t *v, struct error *e)
{
	struct field_image image;
	enum err rc;

	if (!json_is_string(v)) {
		bad(r, "invalid");
		return ERR_OK;
	}
	rc = field_image_get(&r->d->repo, json_string_value(v), &image, e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || strcmp(image.envelope_id, r->f->envelope_id) != 0 ||
	    (r->who && strcmp(image.seat, r->who->seat) != 0)) {
		bad(r, "value-no-image");
		return ERR_OK;
	}
	r->out->picture = FIELD_PICTURE_IMAGE;
	r->out->image = image.id;
	r->out->blob = image.blob_id;
	r->out->sha256 = image.sha256;
	return ERR_OK;
}

static _Bool read_point(const json_t *pair, struct field_point *out)
{
	const json_t *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);

	if (!json_is_number(x) || !json_is_number(y))
		return 0;
	*out = (struct field_point){ json_number_value(x), json_number_value(y) };
	return out->x >= 0 && out->x <= 1 && out->y >= 0 && out->y <= 1;
}

static _Bool read_stroke(struct reading *r, const json_t *array, size_t room,
			 struct field_stroke *out)
{
	size_t n = json_array_size(array);
	struct field_point *points;

	if (!n || n > room)
		return 0;
	points = arena_alloc_n(r->d->repo.mem, n, sizeof(*points));
	if (!points)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!read_point(json_array_get(array, i), &points[i]))
			return 0;
	*out = (struct field_stroke){ points, n };
	return 1;
}

static void read_ink(struct reading *r, const json_t *v)
{
	size_t n = json_array_size(v), room = FIELD_POINTS;
	struct field_stroke *strokes;

	if (!n || n > FIELD_STROKES) {
		bad(r, "value-ink");
		return;
	}
	strokes = arena_alloc_n(r->d->repo.mem, n, sizeof(*strokes));
	if (!strokes)
		abort(); /* FIELD_STROKES of them */
	for (size_t i = 0; i < n; i++) {
		if (!read_stroke(r, json_array_get(v, i), room, &strokes[i])) {
			bad(r, "value-ink");
			return;
		}
		room -= strokes[i].n;
	}
	r->out->picture = FIELD_PICTURE_INK;
	r->out->strokes = strokes;
	r->out->n_strokes = n;
}

static const char *member_text(struct reading *r, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);

	if (v && !json_is_null(v) && !json_is_string(v))
		bad(r, "invalid");
	return json_is_string(v) ? keep(r->d, v) : "";
}

static void read_seal(struct reading *r, const json_t *v)
{
	const json_t *mm = json_object_get(v, "mm");
	struct field_seal *s = &r->out->seal;

	*s = (struct field_seal){ member_text(r, v, "shape"), member_text(r, v, "text"),
				  member_text(r, v, "outer"), json_number_value(mm) };
	if ((strcmp(s->shape, "round") != 0 && strcmp(s->shape, "square") != 0 &&
	     strcmp(s->shape, "company") != 0) ||
	    s->mm < 0 || s->mm > 100)
		bad(r, "invalid");
	if (checked(r, s->text, (struct text_rule){ SEAL_CHARS, 1, 0 }))
		(void)checked(r, s->outer, (struct text_rule){ SEAL_CHARS, 0, 0 });
	r->out->picture = FIELD_PICTURE_SEAL;
}

static void read_typed(struct reading *r, const json_t *v)
{
	const char *text = json_is_string(v) ? keep(r->d, v) : "";

	(void)checked(r, text, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	r->out->picture = FIELD_PICTURE_TYPED;
	r->out->typed = text;
}

static void take_saved(struct reading *r, const struct seal_image *s)
{
	r->out->saved = s->id;
	if (strcmp(s->shape, "image") != 0) {
		r->out->picture = FIELD_PICTURE_SEAL;
		r->out->seal =
			(struct field_seal){ s->shape, s->text, s->outer_text, (double)s->mm / 10 };
		return;
	}
	r->out->picture = FIELD_PICTURE_IMAGE;
	r->out->image = s->id;
	r->out->blob = s->blob_id;
	r->out->sha256 = s->sha256;
}

static _Bool may_use(const struct field_writer *who, const struct seal_image *s)
{
	if (!who)
		return 1;
	if (!strcmp(s->kind, "company"))
		return who->account && who->may_company;
	return who->account && !strcmp(who->account, s->account_id);
}

static enum err read_saved(struct reading *r, const json_t *v, struct error *e)
{
	struct seal_image s;
	enum err rc;

	if (!json_is_string(v)) {
		bad(r, "invalid");
		return ERR_OK;
	}
	rc = seal_image_get(&r->d->repo, json_string_value(v), &s, e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || !may_use(r->who, &s))
		bad(r, "value-no-seal");
	else
		take_saved(r, &s);
	return ERR_OK;
}

static enum err read_picture(struct reading *r, const json_t *v, struct error *e)
{
	const json_t *saved = json_object_get(v, "saved"), *image = json_object_get(v, "image");

	if (saved)
		return read_saved(r, saved, e);
	if (image)
		return read_image(r, image, e);
	if (json_object_get(v, "ink"))
		read_ink(r, json_object_get(v, "ink"));
	else if (json_object_get(v, "seal"))
		read_seal(r, json_object_get(v, "seal"));
	else if (json_object_get(v, "typed"))
		read_typed(r, json_object_get(v, "typed"));
	else
		bad(r, "invalid");
	return ERR_OK;
}

static json_t *ink_json(const struct field_content *c)
{
	json_t *strokes = json_array();

	for (size_t i = 0; i < c->n_strokes; i++) {
		json_t *points = json_array();

		for (size_t k = 0; k < c->strokes[i].n; k++)
			json_array_append_new(points, json_pack("[f, f]", c->strokes[i].points[k].x,
								c->strokes[i].points[k].y));
		json_array_append_new(strokes, points);
	}
	return strokes;
}

static json_t *picture_json(const struct field_content *c)
{
	json_t *o = json_object();

	if (c->picture == FIELD_PICTURE_IMAGE)
		json_object_update_new(
			o, json_pack("{s:s, s:s}", "image", c->image, "sha256", c->sha256));
	else if (c->picture == FIELD_PICTURE_INK)
		json_object_set_new(o, "ink", ink_json(c));
	else if (c->picture == FIELD_PICTURE_SEAL)
		json_object_set_new(o, "seal",
				    json_pack("{s:s, s:s, s:s, s:f}", "shape", c->seal.shape,
					      "text", c->seal.text, "outer", c->seal.outer, "mm",
					      c->seal.mm));
	else
		json_object_set_new(o, "typed", json_string(c->typed));
	if (c->saved)
		json_object_set_new(o, "saved", json_string(c->saved));
	return o;
}

static const char *canonical(struct domain *d, const struct field_content *c)
{
	return domain_json(d, c->picture ? picture_json(c) : json_string(c->text));
}

/* the whole ------------------------------------------------------------------ */

static enum err read_value(struct reading *r, const json_t *v, struct error *e)
{
	if (!v || json_is_null(v)) {
		r->out->empty = 1;
		return ERR_OK;
	}
	if (r->kind->takes == FIELD_TAKES_IMAGE)
		return read_picture(r, v, e);
	if (!json_is_string(v)) {
		bad(r, "invalid");
		return ERR_OK;
	}
	if (r->kind->takes == FIELD_TAKES_OPTION)
		read_option(r, v);
	else if (r->kind->takes == FIELD_TAKES_CHECK)
		read_check(r, v);
	else
		read_text(r, v);
	return ERR_OK;
}

static enum err read_json(struct reading *r, const char *json, struct error *e)
{
	json_t *v = json ? json_loads(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL) : NULL;
	enum err rc;

	*r->out = (struct field_content){ .text = "", .shown = "" };
	if (json && !v)
		bad(r, "invalid");
	rc = read_value(r, v, e);
	if (rc == ERR_OK && !r->code)
		r->out->json = !v || json_is_null(v) ? "null" : canonical(r->d, r->out);
	json_decref(v);
	return rc;
}

enum err field_content_read(struct domain *d, const struct input_field *f,
			    const struct field_writer *who, const char *json,
			    struct field_content *out, const char **code_out, struct error *e)
{
	struct field_content c;
	struct reading r = {
		.d = d, .f = f, .kind = field_kind_of(f->kind), .who = who, .out = &c
	};

	TRY(read_json(&r, json, e));
	*code_out = r.code;
	if (!r.code)
		*out = c;
	return ERR_OK;
}

enum err field_content_load(struct domain *d, const struct input_field *f, const char *json,
			    struct field_content *out, struct error *e)
{
	const char *code;

	TRY(field_content_read(d, f, NULL, json, out, &code, e));
	return code ? error_set(e, ERR_INTERNAL, "the value of field %s is not valid: %s", f->id,
				code)
		    : ERR_OK;
}

enum err field_options(struct domain *d, const struct input_field *f,
		       const struct field_option **out, size_t *n, struct error *e)
{
	json_t *array = json_loads(f->options, 0, NULL), *one;
	size_t count = json_array_size(array), i;
	struct field_option *list = arena_alloc_n(d->repo.mem, count + 1, sizeof(*list));

	json_array_foreach(array, i, one)
	{
		const json_t *label = json_object_get(one, "label");

		if (!list)
			break;
		list[i].value = keep(d, json_object_get(one, "value"));
		list[i].label = json_is_string(label) ? keep(d, label) : list[i].value;
	}
	json_decref(array);
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the options exceed the memory limit");
	*out = list;
	*n = count;
	return ERR_OK;
}
