/* What a signature permits to happen after it: DocMDP, FieldMDP and the field's /Lock
 * (ISO 32000-2 §12.8.2.2, §12.8.2.4, table 235). */
#pragma once
#include "sig/validate/diff.h"
#include "sig/validate/sigdict.h"

struct permission {
	_Bool certification;	/* reached through /Perms /DocMDP */
	int p;			/* the strictest of DocMDP and lock; 0: none */
	struct lock_rule locks[4]; /* what would be one more locks everything */
	size_t n_locks;
};
/* d: the signed part. */
void permission_read(struct pdf_doc *d, const struct pdf_field *field, const struct sigdict *s,
		     struct arena *mem, struct permission *out);
