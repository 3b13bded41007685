/* Where the numbers of new objects begin: above every number that the document lists or refers to,
 * in any revision (docs/decisions/0479-where-new-numbers-begin.md).
 *
 * A reference to an object that nobody defined is null (ISO 32000-2 §7.3.10). Whoever signed it has
 * signed null: an update that gave its number to an object would change what was signed. */
#pragma once
#include "pdf/doc.h"

/* What a document must have left that others are still to sign, each with an update or more. */
enum { PDF_NUMBERS_ROOM = 65536 };

/* Reads, once for each open document, the text of all objects of all revisions and of its object
 * streams; a document opened by an index knows already. Never above the limit of object numbers:
 * ERR_PDF_LIMIT when no number is left. References above that limit do not count, for no object of
 * ours gets there. */
enum err pdf_numbers_begin(struct pdf_doc *d, uint32_t *out, struct error *e) MUST_USE;
/* ERR_PDF_LIMIT when fewer than PDF_NUMBERS_ROOM are left. */
enum err pdf_numbers_room(struct pdf_doc *d, struct error *e) MUST_USE;
