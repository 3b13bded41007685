#include "../test.h"
#include "make.h"
#include <inttypes.h>
#include <stdlib.h>

void make_done(struct make *m)
{
	buf_done(&m->file);
}

void make_header(struct make *m)
{
	buf_append_str(&m->file, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
}

void make_object(struct make *m, unsigned num, const char *text)
{
	m->at[num] = m->file.len;
	buf_printf(&m->file, "%u 0 obj\n%s\nendobj\n", num, text);
}

void make_stream(struct make *m, unsigned num, const char *dict, struct bytes data)
{
	m->at[num] = m->file.len;
	buf_printf(&m->file, "%u 0 obj\n<<%s/Length %zu>>stream\n", num, dict, data.len);
	buf_append(&m->file, data);
	buf_append_str(&m->file, "\nendstream\nendobj\n");
}

void make_startxref(struct make *m, uint64_t value)
{
	buf_printf(&m->file, "startxref\n%" PRIu64 "\n%%%%EOF\n", value);
}

void make_table(struct make *m, unsigned size, const char *extra)
{
	uint64_t here = m->file.len;

	buf_append_str(&m->file, "xref\n");
	if (!m->section)
		buf_append_str(&m->file, "0 1\n0000000000 65535 f \n");
	for (unsigned i = 1; i < MAKE_OBJECTS; i++)
		if (m->at[i])
			buf_printf(&m->file, "%u 1\n%010" PRIu64 " 00000 n \n", i, m->at[i]);
	buf_printf(&m->file, "trailer\n<</Size %u/Root 1 0 R%s>>\n", size, extra);
	make_startxref(m, here);
	m->section = here;
	memset(m->at, 0, sizeof(m->at));
}

static void put_entry(struct buf *out, unsigned type, uint64_t second, unsigned third)
{
	buf_append_byte(out, (unsigned char)type);
	buf_append_byte(out, (unsigned char)(second >> 16));
	buf_append_byte(out, (unsigned char)(second >> 8));
	buf_append_byte(out, (unsigned char)second);
	buf_append_byte(out, (unsigned char)third);
}

void make_xref_stream(struct make *m, unsigned num, struct make_members in, const char *extra)
{
	AUTO(buf) struct buf data = { 0 };
	AUTO(buf) struct buf dict = { 0 };
	uint64_t here = m->file.len;

	m->at[num] = here;
	for (unsigned i = 0; i <= num; i++) {
		if (i >= in.first && i < in.first + in.n)
			put_entry(&data, 2, in.container, i - in.first);
		else if (m->at[i])
			put_entry(&data, 1, m->at[i], 0);
		else
			put_entry(&data, 0, 0, i ? 0 : 255);
	}
	buf_printf(&dict, "/Type/XRef/W[1 3 1]/Size %u/Root 1 0 R%s", num + 1, extra);
	make_stream(m, num, buf_cstr(&dict), buf_bytes(&data));
	make_startxref(m, here);
	m->section = here;
	memset(m->at, 0, sizeof(m->at));
}

void make_body(struct make *m)
{
	make_object(m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>");
	make_object(m, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
	make_stream(m, 4, "", BYTES_LIT("0 0 10 10 re f"));
}

void make_file(struct make *m)
{
	make_header(m);
	make_body(m);
	make_table(m, 5, "");
}

struct bytes make_bytes(const struct make *m)
{
	return buf_bytes(&m->file);
}

enum err make_open(const struct make *m, struct arena *mem, struct pdf_doc **out, struct error *e)
{
	struct pdf_source src = pdf_source_memory(make_bytes(m));

	return pdf_doc_open(&src, mem, NULL, out, e);
}

static enum err read_range(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	const struct make *m = ctx;

	(void)e;
	assert_true(off <= m->file.len && len <= m->file.len - off);
	memcpy(out, m->file.data + off, len);
	return ERR_OK;
}

enum err make_open_ranged(const struct make *m, struct arena *mem, struct pdf_doc **out,
			  struct error *e)
{
	struct pdf_source src = { .size = m->file.len, .read = read_range };

	src.ctx = (void *)(uintptr_t)m;
	return pdf_doc_open(&src, mem, NULL, out, e);
}

void make_replace(struct make *m, const char *from, const char *to)
{
	size_t at = bytes_find(make_bytes(m), bytes_of_str(from), 0);
	AUTO(buf) struct buf changed = { 0 };
	struct buf swap;

	if (at == SIZE_MAX)
		fail_msg("the file does not hold \"%s\"", from);
	buf_append(&changed, bytes_slice(make_bytes(m), 0, at));
	buf_append_str(&changed, to);
	buf_append(&changed, bytes_slice(make_bytes(m), at + strlen(from), m->file.len));
	swap = m->file;
	m->file = changed;
	changed = swap;
}
