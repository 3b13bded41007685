#include "paper.h"
#include <inttypes.h>
#include "../unit/pdf/make.h"
#include "must.h"
#include "os/file.h"
#include "pdf/update.h"

uint64_t paper_write(const struct paper *p, const char *path)
{
	AUTO(make) struct make m = { 0 };
	AUTO(buf) struct buf text = { 0 };

	buf_printf(&text, "BT /F1 12 Tf 20 50 Td (Contract %u) Tj ET", p->n);
	make_header(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>");
	make_object(&m, 3,
		    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>");
	make_stream(&m, 4, "", buf_bytes(&text));
	make_object(&m, 5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	if (p->n % 2)
		make_xref_stream(&m, 6, (struct make_members){ 0, 0, 0 }, "");
	else
		make_table(&m, 6, "");
	MUST_OK(file_write_atomic(path, make_bytes(&m), 0600, &error));
	return make_bytes(&m).len;
}

void paper_overwrite(struct bytes file, const char *path)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf all = { 0 };
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_obj none = { .kind = PDF_DICT };
	struct pdf_update *u;
	struct pdf_doc *doc;
	struct pdf_tail t;

	MUST_OK(pdf_doc_open(&src, mem, NULL, &doc, &error));
	MUST_OK(pdf_update_begin(doc, mem, &u, &error));
	MUST_OK(pdf_update_set_stream(u, (struct pdf_ref){ 4, 0 }, &none,
				      BYTES_LIT("BT /F1 12 Tf 20 50 Td (Another) Tj ET"), 0,
				      &error));
	MUST_OK(pdf_update_finish(u, &t, &error));
	buf_append(&all, file);
	buf_append(&all, BYTES(t.data, t.len));
	MUST_OK(file_write_atomic(path, buf_bytes(&all), 0600, &error));
}
