#include "pdf/filter_chain.h"
#include "pdf/doc_private.h"

enum { SLACK = 64 * 1024 };
/* What all streams together may decode to: 512 MiB and so many times the file. */
enum { DECODED_SLACK = 512 * 1024 * 1024, DECODED_FACTOR = 16 };

static enum err parm(struct pdf_doc *d, const struct pdf_obj *parms, const char *key, int64_t *out,
		     struct error *e)
{
	const struct pdf_obj *o;

	TRY(pdf_doc_get(d, parms, key, &o, e));
	if (o->kind == PDF_NULL)
		return ERR_OK;
	if (o->kind != PDF_INT)
		return error_set(e, ERR_PDF_DAMAGED, "/%s of /DecodeParms is no number", key);
	*out = o->u.integer;
	return ERR_OK;
}

static enum err set_parms(struct pdf_doc *d, const struct pdf_obj *parms,
			  struct pdf_filter_step *s, struct error *e)
{
	const struct {
		const char *key;
		int64_t *value;
	} rows[] = {
		{ "Predictor", &s->predictor },	      { "Colors", &s->colors },
		{ "BitsPerComponent", &s->bits },     { "Columns", &s->columns },
		{ "EarlyChange", &s->early_change },
	};

	if (parms->kind == PDF_NULL || (s->kind != PDF_FILTER_FLATE && s->kind != PDF_FILTER_LZW))
		return ERR_OK;
	if (parms->kind != PDF_DICT)
		return error_set(e, ERR_PDF_DAMAGED, "/DecodeParms is no dictionary");
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		TRY(parm(d, parms, rows[i].key, rows[i].value, e));
	return ERR_OK;
}

static enum err add_step(struct pdf_doc *d, const struct pdf_obj *name, const struct pdf_obj *parms,
			 struct pdf_filter_chain *chain, struct error *e)
{
	struct pdf_filter_step *s = &chain->steps[chain->n];
	const struct pdf_obj *crypt;

	if (chain->n == PDF_FILTERS_MAX)
		return error_set(e, ERR_PDF_LIMIT, "more than %d filters", PDF_FILTERS_MAX);
	TRY(pdf_doc_resolve(d, name, &name, e));
	TRY(pdf_doc_resolve(d, parms, &parms, e));
	if (name->kind != PDF_NAME)
		return error_set(e, ERR_PDF_DAMAGED, "/Filter holds what is no name");
	if (pdf_is_name(name, "Crypt")) {
		TRY(pdf_doc_get(d, parms, "Name", &crypt, e));
		if (!d->crypt && crypt->kind != PDF_NULL && !pdf_is_name(crypt, "Identity"))
			return error_set(e, ERR_UNSUPPORTED, "a crypt filter");
		/* the data have been decrypted before they came here */
		*s = (struct pdf_filter_step){ .kind = PDF_FILTER_IDENTITY };
	} else {
		TRY(pdf_filter_named(name->u.text, s, e));
		TRY(set_parms(d, parms, s, e));
	}
	chain->n++;
	return ERR_OK;
}

static enum err read_chain(struct pdf_doc *d, const struct pdf_obj *stream,
			   struct pdf_filter_chain *chain, struct error *e)
{
	const struct pdf_obj *filter, *parms;

	TRY(pdf_doc_get(d, stream, "Filter", &filter, e));
	TRY(pdf_doc_get(d, stream, "DecodeParms", &parms, e));
	chain->n = 0;
	if (filter->kind == PDF_NULL)
		return ERR_OK;
	if (filter->kind != PDF_ARRAY)
		return add_step(d, filter, parms, chain, e);
	if (parms->kind != PDF_NULL &&
	    (parms->kind != PDF_ARRAY || parms->u.array.n != filter->u.array.n) &&
	    (parms->kind != PDF_DICT || filter->u.array.n != 1))
		return error_set(e, ERR_PDF_DAMAGED, "/DecodeParms does not fit /Filter");
	for (size_t i = 0; i < filter->u.array.n; i++) {
		const struct pdf_obj *p = parms->kind == PDF_ARRAY ? &parms->u.array.items[i] : parms;

		TRY(add_step(d, &filter->u.array.items[i], p, chain, e));
	}
	return ERR_OK;
}

static size_t bound(const struct pdf_limits *limits, size_t raw, size_t wanted)
{
	size_t max = limits->inflate_bytes, by_ratio;

	if (!__builtin_mul_overflow(raw, (size_t)limits->inflate_ratio, &by_ratio) &&
	    !__builtin_add_overflow(by_ratio, (size_t)SLACK, &by_ratio) && by_ratio < max)
		max = by_ratio;
	if (wanted && wanted < max)
		max = wanted;
	return max ? max : 1;
}

static uint64_t all_max(const struct pdf_doc *d)
{
	return d->limits.decoded_bytes ? d->limits.decoded_bytes
				       : DECODED_SLACK + DECODED_FACTOR * d->src.size;
}

enum err pdf_stream_decode(struct pdf_doc *d, const struct pdf_obj *stream, struct arena *scratch,
			   struct buf *out, struct error *e)
{
	struct pdf_filter_chain chain;
	struct bytes raw;
	enum err rc;

	if (stream->kind != PDF_STREAM)
		return error_set(e, ERR_PDF_DAMAGED, "a stream is expected");
	if (pdf_dict_get(stream, "F"))
		return error_set(e, ERR_UNSUPPORTED, "the stream's data are in another file");
	TRY(read_chain(d, stream, &chain, e));
	TRY(pdf_doc_stream_raw(d, stream, scratch, &raw, e));
	chain.max = bound(&d->limits, raw.len, out->limit);
	if (d->decoded > all_max(d))
		return error_set(e, ERR_PDF_LIMIT, "the streams decode to too much in all");
	d->decoded += raw.len;
	rc = pdf_filter_run(&chain, raw, out, e);
	d->decoded += rc == ERR_OK ? out->len : chain.max; /* how far it came is not known */
	TRY(rc);
	if (out->overflow)
		return error_set(e, ERR_PDF_LIMIT, "a stream of more than %zu bytes", out->limit);
	return ERR_OK;
}
