#include "field/found_tags.h"
#include <stdlib.h>

struct taking {
	struct domain *d;
	const struct dossier *x;
	const struct document *doc;
	const json_t *roles;
	const struct input_field *there; /* fields of the envelope */
	size_t n_there;
};

static const char *text(struct domain *d, const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return domain_printf(d, "%s", s ? s : "");
}

static const char *dumped(struct domain *d, json_t *v)
{
	char *s = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *out = domain_printf(d, "%s", s ? s : "null");

	free(s);
	json_decref(v);
	return out;
}

/* roles ------------------------------------------------------------------------ */

static const struct recipient *only(const struct dossier *x, const char *side, int64_t order)
{
	const struct recipient *found = NULL;

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (!recipient_signs(r) || (side && strcmp(r->side, side) != 0) ||
		    (order && r->order_no != order))
			continue;
		if (found)
			return NULL; /* it could be either */
		found = r;
	}
	return found;
}

static const struct recipient *called(const struct dossier *x, const char *name)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (recipient_signs(&x->recipients[i]) && (!strcmp(x->recipients[i].name, name) ||
							       !strcmp(x->recipients[i].company, name)))
			return &x->recipients[i];
	return NULL;
}

/* Said in so many words first; then an order number, a side, a name; without a role the counterparty. */
static const struct recipient *recipient_of(const struct taking *t, const json_t *role)
{
	const char *name = json_string_value(json_object_get(role, "text"));
	const char *side = json_string_value(json_object_get(role, "side"));
	const char *said = name ? json_string_value(json_object_get(t->roles, name)) : NULL;
	int64_t order = json_integer_value(json_object_get(role, "order"));

	if (said)
		return dossier_recipient(t->x, said);
	if (order)
		return only(t->x, NULL, order);
	if (side)
		return only(t->x, side, 0);
	return name && *name ? called(t->x, name) : only(t->x, "counterparty", 0);
}

/* fields ------------------------------------------------------------------------ */

static enum err areas_of(struct domain *d, const json_t *list, struct field_input *out, struct error *e)
{
	size_t n = json_array_size(list);
	struct field_area_input *areas = arena_alloc_n(d->repo.mem, n + 1, sizeof(*areas));

	if (!areas)
		return error_set(e, ERR_TOO_LARGE, "the tags exceed the memory limit");
	for (size_t i = 0; i < n; i++) {
		const json_t *a = json_array_get(list, i);
		const json_t *value = json_object_get(a, "value");

		areas[i] = (struct field_area_input){
			.page = json_integer_value(json_object_get(a, "page")),
			.x = json_number_value(json_object_get(a, "x")),
			.y = json_number_value(json_object_get(a, "y")),
			.w = json_number_value(json_object_get(a, "w")),
			.h = json_number_value(json_object_get(a, "h")),
			.value = value ? text(d, a, "value") : NULL,
		};
	}
	out->areas = areas;
	out->n_areas = n;
	return ERR_OK;
}

/* format= is a pattern of dates, a number's decimal places, or a check of texts. */
static const char *format_of(struct domain *d, const char *kind, const char *format)
{
	if (!*format)
		return NULL;
	if (!strcmp(kind, "date"))
		return dumped(d, json_pack("{s:s}", "pattern", format));
	if (!strcmp(kind, "number"))
		return dumped(d, json_pack("{s:I}", "decimals", (json_int_t)strtol(format, NULL, 10)));
	return dumped(d, json_pack("{s:s}", "check", format));
}

static enum err take(struct taking *t, const json_t *f, struct field_input *out, struct error *e)
{
	struct domain *d = t->d;
	const json_t *role = json_object_get(f, "role");
	const struct recipient *r = recipient_of(t, role);
	const char *initial = text(d, f, "initial");

	if (!r)
		domain_field_error(d, domain_printf(d, "roles.%s", text(d, role, "text")),
				   "tag-role-unmatched");
	*out = (struct field_input){
		.document_id = t->doc->id,
		.recipient_id = r ? r->id : NULL,
		.kind = text(d, f, "kind"),
		.name = text(d, f, "name"),
		.label = text(d, f, "label"),
		.align = text(d, f, "align"),
		.required = json_is_true(json_object_get(f, "required")),
		.cover = 1,
		.initial = *initial ? dumped(d, json_string(initial)) : NULL,
		.options = dumped(d, json_incref(json_object_get(f, "options"))),
		.font_size = json_number_value(json_object_get(f, "font_size")),
		.max_length = json_integer_value(json_object_get(f, "max_length")),
		.source = "tag",
	};
	out->format = format_of(d, out->kind, text(d, f, "format"));
	return areas_of(d, json_object_get(f, "areas"), out, e);
}

static _Bool is_there(const struct taking *t, const char *name)
{
	for (size_t i = 0; i < t->n_there; i++)
		if (!strcmp(t->there[i].source, "tag") && !strcmp(t->there[i].document_id, t->doc->id) &&
		    !strcmp(t->there[i].name, name))
			return 1;
	return 0;
}

static enum err take_finding(struct taking *t, const struct document_finding *f, struct field_input *out,
			     size_t *n, struct error *e)
{
	json_t *j = strcmp(f->kind, "tag") ? NULL : json_loads(f->data, 0, NULL);
	const json_t *field = json_object_get(j, "field");
	enum err rc = ERR_OK;

	if (field && *n < FIELDS_MAX && !is_there(t, text(t->d, field, "name")))
		rc = take(t, field, &out[(*n)++], e);
	json_decref(j);
	return rc;
}

enum err field_found_tags(struct domain *d, const struct dossier *x, const struct document *doc,
			  const json_t *roles, struct field_input **out, size_t *n, struct error *e)
{
	struct taking t = { .d = d, .x = x, .doc = doc, .roles = roles };
	struct field_input *found = arena_alloc_n(d->repo.mem, FIELDS_MAX, sizeof(*found));
	const struct document_finding *list;
	struct input_field *there;
	size_t all, used = 0;

	if (!found)
		return error_set(e, ERR_TOO_LARGE, "the tags exceed the memory limit");
	TRY(field_list(&d->repo, x->v.id, &there, &t.n_there, e));
	t.there = there;
	TRY(document_finding_list(&d->repo, doc->id, &list, &all, e));
	for (size_t i = 0; i < all; i++)
		TRY(take_finding(&t, &list[i], found, &used, e));
	TRY(domain_fields_ok(d, e));
	*out = found;
	*n = used;
	return ERR_OK;
}
