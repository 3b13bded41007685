#include "field/look.h"
#include "domain/vault.h"

enum { IMAGE_MEMORY = 64 * 1024 * 1024 };

static enum draw_text_align align_of(const struct input_field *f)
{
	if (!strcmp(f->align, "center"))
		return DRAW_TEXT_CENTER;
	return !strcmp(f->align, "right") ? DRAW_TEXT_RIGHT : DRAW_TEXT_LEFT;
}

static void look_text(const struct input_field *f, const struct field_content *c,
		      const struct field_box *box, struct draw_look *out)
{
	out->kind = DRAW_LOOK_TEXT;
	out->text = (struct draw_text){
		.text = c->shown,
		.size = (double)f->font_size / 100,
		.align = align_of(f),
		.multiline = field_kind_of(f->kind)->lines,
		.comb = box->comb,
	};
}

static enum err read_blob(struct domain *d, struct blob_store *blobs, const char *id,
			  struct bytes *out, struct error *e)
{
	AUTO(blob_chain) struct blob_chain *chain = NULL;
	unsigned char *data;
	uint64_t size;

	TRY(vault_open_blob(d, blobs, id, &chain, e));
	size = blob_chain_size(chain);
	data = size <= FIELD_IMAGE_BYTES ? arena_alloc(d->repo.mem, (size_t)size) : NULL;
	if (!data)
		return error_set(e, ERR_TOO_LARGE, "a picture exceeds the memory limit");
	TRY(blob_chain_read(chain, 0, data, (size_t)size, e));
	*out = BYTES(data, (size_t)size);
	return ERR_OK;
}

static enum err look_ink(struct domain *d, const struct field_content *c, struct draw_look *out,
			 struct error *e)
{
	struct draw_ink_stroke *strokes =
		arena_alloc_n(d->repo.mem, c->n_strokes, sizeof(*strokes));

	if (!strokes)
		return error_set(e, ERR_TOO_LARGE, "the handwriting exceeds the memory limit");
	for (size_t i = 0; i < c->n_strokes; i++) {
		struct draw_ink_point *p = arena_alloc_n(d->repo.mem, c->strokes[i].n, sizeof(*p));

		if (!p)
			return error_set(e, ERR_TOO_LARGE,
					 "the handwriting exceeds the memory limit");
		for (size_t k = 0; k < c->strokes[i].n; k++)
			p[k] = (struct draw_ink_point){ .x = c->strokes[i].points[k].x,
							.y = c->strokes[i].points[k].y };
		strokes[i] = (struct draw_ink_stroke){ p, c->strokes[i].n };
	}
	out->kind = DRAW_LOOK_INK;
	out->ink = (struct draw_ink){ .strokes = strokes, .n = c->n_strokes };
	return ERR_OK;
}

static void look_seal(const struct field_content *c, struct draw_look *out)
{
	enum draw_seal_kind kind = DRAW_SEAL_ROUND;

	if (!strcmp(c->seal.shape, "square"))
		kind = DRAW_SEAL_SQUARE;
	else if (!strcmp(c->seal.shape, "company"))
		kind = DRAW_SEAL_COMPANY;
	out->kind = DRAW_LOOK_SEAL;
	out->seal = (struct draw_seal_shape){
		.kind = kind,
		.text = c->seal.text,
		.outer = kind == DRAW_SEAL_COMPANY ? c->seal.outer : NULL,
		.mm = c->seal.mm,
		.fill_up = kind == DRAW_SEAL_SQUARE,
	};
	out->shrink = 1;
}

static enum err look_picture(struct domain *d, struct blob_store *blobs,
			     const struct field_content *c, struct draw_look *out, struct error *e)
{
	switch (c->picture) {
	case FIELD_PICTURE_IMAGE:
		out->kind = DRAW_LOOK_PICTURE;
		return read_blob(d, blobs, c->blob, &out->picture, e);
	case FIELD_PICTURE_INK:
		return look_ink(d, c, out, e);
	case FIELD_PICTURE_SEAL:
		look_seal(c, out);
		return ERR_OK;
	case FIELD_PICTURE_TYPED:
		out->kind = DRAW_LOOK_TYPED;
		out->text.text = c->typed;
		return ERR_OK;
	case FIELD_PICTURE_NONE:
		break;
	}
	out->kind = DRAW_LOOK_TEXT;
	out->text.text = "";
	return ERR_OK;
}

static struct draw_look blank_look(const struct field_box *box)
{
	return (struct draw_look){
		.width = box->width,
		.height = box->height,
		.unit = box->unit,
		.frame = box->frame,
		.opaque = box->opaque,
	};
}

enum err field_look(struct domain *d, struct blob_store *blobs, const struct input_field *f,
		    const struct field_content *c, const struct field_box *box,
		    struct draw_look *out, struct error *e)
{
	struct draw_look look = blank_look(box);

	switch (field_kind_of(f->kind)->takes) {
	case FIELD_TAKES_TEXT:
		look_text(f, c, box, &look);
		break;
	case FIELD_TAKES_OPTION:
		if (!strcmp(f->kind, "radio"))
			return error_set(e, ERR_INVALID, "a radio button has no text");
		look_text(f, c, box, &look);
		break;
	case FIELD_TAKES_CHECK:
		return error_set(e, ERR_INVALID, "a check box has no text");
	case FIELD_TAKES_IMAGE:
		TRY(look_picture(d, blobs, c, &look, e));
		break;
	}
	*out = look;
	return ERR_OK;
}

struct draw_look field_look_mark(const struct input_field *f, const struct field_box *box,
				 _Bool chosen)
{
	struct draw_look look = blank_look(box);
	_Bool radio = !strcmp(f->kind, "radio");

	look.kind = DRAW_LOOK_MARK;
	look.mark_frame = radio ? DRAW_FRAME_ROUND : DRAW_FRAME_SQUARE;
	if (chosen)
		look.mark = radio ? DRAW_MARK_DOT : DRAW_MARK_CHECK;
	return look;
}

/* fitting ----------------------------------------------------------------- */

enum err field_text_fits(const struct draw_look *look, const char **code, struct error *e)
{
	struct draw_fit fit;

	TRY(draw_text_fit(look, &fit, e));
	if (fit.missing)
		*code = "value-glyph";
	else if (fit.fits < fit.total)
		*code = "value-overflow";
	return ERR_OK;
}

/* What cannot be drawn is refused for what it is; memory and files that fail are our own failure.
 */
static enum err drawn(struct domain *d, const struct draw_look *look, const char *code,
		      const char **code_out, struct error *e)
{
	struct bytes pdf;
	enum err rc = draw_look_pdf(look, d->repo.mem, &pdf, e);

	if (rc != ERR_INVALID && rc != ERR_TOO_LARGE)
		return rc;
	*code_out = code;
	return ERR_OK;
}

enum err field_look_fits(struct domain *d, struct blob_store *blobs, const struct input_field *f,
			 const struct field_content *c, const struct field_box *box,
			 const char **code_out, struct error *e)
{
	struct draw_look look;

	*code_out = NULL;
	if (c->empty || !strcmp(f->kind, "radio") || !strcmp(f->kind, "check"))
		return ERR_OK;
	TRY(field_look(d, blobs, f, c, box, &look, e));
	switch (look.kind) {
	case DRAW_LOOK_TEXT:
	case DRAW_LOOK_TYPED:
		return field_text_fits(&look, code_out, e);
	case DRAW_LOOK_SEAL:
		return drawn(d, &look, "value-bad-seal", code_out, e);
	case DRAW_LOOK_INK:
		return drawn(d, &look, "value-ink", code_out, e);
	case DRAW_LOOK_PICTURE:
	case DRAW_LOOK_MARK:
		return drawn(d, &look, "value-bad-image", code_out, e);
	}
	return ERR_OK;
}

/* Drawn once, so that it is known to decode. */
static enum err decodes(struct bytes image, const char **code_out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(IMAGE_MEMORY);
	struct draw_look look = {
		.kind = DRAW_LOOK_PICTURE, .width = 100, .height = 100, .picture = image
	};
	struct bytes pdf;
	enum err rc = draw_look_pdf(&look, mem, &pdf, e);

	if (rc != ERR_OK)
		*code_out = "value-bad-image";
	return ERR_OK;
}

enum err field_image_check(struct bytes image, const char **code_out, struct error *e)
{
	struct draw_picture_facts facts;
	enum err rc = draw_picture_facts(image, &facts, e);

	*code_out = NULL;
	if (rc == ERR_OK && (uint64_t)facts.width * facts.height <= FIELD_IMAGE_DOTS)
		return decodes(image, code_out, e);
	*code_out = rc == ERR_OK || rc == ERR_TOO_LARGE ? "image-too-large" : "value-bad-image";
	return ERR_OK;
}
