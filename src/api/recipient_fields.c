/* A recipient fills in: save and continue, pictures, how it will look. */
#include "api/input.h"
#include "api/output.h"
#include "api/picture.h"
#include "field/paper.h"

struct value_item {
	const char *field_id, *value;
};
static const struct input_rule value_rules[] = {
	INPUT(value_item, field_id, INPUT_TEXT, 1),
	INPUT(value_item, value, INPUT_JSON, 0),
};

static enum err read_values(struct caller *c, struct value_input **out, size_t *n, struct error *e)
{
	const json_t *array = json_object_get(c->rq->json, "values");
	struct value_input *list;

	*n = json_array_size(array);
	if (!json_is_array(array) || *n > FIELDS_MAX) {
		domain_field_error(&c->d, "values", array ? "invalid" : "required");
		return domain_fields_ok(&c->d, e);
	}
	list = arena_alloc_n(c->rq->mem, *n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the values exceed the memory limit");
	for (size_t i = 0; i < *n; i++) {
		struct value_item one = { 0 };

		TRY(input_read(c, json_array_get(array, i), domain_printf(&c->d, "values[%zu].", i),
			       value_rules, COUNT_OF(value_rules), &one, e));
		list[i] = (struct value_input){ one.field_id, one.value };
	}
	*out = list;
	return ERR_OK;
}

static enum err party(struct caller *c, struct dossier *x, struct recipient **r, struct error *e)
{
	TRY(dossier_load(&c->d, c->recipient.envelope_id, x, e));
	*r = dossier_recipient(x, c->recipient.recipient_id);
	return *r ? ERR_OK : error_set(e, ERR_NOT_FOUND, "no such recipient");
}

static json_t *errors_json(struct caller *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->d.n_errors; i++)
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s}", "field", c->d.errors[i].field,
						"code", c->d.errors[i].code, "message",
						text_of(c->lang, c->d.errors[i].code)));
	return list;
}

/* Own values only, as they are kept now. */
static enum err values_json(struct caller *c, json_t **out, struct error *e)
{
	struct recipient *r;
	struct filled *list;
	struct dossier x;
	json_t *values;
	size_t n;

	TRY(party(c, &x, &r, e));
	TRY(fields_load(&c->d, &x, &list, &n, e));
	values = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *v = list[i].json ? json_loads(list[i].json, JSON_DECODE_ANY, NULL)
					 : json_null();

		if (list[i].f.seat && !strcmp(list[i].f.seat, recipient_seat(r)))
			json_array_append_new(values, json_pack("{s:s, s:o}", "field_id",
								list[i].f.id, "value", v));
		else
			json_decref(v);
	}
	*out = values;
	return ERR_OK;
}

static enum err save(struct caller *c, struct response *rs, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct value_input *list = NULL;
	json_t *values;
	enum err rc;
	size_t n = 0;

	TRY(read_values(c, &list, &n, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = recipient_fields_save(&c->d, &c->recipient, list, n, e);
	c->d.drawing = NULL;
	if (rc != ERR_OK)
		return rc;
	TRY(values_json(c, &values, e));
	rs->json = json_pack("{s:o, s:o}", "values", values, "errors", errors_json(c));
	return ERR_OK;
}
API_HANDLER(recipient_fields_put, save)

static void forget(struct caller *c, const char *blob)
{
	_Bool gone = 0;

	if (document_abandon(&c->d, blob, &gone, NULL) == ERR_OK && gone &&
	    blob_remove(c->app->blobs, blob, NULL) != ERR_OK)
		return; /* the sweep removes both */
}

static enum err upload(struct caller *c, struct response *rs, struct error *e)
{
	const char *blob = domain_id(&c->d, "blb"), *id;
	struct bytes image;
	struct image_new in;
	enum err rc;

	TRY(picture_read(c, &image, e));
	TRY(recipient_image_begin(&c->d, &c->recipient, blob, e));
	rc = picture_write(c, blob, image, &in, e);
	if (rc == ERR_OK)
		rc = recipient_image_finish(&c->d, &c->recipient, &in, &id, e);
	if (rc != ERR_OK) {
		forget(c, blob);
		return rc;
	}
	rs->json = json_pack("{s:s}", "id", id);
	return ERR_OK;
}
API_HANDLER(recipient_images_post, upload)

/* preview ----------------------------------------------------------------- */

enum { PREVIEW_DOTS_PER_POINT = 3, PREVIEW_WIDTH_MAX = 2000, PREVIEW_WIDTH_MIN = 16 };

static enum err my_field(struct caller *c, struct input_field *out, struct recipient **r,
			 struct error *e)
{
	const char *id = request_param(c->rq, "field_id");
	struct input_field *list;
	struct dossier x;
	size_t n;

	TRY(party(c, &x, r, e));
	TRY(field_list(&c->d.repo, x.v.id, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].id, id) != 0 || !list[i].seat ||
		    strcmp(list[i].seat, recipient_seat(*r)) != 0)
			continue;
		*out = list[i];
		return ERR_OK;
	}
	return error_set(e, ERR_NOT_FOUND, "no such field");
}

static enum err refuse_value(struct caller *c, const char *code, struct error *e)
{
	if (!code)
		return ERR_OK;
	domain_field_error(&c->d, "value", code);
	return domain_fields_ok(&c->d, e);
}

static enum err draw_preview(struct caller *c, const struct input_field *f,
			     const struct field_content *v, struct bytes *png, struct error *e)
{
	struct field_box box = { .unit = 1,
				 .width = (double)f->areas[0].box_w / 1000,
				 .height = (double)f->areas[0].box_h / 1000 };
	double width = box.width * PREVIEW_DOTS_PER_POINT;
	struct draw_look look;

	if (width > PREVIEW_WIDTH_MAX)
		width = PREVIEW_WIDTH_MAX;
	if (width < PREVIEW_WIDTH_MIN)
		width = PREVIEW_WIDTH_MIN;
	if (!strcmp(f->kind, "radio") || !strcmp(f->kind, "check"))
		look = field_look_mark(f, &box, !v->empty);
	else
		TRY(field_look(&c->d, c->app->blobs, f, v, &box, &look, e));
	return draw_look_png(&look, (unsigned)width, c->rq->mem, png, e);
}

static enum err preview(struct caller *c, struct response *rs, struct error *e)
{
	static const struct input_rule rules[] = { INPUT(value_item, value, INPUT_JSON, 0) };
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct value_item in = { 0 };
	struct field_writer who = { 0 };
	struct field_content v;
	struct input_field f;
	struct recipient *r;
	struct bytes png;
	const char *code;

	TRY(input_body(c, rules, COUNT_OF(rules), &in, e));
	TRY(my_field(c, &f, &r, e));
	who = (struct field_writer){ recipient_seat(r), r->account_id, 0 };
	TRY(field_content_read(&c->d, &f, &who, in.value, &v, &code, e));
	TRY(refuse_value(c, code, e));
	field_paper_init(&paper, c->app->blobs);
	TRY(paper.drawing.fits(paper.drawing.ctx, &c->d, &f, &v, &code, e));
	TRY(refuse_value(c, code, e));
	TRY(draw_preview(c, &f, &v, &png, e));
	picture_answer(c, png, rs);
	return ERR_OK;
}
API_HANDLER(recipient_field_preview, preview)
