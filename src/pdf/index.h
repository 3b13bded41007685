/* The signing index: what a later signature needs to know of a PDF, as one compact
 * byte string that is stored beside the document. With it a document is opened and
 * signed without reading its cross-reference: the cost depends neither on the
 * number of objects nor on the size (docs/decisions/0111-signing-index.md).
 *
 * It holds the facts of the trailer, where new numbers begin (pdf/numbers.h), the pages'
 * references and sizes, and the catalog, the form with its fields and locks, the first and the
 * last page's dictionaries, as they were read. Signature dictionaries are kept without their
 * /Contents.
 *
 * We store it ourselves, yet it is checked like any outside input; the end holds a
 * checksum against damage, none against forgery: keep it where documents are kept. */
#pragma once
#include "pdf/doc.h"

enum err pdf_index_build(struct pdf_doc *d, struct arena *mem, struct bytes *out,
			 struct error *e) MUST_USE;

/* False for one that an older release wrote, which is as good as none. */
_Bool pdf_index_is_current(struct bytes index);

/* Opens a document by its index. src is not read for what the index holds; anything else
 * makes it read the cross-reference once, then all is as after pdf_doc_open.
 * src, index and mem must outlive the document.
 *
 * Differences to pdf_doc_open: no revisions are known (pdf_doc_revisions is 0), a
 * location is known only after pdf_doc_object, and objects from the index have no
 * offset. ERR_STALE: the index is of a file of another size; ERR_INVALID: it is damaged. */
enum err pdf_doc_open_indexed(const struct pdf_source *src, struct bytes index, struct arena *mem,
			      const struct pdf_limits *limits, struct pdf_doc **out,
			      struct error *e) MUST_USE;

/* The index of the next revision: document plus tail (pdf_update_finish, filled), from
 * the tail alone. ERR_STALE when the tail does not continue this document, ERR_NOT_FOUND
 * when it changes what the index cannot follow (the page tree, or objects that are in
 * neither): then build it anew. */
enum err pdf_index_advance(struct bytes index, struct bytes tail, struct arena *mem,
			   struct bytes *out, struct error *e) MUST_USE;
