#include "pdf/place.h"
#include <math.h>

static const double unit_most = 75000; /* ISO 32000-2 annex C names no limit for /UserUnit */

static _Bool on_side(int turn)
{
	return turn == 90 || turn == 270;
}

/* A point seen at fractions (x, y) from the top left, in default user space. */
static void to_user(const struct pdf_page *p, double x, double y, double out[2])
{
	const double *c = p->crop_box;
	double w = c[2] - c[0], h = c[3] - c[1];

	out[0] = on_side(p->rotate) ? y : x;
	out[1] = on_side(p->rotate) ? x : y;
	out[0] = p->rotate == 0 || p->rotate == 90 ? c[0] + out[0] * w : c[2] - out[0] * w;
	out[1] = p->rotate == 90 || p->rotate == 180 ? c[1] + out[1] * h : c[3] - out[1] * h;
}

static void to_seen(const struct pdf_page *p, double x, double y, double out[2])
{
	const double *c = p->crop_box;
	double w = c[2] - c[0], h = c[3] - c[1];
	double u = p->rotate == 0 || p->rotate == 90 ? x - c[0] : c[2] - x;
	double v = p->rotate == 90 || p->rotate == 180 ? y - c[1] : c[3] - y;

	u = w > 0 ? u / w : 0;
	v = h > 0 ? v / h : 0;
	out[0] = on_side(p->rotate) ? v : u;
	out[1] = on_side(p->rotate) ? u : v;
}

/* A thousandth of a unit is far below what can be seen and keeps files tidy. */
static double tidy(double v)
{
	return round(v * 1000) / 1000;
}

static enum err user_unit(struct pdf_doc *d, const struct pdf_page *p, double *out, struct error *e)
{
	const struct pdf_obj *o;
	double v = 1;

	TRY(pdf_doc_get(d, p->dict, "UserUnit", &o, e));
	if (o->kind != PDF_NULL && (!pdf_obj_number(o, &v) || !(v > 0 && v <= unit_most)))
		return error_set(e, ERR_PDF_DAMAGED, "/UserUnit is no positive number");
	*out = v;
	return ERR_OK;
}

void pdf_place_size(const double rect[4], int turn, double *width, double *height)
{
	double w = rect[2] - rect[0], h = rect[3] - rect[1];

	*width = on_side(turn) ? h : w;
	*height = on_side(turn) ? w : h;
}

enum err pdf_place_area(struct pdf_doc *d, uint32_t page, struct pdf_area a, struct pdf_place *out,
			struct error *e)
{
	static const double slack = 1e-6; /* fractions that were computed */
	struct pdf_place place = { .page = page };
	struct pdf_page p;
	double from[2], to[2];

	if (!(a.x >= -slack && a.y >= -slack && a.w > 0 && a.h > 0 && a.x + a.w <= 1 + slack &&
	      a.y + a.h <= 1 + slack))
		return error_set(e, ERR_INVALID, "the area does not lie on the page");
	TRY(pdf_doc_page(d, page, &p, e));
	TRY(user_unit(d, &p, &place.unit, e));
	to_user(&p, a.x, a.y, from);
	to_user(&p, a.x + a.w, a.y + a.h, to);
	for (int i = 0; i < 2; i++) {
		place.rect[i] = tidy(fmin(from[i], to[i]));
		place.rect[i + 2] = tidy(fmax(from[i], to[i]));
	}
	place.turn = p.rotate;
	pdf_place_size(place.rect, place.turn, &place.width, &place.height);
	if (place.width < 1 || place.height < 1)
		return error_set(e, ERR_INVALID, "the area is too small");
	*out = place;
	return ERR_OK;
}

struct pdf_area pdf_place_seen(const struct pdf_page *page, const double rect[4])
{
	double a[2], b[2];

	to_seen(page, rect[0], rect[1], a);
	to_seen(page, rect[2], rect[3], b);
	return (struct pdf_area){ fmin(a[0], b[0]), fmin(a[1], b[1]), fabs(a[0] - b[0]),
				  fabs(a[1] - b[1]) };
}

void pdf_place_matrix(int turn, double out[6])
{
	static const double m[4][6] = { { 1, 0, 0, 1, 0, 0 },
					{ 0, 1, -1, 0, 0, 0 },
					{ -1, 0, 0, -1, 0, 0 },
					{ 0, -1, 1, 0, 0, 0 } };

	memcpy(out, m[turn / 90 % 4], sizeof(m[0]));
}
