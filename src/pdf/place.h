/* Where a field lies: areas of a page as people see it, and rectangles of its default user space.
 *
 * What is seen is the page's CropBox, turned clockwise by its /Rotate (ISO 32000-2 §7.7.3.3, both
 * inherited). An area is in fractions of that, from its top left corner; no other part of the
 * program needs to know how pages lie. */
#pragma once
#include "pdf/doc.h"

struct pdf_area {
	double x, y, w, h; /* 0..1 */
};

struct pdf_place {
	uint32_t page;	/* index */
	double rect[4]; /* default user space: x0 < x1, y0 < y1 */
	int turn;	/* of the page: 0, 90, 180, 270; becomes /MK /R when a field is made */
	double width, height; /* of the area as seen, in units of user space */
	double unit;	      /* points (1/72 inch) in such a unit: /UserUnit, usually 1 */
};

/* ERR_INVALID: not within the page, or smaller than a point either way; ERR_NOT_FOUND: no such
 * page. */
enum err pdf_place_area(struct pdf_doc *d, uint32_t page, struct pdf_area area,
			struct pdf_place *out, struct error *e) MUST_USE;
/* The other way round: what is seen of rect on the page. Parts beyond the page are kept, so that
 * the result may leave 0..1. */
struct pdf_area pdf_place_seen(const struct pdf_page *page, const double rect[4]);
/* Size of an upright appearance for a widget of this rectangle and /MK /R. */
void pdf_place_size(const double rect[4], int turn, double *width, double *height);
/* The /Matrix that shows an appearance upright on a page that is turned so (§12.5.5). */
void pdf_place_matrix(int turn, double out[6]);
