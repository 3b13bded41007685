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

/* The object that has the field's /V, its own or inherited (ISO 32000-2 §12.7.4.1): dict and holder of
 * out are set. */
enum err sigdict_holder(struct pdf_doc *d, const struct pdf_field *field, struct sigdict *out,
			struct error *e) MUST_USE;

/* Takes the bytes [from, to) of the file into a running digest. */
enum err sigdict_digest_more(const struct pdf_source *src, struct digest *d, uint64_t from, uint64_t to,
			     struct error *e) MUST_USE;
