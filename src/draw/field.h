/* What a field shows when it is filled in: text, marks, handwriting, pictures, seals. Each look is
 * drawn by the same code as a one-page PDF of the box's size (pdf/import.h puts it into the
 * document) and as a PNG for the screen, so that what was previewed is what is signed.
 *
 * Text is never cut nor drawn with a □ for a missing character: both are refused. The same input
 * gives the same bytes on the same machine. */
#pragma once
#include "draw/ink.h"
#include "draw/picture.h"
#include "draw/seal_shape.h"

enum draw_look_kind {
	DRAW_LOOK_TEXT,
	DRAW_LOOK_MARK,
	DRAW_LOOK_INK,
	DRAW_LOOK_PICTURE,
	DRAW_LOOK_SEAL,
	DRAW_LOOK_TYPED, /* a signature that was typed: one line in the serif face, as large as fits
			  */
};

enum draw_text_align { DRAW_TEXT_LEFT, DRAW_TEXT_CENTER, DRAW_TEXT_RIGHT };

struct draw_text {
	const char *text; /* UTF-8; newlines only in multi-line text */
	double size;	  /* points; 0: automatic, at most 12 (multi-line: 10), at least 4 */
	enum draw_text_align align;
	_Bool multiline;    /* wrapped, from the top; else one line, centred vertically */
	unsigned comb;	    /* so many cells of equal width, a character in each; 0: none */
	_Bool typed;	    /* set by DRAW_LOOK_TYPED */
	double color[3];    /* RGB */
	const char *family; /* fonts to try first, "A,B"; NULL: the usual Japanese ones */
};

enum draw_mark {
	DRAW_MARK_NONE,
	DRAW_MARK_CHECK,
	DRAW_MARK_DOT,
	DRAW_MARK_CROSS,
	DRAW_MARK_CIRCLE
};
enum draw_mark_frame { DRAW_FRAME_NONE, DRAW_FRAME_SQUARE, DRAW_FRAME_ROUND };

/* What lies around and under the content: borders and backgrounds of an upload's own widgets. */
struct draw_frame {
	_Bool has_fill, has_border;
	double fill[3], border[3], border_width;
};

struct draw_look {
	enum draw_look_kind kind;
	double width, height; /* of the box as seen, 4 to 5,000 */
	double unit;	      /* points in a unit of width and height; 0: 1 */
	struct draw_frame frame;
	_Bool opaque;	       /* pictures without transparency: PDF/A-1 */
	struct draw_text text; /* TEXT, TYPED */
	enum draw_mark mark;   /* MARK; in text.color */
	enum draw_mark_frame mark_frame;
	struct draw_ink ink;
	struct bytes picture; /* PNG or JPEG */
	struct draw_seal_shape seal;
	_Bool shrink; /* a seal larger than its box is drawn smaller; else refused */
};

/* How a text fits; nothing is drawn. */
struct draw_fit {
	size_t total, fits; /* characters as people count them; fits == total: all of it */
	double size; /* points it is drawn at; when it does not fit, the smallest that was tried */
	uint32_t missing; /* code point of the first character that no font has; 0: none */
};
/* ERR_INVALID only for text that is no text: not UTF-8, control characters. */
enum err draw_text_fit(const struct draw_look *look, struct draw_fit *out,
		       struct error *e) MUST_USE;

/* ERR_INVALID with a message that says what to do: "only 12 of 20 characters fit", "no font has the
 * character U+1F600". */
enum err draw_look_pdf(const struct draw_look *look, struct arena *mem, struct bytes *pdf_out,
		       struct error *e) MUST_USE;
/* The same, width_px dots wide (16 to 2,000), on a transparent ground. */
enum err draw_look_png(const struct draw_look *look, unsigned width_px, struct arena *mem,
		       struct bytes *png_out, struct error *e) MUST_USE;
