/* Text of a field: fitted, checked, drawn. Part of field.h's looks. */
#pragma once
#include "draw/field.h"

/* box: what is left inside the frame. */
enum err draw_text_show(struct draw_surface *s, const struct draw_look *look, struct draw_box box,
			struct error *e) MUST_USE;
enum err draw_text_measure(struct draw_surface *s, const struct draw_look *look,
			   struct draw_box box, struct draw_fit *out, struct error *e) MUST_USE;
