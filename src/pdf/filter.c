#include "pdf/filter.h"

static const struct {
	const char *name;
	enum pdf_filter_kind kind;
} known[] = {
	{ "FlateDecode", PDF_FILTER_FLATE },	 { "LZWDecode", PDF_FILTER_LZW },
	{ "ASCIIHexDecode", PDF_FILTER_HEX },	 { "ASCII85Decode", PDF_FILTER_85 },
	{ "RunLengthDecode", PDF_FILTER_RUN_LENGTH },
};

enum err pdf_filter_named(struct bytes name, struct pdf_filter_step *out, struct error *e)
{
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!bytes_eq_str(name, known[i].name))
			continue;
		*out = (struct pdf_filter_step){ known[i].kind, 1, 1, 8, 1, 1 };
		return ERR_OK;
	}
	return error_set(e, ERR_UNSUPPORTED, "filter /%.*s is not decoded here",
			 (int)(name.len < 64 ? name.len : 64), (const char *)name.data);
}

static enum err run_step(const struct pdf_filter_step *s, struct bytes in, struct buf *out,
			 struct error *e)
{
	switch (s->kind) {
	case PDF_FILTER_FLATE:
		TRY(pdf_filter_flate(in, out, e));
		return pdf_predictor_undo(s, out, e);
	case PDF_FILTER_LZW:
		TRY(pdf_filter_lzw(in, s->early_change != 0, out, e));
		return pdf_predictor_undo(s, out, e);
	case PDF_FILTER_HEX:
		return pdf_filter_hex(in, out, e);
	case PDF_FILTER_85:
		return pdf_filter_85(in, out, e);
	case PDF_FILTER_RUN_LENGTH:
		return pdf_filter_run_length(in, out, e);
	case PDF_FILTER_IDENTITY:
		buf_append(out, in);
		return ERR_OK;
	}
	return error_set(e, ERR_UNSUPPORTED, "unknown filter");
}

enum err pdf_filter_run(const struct pdf_filter_chain *chain, struct bytes raw, struct buf *out,
			struct error *e)
{
	AUTO(buf) struct buf a = { .limit = chain->max }, b = { .limit = chain->max };
	struct bytes in = raw;

	for (size_t i = 0; i < chain->n; i++) {
		struct buf swap;

		buf_reset(&b);
		TRY(run_step(&chain->steps[i], in, &b, e));
		if (b.overflow)
			return error_set(e, ERR_PDF_LIMIT,
					 "a stream decodes to more than %zu bytes", chain->max);
		swap = a;
		a = b;
		b = swap;
		in = buf_bytes(&a);
	}
	if (out->len || !chain->n) {
		buf_append(out, in);
		return ERR_OK;
	}
	buf_done(out); /* hand over the memory instead of copying it */
	*out = a;
	a = (struct buf){ 0 };
	return ERR_OK;
}
