/* One incremental update of a PDF (ISO 32000-2 §7.5.6): new and overridden
 * objects, then a cross-reference section of the kind the file already uses
 * (docs/decisions/0110-incremental-updates.md).
 *
 * The original bytes are never touched or copied: the result is a tail, and its
 * cost does not depend on the size of the document. The same document and the
 * same calls give the same bytes: no clock and no randomness. */
#pragma once
#include "pdf/doc.h"

struct pdf_update;

/* doc must outlive the update. Memory comes from mem. Numbers of new objects begin where
 * pdf_numbers_begin says, which reads a document without an index once. ERR_PDF_ENCRYPTED for an
 * encrypted file; ERR_PDF_LIMIT when no number is left. */
enum err pdf_update_begin(struct pdf_doc *doc, struct arena *mem, struct pdf_update **out,
			  struct error *e) MUST_USE;

struct pdf_doc *pdf_update_doc(const struct pdf_update *u);
struct arena *pdf_update_mem(const struct pdf_update *u);

/* Reserves the number of a new object; it must be set before finish. Past the limit of
 * object numbers the reference has number 0, which every other call refuses. */
struct pdf_ref pdf_update_reserve(struct pdf_update *u);
/* Sets the value of a reserved or existing object, once more if needed. value is copied shallowly: what it
 * points to must live until pdf_update_finish. ERR_INVALID for a number that is neither
 * reserved nor in use, or for another generation than the document's. */
enum err pdf_update_set(struct pdf_update *u, struct pdf_ref ref, const struct pdf_obj *value,
			struct error *e) MUST_USE;
/* The same for a stream; adds /Length, and /Filter /FlateDecode when compress is set. */
enum err pdf_update_set_stream(struct pdf_update *u, struct pdf_ref ref,
			       const struct pdf_obj *dict, struct bytes data, _Bool compress,
			       struct error *e) MUST_USE;
/* Reserves and sets in one go. */
enum err pdf_update_add(struct pdf_update *u, const struct pdf_obj *value, struct pdf_ref *out,
			struct error *e) MUST_USE;
/* The present value of an object: as set in this update, else as in the document. */
enum err pdf_update_get(struct pdf_update *u, struct pdf_ref ref, const struct pdf_obj **out,
			struct error *e) MUST_USE;
/* Follows references (bounded) through the update. o NULL gives null. */
enum err pdf_update_resolve(struct pdf_update *u, const struct pdf_obj *o,
			    const struct pdf_obj **out, struct error *e) MUST_USE;

enum { PDF_HOLE_MAX = 1024 * 1024 }; /* bytes of DER a hole may be made for */

/* A signature dictionary with a hole: written so that /Contents is <hole_bytes*2 zeros> and /ByteRange has room.
 * dict holds the other entries (its own /Contents and /ByteRange are dropped). At most one per update. */
enum err pdf_update_set_signature(struct pdf_update *u, struct pdf_ref ref,
				  const struct pdf_obj *dict, size_t hole_bytes,
				  struct error *e) MUST_USE;

/* Other room for that signature; pdf_update_finish may then be called again. */
enum err pdf_update_resize_hole(struct pdf_update *u, size_t hole_bytes, struct error *e) MUST_USE;

struct pdf_tail {
	unsigned char *data; /* in mem; appended to the document it makes the new file */
	size_t len;
	uint64_t base;	     /* size of the document before */
	uint64_t startxref;  /* of the new section, absolute */
	uint32_t size;	     /* new trailer /Size */
	/* with a signature; all absolute offsets in the new file */
	uint64_t byte_range[4];
	uint64_t hole_off;   /* of the '<' */
	size_t hole_len;     /* with '<' and '>' */
};
/* Writes objects, xref and trailer. ByteRange is already filled in; the hole holds zeros.
 * The trailer keeps every key of the newest one; the second half of /ID becomes a
 * fingerprint of the first one, the old second one and the objects written (not of
 * /Contents); a missing /ID is added. ERR_INVALID when nothing was set. */
enum err pdf_update_finish(struct pdf_update *u, struct pdf_tail *out, struct error *e) MUST_USE;
/* Puts DER into the hole, hex, zero padded. ERR_TOO_LARGE if it does not fit. */
enum err pdf_tail_fill(struct pdf_tail *t, struct bytes der, struct error *e) MUST_USE;
