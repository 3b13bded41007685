/* Decoding of streams (ISO 32000-2 §7.4): a chain of steps, each bounded.
 * Knows no document: the steps' parameters are resolved by the caller. */
#pragma once
#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"

enum pdf_filter_kind {
	PDF_FILTER_FLATE,
	PDF_FILTER_LZW,
	PDF_FILTER_HEX,
	PDF_FILTER_85,
	PDF_FILTER_RUN_LENGTH,
	PDF_FILTER_IDENTITY,
};

struct pdf_filter_step {
	enum pdf_filter_kind kind;
	/* Flate and LZW, §7.4.4.3 */
	int64_t predictor, colors, bits, columns, early_change;
};

enum { PDF_FILTERS_MAX = 8 };
struct pdf_filter_chain {
	struct pdf_filter_step steps[PDF_FILTERS_MAX];
	size_t n;
	size_t max; /* bytes that any step may give */
};

/* The step of a filter name with default parameters. ERR_UNSUPPORTED: an image filter. */
enum err pdf_filter_named(struct bytes name, struct pdf_filter_step *out, struct error *e) MUST_USE;
/* Appends the decoded data to out. ERR_PDF_DAMAGED, ERR_PDF_LIMIT. */
enum err pdf_filter_run(const struct pdf_filter_chain *chain, struct bytes raw, struct buf *out,
			struct error *e) MUST_USE;

/* The single steps; out->limit bounds them. Used by pdf_filter_run and the tests. */
enum err pdf_filter_flate(struct bytes in, struct buf *out, struct error *e) MUST_USE;
enum err pdf_filter_lzw(struct bytes in, _Bool early_change, struct buf *out,
			struct error *e) MUST_USE;
enum err pdf_filter_hex(struct bytes in, struct buf *out, struct error *e) MUST_USE;
enum err pdf_filter_85(struct bytes in, struct buf *out, struct error *e) MUST_USE;
enum err pdf_filter_run_length(struct bytes in, struct buf *out, struct error *e) MUST_USE;
/* Undoes the predictor in place; *data shrinks by the PNG tag bytes. */
enum err pdf_predictor_undo(const struct pdf_filter_step *p, struct buf *data,
			    struct error *e) MUST_USE;
