/* Fields of a draft: read, replaced as a whole, taken from the file. */
#include "api/input.h"
#include "api/output.h"
#include "field/found.h"
#include "field/found_tags.h"
#include "field/paper.h"

static const struct input_rule area_rules[] = {
	INPUT(field_area_input, page, INPUT_INT, 1), INPUT(field_area_input, x, INPUT_REAL, 1),
	INPUT(field_area_input, y, INPUT_REAL, 1),   INPUT(field_area_input, w, INPUT_REAL, 1),
	INPUT(field_area_input, h, INPUT_REAL, 1),   INPUT(field_area_input, value, INPUT_TEXT, 0),
};
static const struct input_rule field_rules[] = {
	INPUT(field_input, id, INPUT_TEXT, 0),
	INPUT(field_input, document_id, INPUT_TEXT, 1),
	INPUT(field_input, recipient_id, INPUT_TEXT, 0),
	INPUT(field_input, kind, INPUT_TEXT, 1),
	INPUT(field_input, name, INPUT_TEXT, 0),
	INPUT(field_input, label, INPUT_TEXT, 0),
	INPUT(field_input, align, INPUT_TEXT, 0),
	INPUT(field_input, required, INPUT_BOOL, 0),
	INPUT(field_input, cover, INPUT_BOOL, 0),
	INPUT(field_input, initial, INPUT_JSON, 0),
	INPUT(field_input, options, INPUT_JSON, 0),
	INPUT(field_input, format, INPUT_JSON, 0),
	INPUT(field_input, value, INPUT_JSON, 0),
	INPUT(field_input, font_size, INPUT_REAL, 0),
	INPUT(field_input, max_length, INPUT_INT, 0),
};

static enum err read_areas(struct caller *c, const json_t *array, const char *prefix,
			   struct field_input *out, struct error *e)
{
	struct field_area_input *list;
	size_t n = json_array_size(array);

	if (!json_is_array(array) || n > FIELD_AREAS_MAX) {
		domain_field_error(&c->d, domain_printf(&c->d, "%sareas", prefix),
				   array ? "invalid" : "required");
		return domain_fields_ok(&c->d, e);
	}
	list = arena_alloc_n(c->rq->mem, n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		TRY(input_read(c, json_array_get(array, i),
			       domain_printf(&c->d, "%sareas[%zu].", prefix, i), area_rules,
			       COUNT_OF(area_rules), &list[i], e));
	out->areas = list;
	out->n_areas = n;
	return ERR_OK;
}

static enum err read_fields(struct caller *c, struct field_input **out, size_t *n, struct error *e)
{
	const json_t *array = json_object_get(c->rq->json, "items");
	struct field_input *list;

	*n = json_array_size(array);
	if (!json_is_array(array) || *n > FIELDS_MAX) {
		domain_field_error(&c->d, "items",
				   json_is_array(array) ? "too-many-fields" : "required");
		return domain_fields_ok(&c->d, e);
	}
	list = arena_alloc_n(c->rq->mem, *n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	for (size_t i = 0; i < *n; i++) {
		const json_t *one = json_array_get(array, i);
		const char *prefix = domain_printf(&c->d, "items[%zu].", i);

		TRY(input_read(c, one, prefix, field_rules, COUNT_OF(field_rules), &list[i], e));
		TRY(read_areas(c, json_object_get(one, "areas"), prefix, &list[i], e));
	}
	*out = list;
	return ERR_OK;
}

struct fields_input {
	int64_t version;
	const char *document_id;
};
static const struct input_rule replace_rules[] = { INPUT(fields_input, version, INPUT_INT, 1) };
static const struct input_rule adopt_rules[] = {
	INPUT(fields_input, version, INPUT_INT, 1),
	INPUT(fields_input, document_id, INPUT_TEXT, 1),
};

static enum err answer(struct caller *c, const char *id, struct response *rs, struct error *e)
{
	struct dossier x;
	json_t *items;

	TRY(dossier_load(&c->d, id, &x, e));
	TRY(fields_json(c, &x, NULL, &items, e));
	rs->json = json_pack("{s:I, s:o}", "version", (json_int_t)x.v.version, "items", items);
	return ERR_OK;
}

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	return answer(c, x.v.id, rs, e);
}
API_HANDLER(fields_get, show)

static enum err check_version(struct caller *c, const struct fields_input *in, struct error *e)
{
	if (in->version < 1)
		domain_field_error(&c->d, "version", "invalid");
	return domain_fields_ok(&c->d, e);
}

static enum err replace(struct caller *c, struct response *rs, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct fields_input in = { 0 };
	struct field_input *list = NULL;
	struct dossier x;
	enum err rc;
	size_t n = 0;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, replace_rules, COUNT_OF(replace_rules), &in, e));
	TRY(check_version(c, &in, e));
	TRY(read_fields(c, &list, &n, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = fields_replace(&c->d, x.v.id, in.version, list, n, e);
	c->d.drawing = NULL;
	return rc == ERR_OK ? answer(c, x.v.id, rs, e) : rc;
}
API_HANDLER(fields_put, replace)

/* Form fields first, then tags. */
static enum err joined(struct caller *c, struct field_input **list, size_t *n,
		       const struct field_input *more, size_t n_more, struct error *e)
{
	struct field_input *all = arena_alloc_n(c->rq->mem, *n + n_more + 1, sizeof(*all));

	if (!all)
		return error_set(e, ERR_TOO_LARGE, "the fields exceed the memory limit");
	if (*n)
		memcpy(all, *list, *n * sizeof(*all));
	if (n_more)
		memcpy(all + *n, more, n_more * sizeof(*all));
	*list = all;
	*n += n_more;
	return ERR_OK;
}

static enum err adopt(struct caller *c, struct response *rs, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct fields_input in = { 0 };
	const struct document *doc;
	struct field_input *list = NULL, *tags = NULL;
	struct dossier x;
	enum err rc;
	size_t n = 0, n_tags = 0;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, adopt_rules, COUNT_OF(adopt_rules), &in, e));
	TRY(check_version(c, &in, e));
	doc = dossier_document(&x, in.document_id);
	if (!doc)
		return error_set(e, ERR_NOT_FOUND, "no such document");
	if (!doc->head_no)
		return domain_refuse(&c->d, ERR_CONFLICT, "document-processing", e);
	TRY(field_found(&c->d, c->app->blobs, doc, &list, &n, e));
	TRY(field_found_tags(&c->d, &x, doc, json_object_get(c->rq->json, "roles"), &tags, &n_tags, e));
	TRY(joined(c, &list, &n, tags, n_tags, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = fields_append(&c->d, x.v.id, in.version, list, n, e);
	c->d.drawing = NULL;
	return rc == ERR_OK ? answer(c, x.v.id, rs, e) : rc;
}
API_HANDLER(fields_adopt, adopt)
