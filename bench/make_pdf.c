#include "make_pdf.h"
#include <stdint.h>
#include <stdlib.h>

enum { PER_PAGE = 3, FIRST = 3, IMAGES = 8, TEXT = 900 };

struct maker {
	struct buf *out;
	size_t *offsets; /* of object i + 1 */
	unsigned n;
	uint64_t seed;
};

static void object(struct maker *m)
{
	m->offsets[m->n++] = m->out->len;
	buf_printf(m->out, "%u 0 obj\n", m->n);
}

static void noise(struct maker *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
		buf_append_byte(m->out, (unsigned char)(m->seed >> 56));
	}
}

static void text_stream(struct maker *m, unsigned page)
{
	object(m);
	buf_printf(m->out, "<< /Length %d >>\nstream\n", TEXT);
	size_t start = m->out->len;

	buf_printf(m->out, "BT /F1 12 Tf 72 700 Td (Page %u) Tj ET\n", page);
	buf_fill(m->out, ' ', TEXT - (m->out->len - start));
	buf_append_str(m->out, "\nendstream\nendobj\n");
}

static void pages(struct maker *m, const struct shape *s, unsigned images)
{
	unsigned first_image = FIRST + s->pages * PER_PAGE;

	for (unsigned i = 0; i < s->pages; i++) {
		unsigned base = FIRST + i * PER_PAGE;

		object(m);
		buf_printf(m->out, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %u 0 R "
			   "/Resources << /Font << /F1 %u 0 R >>", base + 1, base + 2);
		if (i < images)
			buf_printf(m->out, " /XObject << /Im %u 0 R >>", first_image + i);
		buf_append_str(m->out, " >> >>\nendobj\n");
		text_stream(m, i);
		object(m);
		buf_append_str(m->out, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n");
	}
}

static void image(struct maker *m, size_t bytes)
{
	object(m);
	buf_printf(m->out, "<< /Type /XObject /Subtype /Image /Width %zu /Height 1 /ColorSpace /DeviceGray "
		   "/BitsPerComponent 8 /Length %zu >>\nstream\n", bytes, bytes);
	noise(m, bytes);
	buf_append_str(m->out, "\nendstream\nendobj\n");
}

static void head(struct maker *m, const struct shape *s)
{
	buf_append_str(m->out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	object(m);
	buf_append_str(m->out, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
	object(m);
	buf_printf(m->out, "<< /Type /Pages /Count %u /Kids [", s->pages);
	for (unsigned i = 0; i < s->pages; i++)
		buf_printf(m->out, "%u 0 R ", FIRST + i * PER_PAGE);
	buf_append_str(m->out, "] >>\nendobj\n");
}

static void foot(struct maker *m)
{
	size_t at = m->out->len;

	buf_printf(m->out, "xref\n0 %u\n0000000000 65535 f \n", m->n + 1);
	for (unsigned i = 0; i < m->n; i++)
		buf_printf(m->out, "%010zu 00000 n \n", m->offsets[i]);
	buf_printf(m->out, "trailer\n<< /Size %u /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", m->n + 1, at);
}

void make_pdf(const struct shape *s, struct buf *out)
{
	unsigned images = s->pages < IMAGES ? s->pages : IMAGES;
	struct maker m = { .out = out, .seed = 1,
			   .offsets = calloc(FIRST + s->pages * PER_PAGE + IMAGES, sizeof(size_t)) };
	size_t left;

	if (!m.offsets)
		abort();
	head(&m, s);
	pages(&m, s, images);
	left = s->bytes > out->len ? s->bytes - out->len : images;
	for (unsigned i = 0; i < images; i++)
		image(&m, left / images);
	foot(&m);
	free(m.offsets);
}
