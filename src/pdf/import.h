/* Takes page 1 of a small PDF (as Cairo draws it) and adds it to an update as a
 * form XObject with all it needs (§8.10), numbers renewed. */
#pragma once
#include "pdf/update.h"

enum err pdf_import_page(struct pdf_update *u, struct bytes drawn_pdf, struct pdf_ref *xobject_out,
			 double bbox_out[4], struct error *e) MUST_USE;
