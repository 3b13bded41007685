#include "../test.h"
#include "base/buf.h"
#include "page_kit.h"

static double width(const char *s)
{
	double w = 0;

	for (; *s; s++)
		if (((unsigned char)*s & 0xc0) != 0x80)
			w += (unsigned char)*s < 0x80 ? 5 : 10;
	return w;
}

static void put(struct buf *b, const struct placed *p)
{
	buf_printf(b, "<word xMin=\"%f\" yMin=\"%f\" xMax=\"%f\" yMax=\"%f\">%s</word>\n", p->x, p->y,
		   p->x + width(p->text), p->y + 10, p->text);
}

struct stream page_of(const struct placed *words, size_t n, struct arena *mem)
{
	AUTO(buf) struct buf b = { 0 };
	struct text_layout layout;
	struct stream st;

	buf_append_str(&b, "<html><body><doc>\n<page width=\"595\" height=\"842\">\n<line>\n");
	for (size_t i = 0; i < n; i++) {
		if (i && words[i].y != words[i - 1].y)
			buf_append_str(&b, "</line><line>");
		put(&b, &words[i]);
	}
	buf_append_str(&b, "</line></page></doc></body></html>");
	assert_ok(layout_parse(buf_bytes(&b), mem, &layout, NULL));
	assert_int_equal(layout.n_pages, 1);
	assert_ok(stream_make(&layout, 0, mem, &st, NULL));
	return st;
}
