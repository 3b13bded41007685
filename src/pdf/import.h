/* Takes page 1 of a small PDF (as Cairo draws it) and adds it to an update as a
 * form XObject with all it needs (§8.10), numbers renewed. Only objects that the
 * page's resources reach are taken; their streams are copied as they stand.
 *
 * The page's transparency group is left out: what Cairo draws for us uses no
 * blend mode, so painting it straight onto the page looks the same, and PDF/A-1
 * (ISO 19005-1 §6.4) forbids transparency groups. */
#pragma once
#include "pdf/update.h"

/* drawn_pdf must live until pdf_update_finish. bbox_out: the page's media box. */
enum err pdf_import_page(struct pdf_update *u, struct bytes drawn_pdf, struct pdf_ref *xobject_out,
			 double bbox_out[4], struct error *e) MUST_USE;
/* The same, upright on a page that is turned by 90, 180 or 270 (pdf/place.h). */
enum err pdf_import_page_turned(struct pdf_update *u, struct bytes drawn_pdf, int turn,
				struct pdf_ref *xobject_out, double bbox_out[4],
				struct error *e) MUST_USE;
