/* Seals (印影) made from a name, in true millimetres, as outlines in vermilion:
 *
 *   round    a person's seal 認印: 10.5, 12, 13.5, 15, 16.5 or 18 mm and between
 *   square   a company's square seal 角印: 21 to 24 mm; characters in columns from the right
 *   company  a representative's round seal 丸印: 18 mm; the company's name around (outer),
 *            the office in the middle (text)
 *
 * They are appearance only and prove nothing. Text is written top down, columns right to left. */
#pragma once
#include "draw/surface.h"

enum draw_seal_kind { DRAW_SEAL_ROUND, DRAW_SEAL_SQUARE, DRAW_SEAL_COMPANY, DRAW_SEAL_KINDS_ };

struct draw_seal_shape {
	enum draw_seal_kind kind;
	const char *text;   /* round: at most 6 characters, square: 25, company: 9 */
	const char *outer;  /* company: around, at most 24 characters; else NULL */
	double mm;	    /* diameter or side; 0: usual (12, 21, 18) */
	const char *family; /* fonts to try first; NULL: the usual ones */
	_Bool fill_up;	    /* square: 之印 or 印 is added when it makes the columns even */
};

struct draw_seal_limits {
	double least, most, usual; /* mm */
	unsigned text, outer;	   /* characters */
};
struct draw_seal_limits draw_seal_limits(enum draw_seal_kind kind);

/* ERR_INVALID: no text, too much of it, or a size that such seals do not have. */
enum err draw_seal_check(const struct draw_seal_shape *seal, struct error *e) MUST_USE;

/* In the middle of the box at its true size; unit: points in a unit of the box (/UserUnit).
 * ERR_INVALID when the box is smaller than the seal, unless shrink is set. */
enum err draw_seal_shape_show(struct draw_surface *s, const struct draw_seal_shape *seal,
			      struct draw_box box, double unit, _Bool shrink,
			      struct error *e) MUST_USE;
