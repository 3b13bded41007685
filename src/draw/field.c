#include "draw/field.h"
#include <math.h>
#include "draw/text.h"

static const double side_least = 4, side_most = 5000;
enum { PX_LEAST = 16, PX_MOST = 2000, DOTS_MOST = 4000 * 1000 };

/* --- marks --- */

static void mark_path(cairo_t *cr, enum draw_mark mark, struct draw_box b)
{
	static const struct {
		double x, y;
	} check[] = { { 0.17, 0.54 }, { 0.41, 0.79 }, { 0.85, 0.22 } };
	double pen = b.w * 0.11;

	cairo_set_line_width(cr, pen);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	cairo_new_path(cr);
	switch (mark) {
	case DRAW_MARK_CHECK:
		for (size_t i = 0; i < COUNT_OF(check); i++)
			cairo_line_to(cr, b.x + check[i].x * b.w, b.y + check[i].y * b.h);
		break;
	case DRAW_MARK_CROSS:
		cairo_move_to(cr, b.x + 0.2 * b.w, b.y + 0.2 * b.h);
		cairo_line_to(cr, b.x + 0.8 * b.w, b.y + 0.8 * b.h);
		cairo_move_to(cr, b.x + 0.8 * b.w, b.y + 0.2 * b.h);
		cairo_line_to(cr, b.x + 0.2 * b.w, b.y + 0.8 * b.h);
		break;
	case DRAW_MARK_CIRCLE:
		cairo_arc(cr, b.x + b.w / 2, b.y + b.h / 2, (b.w - pen) / 2, 0, 2 * G_PI);
		break;
	case DRAW_MARK_DOT:
		cairo_arc(cr, b.x + b.w / 2, b.y + b.h / 2, b.w * 0.27, 0, 2 * G_PI);
		break;
	case DRAW_MARK_NONE:
		break;
	}
}

static void frame_path(cairo_t *cr, enum draw_mark_frame frame, struct draw_box b)
{
	double pen = b.w * 0.06;

	cairo_set_line_width(cr, pen);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
	cairo_new_path(cr);
	if (frame == DRAW_FRAME_SQUARE)
		cairo_rectangle(cr, b.x + pen / 2, b.y + pen / 2, b.w - pen, b.h - pen);
	else
		cairo_arc(cr, b.x + b.w / 2, b.y + b.h / 2, (b.w - pen) / 2, 0, 2 * G_PI);
	cairo_stroke(cr);
}

static enum err show_mark(struct draw_surface *s, const struct draw_look *l, struct draw_box b,
			  struct error *e)
{
	double side = fmin(b.w, b.h) * 0.9;
	struct draw_box in = { b.x + (b.w - side) / 2, b.y + (b.h - side) / 2, side, side };

	(void)e;
	cairo_set_source_rgb(s->cr, l->text.color[0], l->text.color[1], l->text.color[2]);
	if (l->mark_frame != DRAW_FRAME_NONE) {
		frame_path(s->cr, l->mark_frame, in);
		in = (struct draw_box){ in.x + side * 0.12, in.y + side * 0.12, side * 0.76,
					side * 0.76 };
	}
	mark_path(s->cr, l->mark, in);
	if (l->mark == DRAW_MARK_DOT)
		cairo_fill(s->cr);
	else
		cairo_stroke(s->cr);
	return ERR_OK;
}

/* --- the other kinds --- */

static enum err show_ink(struct draw_surface *s, const struct draw_look *l, struct draw_box b,
			 struct error *e)
{
	return draw_ink_show(s, &l->ink, b, e);
}

static enum err show_picture(struct draw_surface *s, const struct draw_look *l, struct draw_box b,
			     struct error *e)
{
	return draw_picture_show(s, l->picture, b, l->opaque, e);
}

static enum err show_seal(struct draw_surface *s, const struct draw_look *l, struct draw_box b,
			  struct error *e)
{
	return draw_seal_shape_show(s, &l->seal, b, l->unit > 0 ? l->unit : 1, l->shrink, e);
}

static enum err show_typed(struct draw_surface *s, const struct draw_look *l, struct draw_box b,
			   struct error *e)
{
	struct draw_look typed = *l;

	typed.text.typed = 1;
	typed.text.multiline = 0;
	typed.text.comb = 0;
	if (!l->text.text || !*l->text.text)
		return error_set(e, ERR_INVALID, "nothing was typed");
	return draw_text_show(s, &typed, b, e);
}

static enum err (*const shows[])(struct draw_surface *s, const struct draw_look *l,
				 struct draw_box b, struct error *e) = {
	[DRAW_LOOK_TEXT] = draw_text_show, [DRAW_LOOK_MARK] = show_mark,
	[DRAW_LOOK_INK] = show_ink,	   [DRAW_LOOK_PICTURE] = show_picture,
	[DRAW_LOOK_SEAL] = show_seal,	   [DRAW_LOOK_TYPED] = show_typed,
};

/* --- frame and surface --- */

static struct draw_box inside(const struct draw_look *l)
{
	double edge = l->frame.has_border ? l->frame.border_width : 0;

	return (struct draw_box){ edge, edge, fmax(1, l->width - 2 * edge),
				  fmax(1, l->height - 2 * edge) };
}

static void show_frame(struct draw_surface *s, const struct draw_look *l)
{
	const struct draw_frame *f = &l->frame;

	if (f->has_fill) {
		cairo_set_source_rgb(s->cr, f->fill[0], f->fill[1], f->fill[2]);
		cairo_rectangle(s->cr, 0, 0, l->width, l->height);
		cairo_fill(s->cr);
	}
	if (f->has_border && f->border_width > 0) {
		cairo_set_source_rgb(s->cr, f->border[0], f->border[1], f->border[2]);
		cairo_set_line_width(s->cr, f->border_width);
		cairo_rectangle(s->cr, f->border_width / 2, f->border_width / 2,
				l->width - f->border_width, l->height - f->border_width);
		cairo_stroke(s->cr);
	}
}

static enum err check_look(const struct draw_look *l, struct error *e)
{
	if (!(l->width >= side_least && l->width <= side_most && l->height >= side_least &&
	      l->height <= side_most))
		return error_set(e, ERR_INVALID, "the field must be %g to %g points wide and high",
				 side_least, side_most);
	if (l->unit < 0 || (size_t)l->kind >= COUNT_OF(shows))
		return error_set(e, ERR_INVALID, "there is no such look");
	return ERR_OK;
}

static enum err show(struct draw_surface *s, const struct draw_look *l, struct arena *mem,
		     struct bytes *out, struct error *e)
{
	show_frame(s, l);
	TRY(shows[l->kind](s, l, inside(l), e));
	return draw_surface_finish(s, mem, out, e);
}

enum err draw_look_pdf(const struct draw_look *l, struct arena *mem, struct bytes *pdf_out,
		       struct error *e)
{
	AUTO(draw_surface) struct draw_surface s = { 0 };
	struct draw_meta meta = { .created = 0 };

	TRY(check_look(l, e));
	draw_surface_init(&s, l->width, l->height, &meta);
	return show(&s, l, mem, pdf_out, e);
}

enum err draw_look_png(const struct draw_look *l, unsigned width_px, struct arena *mem,
		       struct bytes *png_out, struct error *e)
{
	AUTO(draw_surface) struct draw_surface s = { 0 };
	double dots;

	TRY(check_look(l, e));
	dots = width_px / l->width;
	if (width_px < PX_LEAST || width_px > PX_MOST || width_px * l->height * dots > DOTS_MOST)
		return error_set(e, ERR_INVALID, "a preview is %d to %d dots wide", PX_LEAST,
				 PX_MOST);
	draw_surface_init_image(&s, l->width, l->height, dots);
	return show(&s, l, mem, png_out, e);
}

enum err draw_text_fit(const struct draw_look *l, struct draw_fit *out, struct error *e)
{
	AUTO(draw_surface) struct draw_surface s = { 0 };
	struct draw_look look = *l;

	TRY(check_look(l, e));
	look.text.typed |= l->kind == DRAW_LOOK_TYPED;
	draw_surface_init_image(&s, 1, 1, 1);
	return draw_text_measure(&s, &look, inside(l), out, e);
}
