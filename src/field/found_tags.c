#include "field/found_tags.h"
#include <stdlib.h>
#include "domain/field_text.h"

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

/* roles ------------------------------------------------------------------------ */

/* Who fills in fields and is not one who passed the request on. */
static _Bool fills_in(const struct recipient *r)
{
	return recipient_signs(r) && strcmp(r->state, "forwarded") != 0;
}

typedef _Bool match_fn(const struct recipient *r, const void *what);

static _Bool has_order(const struct recipient *r, const void *what)
{
	return r->order_no == *(const int64_t *)what;
}

static _Bool has_side(const struct recipient *r, const void *what)
{
	return !strcmp(r->side, what);
}

static _Bool is_called(const struct recipient *r, const void *what)
{
	return !strcmp(r->name, what) || !strcmp(r->company, what);
}

/* NULL: nobody, or it could be one or another. */
static const struct recipient *only(const struct dossier *x, match_fn *fits, const void *what)
{
	const struct recipient *found = NULL;

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (!fills_in(r) || !fits(r, what))
			continue;
		if (found)
			return NULL;
		found = r;
	}
	return found;
}

/* What the request says goes first; then an order number, a side, a name; without a role the
 * counterparty. */
static const struct recipient *recipient_of(const struct taking *t, const json_t *role)
{
	const char *name = json_string_value(json_object_get(role, "text"));
	const char *side = json_string_value(json_object_get(role, "side"));
	const char *said = name ? json_string_value(json_object_get(t->roles, name)) : NULL;
	int64_t order = json_integer_value(json_object_get(role, "order"));

	if (said)
		return dossier_recipient(t->x, said);
	if (order)
		return only(t->x, has_order, &order);
	if (side)
		return only(t->x, has_side, side);
	return name && *name ? only(t->x, is_called, name) : only(t->x, has_side, "counterparty");
}

/* Once for each role. */
static void tell_role(struct domain *d, const char *role)
{
	const char *name = domain_printf(d, "roles.%s", role);

	for (size_t i = 0; i < d->n_errors; i++)
		if (!strcmp(d->errors[i].field, name))
			return;
	domain_field_error(d, name, "tag-role-unmatched");
}

/* fields ------------------------------------------------------------------------ */

static enum err areas_of(struct domain *d, const json_t *list, struct field_input *out,
			 struct error *e)
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

/* "2", "0.00" and "#,##0.00" as decimal places and groups of three. */
static const char *number_format(struct domain *d, const char *format)
{
	const char *point = strchr(format, '.');
	size_t decimals = point ? strlen(point + 1) : 0;

	if (!format[strspn(format, "0123456789")])
		decimals = strtoul(format, NULL, 10);
	return domain_json(d, json_pack("{s:I, s:b}", "decimals", (json_int_t)decimals, "grouping",
				   strchr(format, ',') != NULL));
}

/* format= is a pattern of dates, an example of a number, or a check of texts. */
static const char *format_of(struct domain *d, const char *kind, const char *format)
{
	if (!*format)
		return NULL;
	if (!strcmp(kind, "number"))
		return number_format(d, format);
	if (!strcmp(kind, "date"))
		return domain_json(d, json_pack("{s:s}", "pattern", field_pattern_named(format)));
	return domain_json(d, json_pack("{s:s}", "check", format));
}

static enum err take(struct taking *t, const json_t *f, struct field_input *out, struct error *e)
{
	struct domain *d = t->d;
	const json_t *role = json_object_get(f, "role");
	const struct recipient *r = recipient_of(t, role);
	const char *initial = text(d, f, "initial");

	if (!r)
		tell_role(d, text(d, role, "text"));
	*out = (struct field_input){
		.document_id = t->doc->id,
		.recipient_id = r ? r->id : NULL,
		.kind = text(d, f, "kind"),
		.name = text(d, f, "name"),
		.label = text(d, f, "label"),
		.align = text(d, f, "align"),
		.required = json_is_true(json_object_get(f, "required")),
		.cover = 1,
		.initial = *initial ? domain_json(d, json_string(initial)) : NULL,
		.options = domain_json(d, json_incref(json_object_get(f, "options"))),
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
		if (!strcmp(t->there[i].source, "tag") &&
		    !strcmp(t->there[i].document_id, t->doc->id) && !strcmp(t->there[i].name, name))
			return 1;
	return 0;
}

static enum err take_finding(struct taking *t, const struct document_finding *f,
			     struct field_input *out, size_t *n, struct error *e)
{
	json_t *j = strcmp(f->kind, "tag") ? NULL : json_loads(f->data, 0, NULL);
	const json_t *field = json_object_get(j, "field");
	enum err rc = ERR_OK;

	if (field && !is_there(t, text(t->d, field, "name")))
		rc = take(t, field, &out[(*n)++], e);
	json_decref(j);
	return rc;
}

static enum err take_all(struct taking *t, struct field_input **out, size_t *n, struct error *e)
{
	const struct document_finding *list;
	struct field_input *found;
	size_t all, used = 0;

	TRY(document_finding_list(&t->d->repo, t->doc->id, &list, &all, e));
	found = arena_alloc_n(t->d->repo.mem, all + 1, sizeof(*found));
	if (!found)
		return error_set(e, ERR_TOO_LARGE, "the tags exceed the memory limit");
	for (size_t i = 0; i < all; i++)
		TRY(take_finding(t, &list[i], found, &used, e));
	*out = found;
	*n = used;
	return ERR_OK;
}

/* An upload from before texts were read has no row. */
static enum err read_already(struct domain *d, const struct document *doc, struct error *e)
{
	struct document_source source;
	enum err rc = document_source_get(&d->repo, doc->id, &source, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	return strcmp(source.reading, "waiting")
		       ? ERR_OK
		       : domain_refuse(d, ERR_CONFLICT, "document-unread", e);
}

enum err field_found_tags(struct domain *d, const struct dossier *x, const struct document *doc,
			  const json_t *roles, struct field_input **out, size_t *n, struct error *e)
{
	struct taking t = { .d = d, .x = x, .doc = doc, .roles = roles };
	struct input_field *there;
	struct field_input *found;
	size_t used;

	if (roles && !json_is_object(roles))
		domain_field_error(d, "roles", "invalid");
	TRY(domain_fields_ok(d, e));
	TRY(read_already(d, doc, e));
	TRY(field_list(&d->repo, x->v.id, &there, &t.n_there, e));
	t.there = there;
	TRY(take_all(&t, &found, &used, e));
	TRY(domain_fields_ok(d, e));
	*out = found;
	*n = used;
	return ERR_OK;
}
