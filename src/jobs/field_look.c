#include "jobs/field_look.h"
#include "pdf/import.h"

enum err field_look_add(struct pdf_update *u, const struct draw_look *look, int turn,
			struct pdf_ref *out, struct error *e)
{
	struct bytes drawn;
	double box[4];

	TRY(draw_look_pdf(look, pdf_update_mem(u), &drawn, e));
	return pdf_import_page_turned(u, drawn, turn, out, box, e);
}

struct draw_look field_look_text(const struct pdf_form_item *item, const struct pdf_form_widget *w,
				 const char *text)
{
	static const enum draw_text_align aligns[] = { [PDF_ALIGN_LEFT] = DRAW_TEXT_LEFT,
						       [PDF_ALIGN_CENTER] = DRAW_TEXT_CENTER,
						       [PDF_ALIGN_RIGHT] = DRAW_TEXT_RIGHT };
	struct draw_look look = {
		.kind = DRAW_LOOK_TEXT,
		.width = w->width,
		.height = w->height,
		.frame = { .has_fill = w->has_fill,
			   .has_border = w->has_border,
			   .border_width = w->border_width },
		.text = { .text = text,
			  .size = item->font_size,
			  .align = aligns[item->align],
			  .multiline = item->kind == PDF_FIELD_MULTILINE,
			  .comb = item->comb ? item->max_length : 0 },
	};

	memcpy(look.frame.fill, w->fill, sizeof(w->fill));
	memcpy(look.frame.border, w->border, sizeof(w->border));
	memcpy(look.text.color, item->color, sizeof(item->color));
	return look;
}

/* What people read of a value: a choice's label. */
static const char *shown(const struct pdf_form_item *item, const char *value)
{
	for (size_t i = 0; item->kind == PDF_FIELD_CHOICE && i < item->n_options; i++)
		if (strcmp(item->options[i].value, value) == 0)
			return item->options[i].label;
	return value;
}

static _Bool is_text(const struct pdf_form_item *item)
{
	return item->kind == PDF_FIELD_TEXT || item->kind == PDF_FIELD_MULTILINE ||
	       item->kind == PDF_FIELD_CHOICE;
}

static struct draw_look look_of(const struct pdf_form_item *item, const struct pdf_form_widget *w,
				const struct field_value *value)
{
	struct draw_look look;

	if (is_text(item)) {
		look = field_look_text(item, w, shown(item, value->text ? value->text : ""));
	} else {
		look = *value->look;
		look.width = w->width;
		look.height = w->height;
		look.unit = w->unit;
	}
	look.opaque = value->opaque;
	return look;
}

/* One picture for each widget that can be seen. */
static enum err draw_looks(struct pdf_update *u, const struct pdf_form_item *item,
			   const struct field_value *value, const struct pdf_ref **out,
			   struct error *e)
{
	struct pdf_ref *refs = arena_alloc_n(pdf_update_mem(u), item->n_widgets + 1, sizeof(*refs));

	if (!refs)
		return error_set(e, ERR_TOO_LARGE, "no room for the field's pictures");
	for (size_t i = 0; i < item->n_widgets; i++) {
		const struct pdf_form_widget *w = &item->widgets[i];
		struct draw_look look;

		if (!(w->width > 0 && w->height > 0))
			continue;
		look = look_of(item, w, value);
		TRY(field_look_add(u, &look, w->turn, &refs[i], e));
	}
	*out = refs;
	return ERR_OK;
}

static enum err fill_item(struct pdf_filling *f, struct pdf_update *u,
			  const struct pdf_form_item *item, const struct field_value *value,
			  struct error *e)
{
	const struct pdf_ref *looks = NULL;
	enum err rc;

	if (item->kind == PDF_FIELD_IMAGE && !value->look)
		return error_set(e, ERR_INVALID, "field \"%.64s\" needs a picture", item->name);
	if (is_text(item) || item->kind == PDF_FIELD_IMAGE) {
		rc = draw_looks(u, item, value, &looks, e);
		if (rc != ERR_OK)
			return error_wrap(e, rc, item->name);
	}
	return pdf_filling_set(f, item, value->text, looks, e);
}

enum err field_fill(struct pdf_filling *f, struct pdf_update *u, const char *name,
		    const struct field_value *value, struct error *e)
{
	const struct pdf_form_item *item;

	TRY(pdf_filling_find(f, name, &item, e));
	return fill_item(f, u, item, value, e);
}

static _Bool is_drawn(const struct pdf_form_item *item)
{
	for (size_t i = 0; i < item->n_widgets; i++)
		if (!item->widgets[i].looks && !item->widgets[i].hidden)
			return 0;
	return 1;
}

/* A value that does not fit at the size the form asks for is shown smaller: it was there before us.
 */
static enum err settle_item(struct pdf_filling *f, struct pdf_update *u, struct pdf_form_item item,
			    struct error *e)
{
	struct field_value value = { .text = item.value };
	struct error first = { 0 };

	if (fill_item(f, u, &item, &value, &first) == ERR_OK)
		return ERR_OK;
	item.font_size = 0;
	return fill_item(f, u, &item, &value, e);
}

enum err field_look_settle(struct pdf_update *u, struct error *e)
{
	const struct pdf_form_item *items;
	struct pdf_filling *f;
	size_t n, i;
	_Bool asked;

	TRY(pdf_form_drop_redraw(u, &asked, e));
	TRY(pdf_filling_begin(u, &f, e));
	TRY(pdf_form_list(pdf_update_doc(u), pdf_update_mem(u), &items, &n, e));
	for (i = 0; i < n; i++)
		if (is_text(&items[i]) && *items[i].value && !items[i].rich && !items[i].password &&
		    (asked || !is_drawn(&items[i])))
			TRY(settle_item(f, u, items[i], e));
	return ERR_OK;
}
