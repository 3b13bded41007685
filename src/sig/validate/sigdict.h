/* A signature dictionary (ISO 32000-2 §12.8.1) and its ByteRange, held to the rules that
 * the published attacks broke: the part left out is exactly this /Contents. */
#pragma once
#include "crypto/digest.h"
#include "pdf/form.h"
#include "sig/validate/report.h"

struct sigdict {
	const struct pdf_obj *dict;
	uint32_t holder;	/* the object that holds it: its own, or the field's */
	uint64_t range[4];
	uint64_t signed_end;	/* range[2] + range[3] */
	struct bytes contents;	/* decoded */
	const char *sub_filter;	/* "" when missing */
};

/* False: there is nothing to verify; f says why. */
_Bool sigdict_read(struct pdf_doc *d, const struct pdf_field *field, struct sigdict *out,
		   struct findings *f) MUST_USE;

/* Digest of what ByteRange covers. */
enum err sigdict_digest(const struct pdf_source *src, const struct sigdict *s, enum digest_alg alg,
			unsigned char out[DIGEST_MAX], struct error *e) MUST_USE;

/* The bytes up to signed_end as a PDF of its own, when it is one whose newest revision is part of
 * d's chain and holds the same signature in the same field; NULL and findings otherwise. */
struct pdf_doc *sigdict_signed_part(struct pdf_doc *d, const struct pdf_field *field,
				    const struct sigdict *s, struct arena *mem, struct findings *f);
