/* One field read for form_list.c and form_fill.c. Inside src/pdf only. */
#pragma once
#include "pdf/form_list.h"

struct pdf_form_reader {
	struct pdf_doc *d;
	struct arena *mem;
	size_t *budget; /* steps left: what hostile forms share between fields costs each time */
};
enum { PDF_FORM_STEPS = 2000000 };

enum err pdf_form_read_item(const struct pdf_form_reader *r, const struct pdf_field *f,
			    struct pdf_form_item *out, struct error *e) MUST_USE;
/* /DA: size and colour. What is no such string leaves them alone. */
void pdf_form_read_style(struct bytes da, struct pdf_form_item *io);
