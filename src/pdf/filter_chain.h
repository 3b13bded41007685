/* From a stream's dictionary to its decoded data: resolves /Filter and /DecodeParms. */
#pragma once
#include "pdf/doc.h"
#include "pdf/filter.h"

/* Decoded data of stream into out (empty before), within the document's limits and
 * out->limit (0: none). Raw data are read into scratch when the source is no mapping. */
enum err pdf_stream_decode(struct pdf_doc *d, const struct pdf_obj *stream, struct arena *scratch,
			   struct buf *out, struct error *e) MUST_USE;
