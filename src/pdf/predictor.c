/* Predictors of Flate and LZW data (§7.4.4.4): PNG (RFC 2083 §6) and TIFF 2. */
#include "pdf/filter.h"
#include <stdlib.h>

enum { PNG_NONE, PNG_SUB, PNG_UP, PNG_AVERAGE, PNG_PAETH };
enum { ROW_MAX = 16 * 1024 * 1024 };

static unsigned char paeth(int a, int b, int c)
{
	int p = a + b - c, pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);

	if (pa <= pb && pa <= pc)
		return (unsigned char)a;
	return (unsigned char)(pb <= pc ? b : c);
}

/* row: n encoded bytes, decoded in place; up: the row before, or NULL. */
static _Bool png_row(unsigned char *row, const unsigned char *up, size_t n, size_t bpp, int tag)
{
	for (size_t i = 0; i < n; i++) {
		int a = i >= bpp ? row[i - bpp] : 0;
		int b = up ? up[i] : 0;
		int c = up && i >= bpp ? up[i - bpp] : 0;

		switch (tag) {
		case PNG_NONE:
			return 1;
		case PNG_SUB:
			row[i] = (unsigned char)(row[i] + a);
			break;
		case PNG_UP:
			row[i] = (unsigned char)(row[i] + b);
			break;
		case PNG_AVERAGE:
			row[i] = (unsigned char)(row[i] + (a + b) / 2);
			break;
		case PNG_PAETH:
			row[i] = (unsigned char)(row[i] + paeth(a, b, c));
			break;
		default:
			return 0;
		}
	}
	return tag <= PNG_PAETH;
}

static enum err png_undo(struct buf *data, size_t row, size_t bpp, struct error *e)
{
	unsigned char *s = data->data, *up = NULL;
	size_t from = 0, to = 0;

	while (from < data->len) {
		int tag = s[from++];
		size_t n = data->len - from < row ? data->len - from : row;

		memmove(s + to, s + from, n);
		if (!png_row(s + to, up, n, bpp, tag))
			return error_set(e, ERR_PDF_DAMAGED, "unknown PNG predictor %d", tag);
		up = s + to;
		to += n;
		from += n;
	}
	data->len = to;
	return ERR_OK;
}

static void tiff_row_bytes(unsigned char *s, size_t n, size_t colors, unsigned bits)
{
	if (bits == 8) {
		for (size_t i = colors; i < n; i++)
			s[i] = (unsigned char)(s[i] + s[i - colors]);
		return;
	}
	for (size_t i = 2 * colors; i + 1 < n; i += 2) {
		size_t p = i - 2 * colors;
		unsigned v = ((unsigned)s[i] << 8 | s[i + 1]) + ((unsigned)s[p] << 8 | s[p + 1]);

		s[i] = (unsigned char)(v >> 8);
		s[i + 1] = (unsigned char)v;
	}
}

/* Samples of 1, 2 or 4 bits. */
static void tiff_row_bits(unsigned char *s, size_t n, size_t colors, unsigned bits)
{
	unsigned char before[32] = { 0 };
	unsigned mask = (1U << bits) - 1;
	size_t sample = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned out = 0;

		for (int shift = (int)(8 - bits); shift >= 0; shift -= (int)bits) {
			unsigned char *prev = &before[sample++ % colors];

			*prev = (unsigned char)(((unsigned)*prev + ((unsigned)s[i] >> shift)) & mask);
			out |= (unsigned)*prev << shift;
		}
		s[i] = (unsigned char)out;
	}
}

static void tiff_undo(struct buf *data, size_t row, const struct pdf_filter_step *p)
{
	unsigned bits = (unsigned)p->bits;

	for (size_t at = 0; at < data->len; at += row) {
		size_t n = data->len - at < row ? data->len - at : row;

		if (bits >= 8)
			tiff_row_bytes(data->data + at, n, (size_t)p->colors, bits);
		else
			tiff_row_bits(data->data + at, n, (size_t)p->colors, bits);
	}
}

static _Bool bits_known(int64_t bits)
{
	return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
}

enum err pdf_predictor_undo(const struct pdf_filter_step *p, struct buf *data, struct error *e)
{
	size_t row, bpp;

	if (p->predictor == 1 || data->overflow)
		return ERR_OK;
	if (p->predictor != 2 && (p->predictor < 10 || p->predictor > 15))
		return error_set(e, ERR_PDF_DAMAGED, "unknown /Predictor");
	if (p->colors < 1 || p->colors > 32 || !bits_known(p->bits) || p->columns < 1 ||
	    p->columns > ROW_MAX)
		return error_set(e, ERR_PDF_DAMAGED, "/DecodeParms out of range");
	row = ((size_t)(p->colors * p->bits) * (size_t)p->columns + 7) / 8;
	bpp = ((size_t)(p->colors * p->bits) + 7) / 8;
	if (row > ROW_MAX)
		return error_set(e, ERR_PDF_LIMIT, "a predictor row of %zu bytes", row);
	if (p->predictor != 2)
		return png_undo(data, row, bpp, e);
	tiff_undo(data, row, p);
	return ERR_OK;
}
