/* The half of the documents that is renewed by evidence records (sig/ers): one time-stamp for all
 * that are due on a day. The record lies beside the document, as NNNN.ers. */
#pragma once
#include "desk.h"

enum { BATCH_MAX = PAPERS };

/* Makes or renews the records of n documents; ones whose file or record is not good any more are
 * refused: refused[i] says so, with a message. Gives the bytes that were added to all records. */
struct refusal {
	_Bool refused;
	char why[160];
};
size_t records_renew(struct desk *d, struct paper *const *list, size_t n, struct refusal *refusals);

/* False: it proves nothing. w: of the document, loaded. */
_Bool record_proves(struct desk *d, struct work *w, const struct paper *p,
		    struct validate_existence *out);
