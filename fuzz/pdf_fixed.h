/* A document that does not change, for targets whose input is something else. */
#pragma once
#include <stdio.h>
#include "base/buf.h"

static inline void fixed_file(struct buf *out)
{
	static const char *const objects[] = {
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>",
		"<</Type/Page/Parent 2 0 R>>",
		"<</FT/Sig/T(party)/Subtype/Widget/Rect[0 0 0 0]/P 3 0 R>>",
	};
	size_t at[COUNT_OF(objects)], i, xref;

	buf_append_str(out, "%PDF-1.7\n");
	for (i = 0; i < COUNT_OF(objects); i++) {
		at[i] = out->len;
		buf_printf(out, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	xref = out->len;
	buf_printf(out, "xref\n0 %zu\n0000000000 65535 f \n", COUNT_OF(objects) + 1);
	for (i = 0; i < COUNT_OF(objects); i++)
		buf_printf(out, "%010zu 00000 n \n", at[i]);
	buf_printf(out, "trailer\n<</Size %zu/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
		   COUNT_OF(objects) + 1, xref);
}
