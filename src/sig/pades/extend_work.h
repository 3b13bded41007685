/* What the steps of an extension hand to each other; for src/sig/pades only. */
#pragma once
#include "sig/pades/extend.h"

/* The document as the validator sees it, asking the world or not. */
struct validate_report pades_judge(const struct pdf_source *src,
				   const struct pades_gather_options *o, _Bool online,
				   struct arena *mem);
/* pades_gather, from a report that was made with the world at hand. */
enum err pades_gather_report(const struct validate_report *r, uint64_t foreign_end,
			     struct arena *mem, struct pades_material *out,
			     struct error *e) MUST_USE;

/* dss_write.c: the document's security store with what the material adds; *added false when it has
 * all of it already. */
enum err pades_dss_write(struct pdf_update *u, const struct pades_material *m, _Bool *added,
			 struct error *e) MUST_USE;
/* The catalog says that extensions of PDF 1.7 are used (EN 319 142-1 §5.4.1; nothing in PDF 2.0).
 */
enum err pades_extension_mark(struct pdf_update *u, struct error *e) MUST_USE;
