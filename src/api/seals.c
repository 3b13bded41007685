/* Saved seals of members: kept, shown, made from text or cut out of a picture. */
#include "api/input.h"
#include "api/output.h"
#include "api/picture.h"
#include "draw/cutout.h"
#include "field/look.h"

static enum err list_seals(struct caller *c, struct response *rs, struct error *e)
{
	const struct seal_image *list;
	json_t *items;
	size_t n;

	TRY(seals_list(&c->d, &list, &n, e));
	items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, seal_json(&list[i]));
	rs->json = json_pack("{s:o}", "items", items);
	return ERR_OK;
}
API_HANDLER(seals_get, list_seals)

struct seal_body {
	const char *name, *kind, *shape, *text, *outer, *image; /* image: base64 */
	double mm;
};
static const struct input_rule seal_rules[] = {
	INPUT(seal_body, name, INPUT_TEXT, 0),	INPUT(seal_body, kind, INPUT_TEXT, 0),
	INPUT(seal_body, shape, INPUT_TEXT, 0), INPUT(seal_body, text, INPUT_TEXT, 0),
	INPUT(seal_body, outer, INPUT_TEXT, 0), INPUT(seal_body, image, INPUT_TEXT, 0),
	INPUT(seal_body, mm, INPUT_REAL, 0),
};

static enum err read_image(struct caller *c, const char *base64, struct bytes *out, struct error *e)
{
	const char *code = NULL;
	size_t len = strlen(base64);
	unsigned char *raw =
		len / 4 * 3 <= FIELD_IMAGE_BYTES ? arena_alloc(c->rq->mem, len / 4 * 3 + 3) : NULL;

	if (!raw)
		return domain_refuse(&c->d, ERR_TOO_LARGE, "image-too-large", e);
	if (!base64_decode(base64, len, raw, &out->len))
		code = "value-bad-image";
	out->data = raw;
	if (!code)
		TRY(field_image_check(*out, &code, e));
	if (code)
		domain_field_error(&c->d, "image", code);
	return domain_fields_ok(&c->d, e);
}

/* Every shape has its limits of text and size; draw/seal_shape.h knows them. */
static enum err look_of(struct caller *c, const struct seal_body *in, struct draw_look *out,
			struct error *e)
{
	static const struct input_field seal = {
		.kind = "seal", .format = "{}", .options = "[]", .align = "left"
	};
	struct field_content v = { .picture = FIELD_PICTURE_SEAL,
				   .seal = { in->shape ? in->shape : "round",
					     in->text ? in->text : "", in->outer ? in->outer : "",
					     in->mm } };
	struct field_box box = { .unit = 1, .width = 100, .height = 100 };
	const char *code;

	TRY(field_look(&c->d, c->app->blobs, &seal, &v, &box, out, e));
	TRY(field_look_fits(&c->d, c->app->blobs, &seal, &v, &box, &code, e));
	if (code)
		domain_field_error(&c->d, "text", code);
	return domain_fields_ok(&c->d, e);
}

static void forget(struct caller *c, const char *blob)
{
	_Bool gone = 0;

	if (document_abandon(&c->d, blob, &gone, NULL) == ERR_OK && gone &&
	    blob_remove(c->app->blobs, blob, NULL) != ERR_OK)
		return; /* the sweep removes both */
}

static enum err add_image(struct caller *c, struct seal_input *in, struct bytes image,
			  struct seal_image *out, struct error *e)
{
	const char *blob = domain_id(&c->d, "blb");
	struct image_new written;
	enum err rc;

	TRY(seal_image_begin(&c->d, blob, e));
	rc = picture_write(c, blob, image, &written, e);
	in->image = &written;
	if (rc == ERR_OK)
		rc = seal_add(&c->d, in, caller_may(c, "seal.company"), out, e);
	in->image = NULL;
	if (rc != ERR_OK)
		forget(c, blob);
	return rc;
}

static enum err keep(struct caller *c, struct response *rs, struct error *e)
{
	struct seal_body in = { 0 };
	struct seal_image s;
	struct seal_input seal;
	struct bytes image;
	struct draw_look look;

	TRY(input_body(c, seal_rules, COUNT_OF(seal_rules), &in, e));
	seal = (struct seal_input){
		in.name, in.kind ? in.kind : "personal", in.shape, in.text, in.outer, in.mm, NULL
	};
	if (in.image) {
		TRY(read_image(c, in.image, &image, e));
		TRY(add_image(c, &seal, image, &s, e));
	} else {
		TRY(look_of(c, &in, &look, e));
		TRY(seal_add(&c->d, &seal, caller_may(c, "seal.company"), &s, e));
	}
	rs->json = seal_json(&s);
	return ERR_OK;
}
API_HANDLER(seals_post, keep)

static enum err drop(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	return seal_remove(&c->d, request_param(c->rq, "seal_id"), caller_may(c, "seal.company"),
			   e);
}
API_HANDLER(seal_delete_route, drop)

static enum err find_seal(struct caller *c, const char *id, struct seal_image *out, struct error *e)
{
	const struct seal_image *list;
	size_t n;

	TRY(seals_list(&c->d, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i].id, id) != 0)
			continue;
		*out = list[i];
		return ERR_OK;
	}
	return error_set(e, ERR_NOT_FOUND, "no such seal");
}

enum { PREVIEW_WIDTH = 400 };

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	static const struct input_field any = {
		.kind = "seal", .format = "{}", .options = "[]", .align = "left"
	};
	struct field_box box = { .unit = 1, .width = 100, .height = 100 };
	struct field_content v = { .picture = FIELD_PICTURE_SEAL };
	struct seal_image s;
	struct draw_look look;
	struct bytes png;

	TRY(find_seal(c, request_param(c->rq, "seal_id"), &s, e));
	v.seal = (struct field_seal){ s.shape, s.text, s.outer_text, (double)s.mm / 10 };
	if (s.blob_id) {
		v.picture = FIELD_PICTURE_IMAGE;
		v.blob = s.blob_id;
	}
	TRY(field_look(&c->d, c->app->blobs, &any, &v, &box, &look, e));
	TRY(draw_look_png(&look, PREVIEW_WIDTH, c->rq->mem, &png, e));
	picture_answer(c, png, rs);
	return ERR_OK;
}
API_HANDLER(seal_image_get_route, show)

static enum err preview(struct caller *c, struct response *rs, struct error *e)
{
	struct seal_body in = { 0 };
	struct draw_look look;
	struct bytes png;

	TRY(input_body(c, seal_rules, COUNT_OF(seal_rules), &in, e));
	TRY(look_of(c, &in, &look, e));
	TRY(draw_look_png(&look, PREVIEW_WIDTH, c->rq->mem, &png, e));
	picture_answer(c, png, rs);
	return ERR_OK;
}
API_HANDLER(seals_preview, preview)

static enum err cutout(struct caller *c, struct response *rs, struct error *e)
{
	const char *only_red = request_query(c->rq, "only_red");
	struct draw_cutout o = { .only_red = only_red && !strcmp(only_red, "1") };
	struct bytes image, png;
	enum err rc;

	TRY(picture_read(c, &image, e));
	rc = draw_cutout_png(image, &o, c->rq->mem, &png, e);
	if (rc == ERR_INVALID)
		return domain_refuse(&c->d, ERR_INVALID, "image-no-seal", e);
	TRY(rc);
	picture_answer(c, png, rs);
	return ERR_OK;
}
API_HANDLER(seals_cutout, cutout)
API_HANDLER(recipient_seals_cutout, cutout)
API_HANDLER(recipient_seals_preview, preview)
