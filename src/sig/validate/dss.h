/* The document security store (ISO 32000-2 §12.8.4.3): certificates and revocation data that
 * a file carries along. It proves nothing by itself; all of it is verified when used. A later
 * revision may replace the store and drop data: what any revision held counts. */
#pragma once
#include "pdf/doc.h"
#include "sig/trust/cert_cache.h"
#include "sig/trust/chain.h"

enum { DSS_ITEMS_MAX = 3000 }; /* of each kind */

/* What a time-stamp over a revision covers of it. */
struct dss_piece {
	unsigned char id[32]; /* SHA-256 */
	unsigned since;	      /* the oldest revision that holds it */
	_Bool revocation;     /* else a certificate */
};

struct dss {
	STACK_OF(X509) *certs;
	struct revocation_data revocation; /* in the arena */
	const struct dss_piece *pieces;
	size_t n_pieces;
};
void dss_done(struct dss *d);
DEFINE_AUTO_DONE(dss, struct dss)

/* What cannot be read is left out. */
void dss_read(struct pdf_doc *doc, struct cert_cache *cache, struct arena *mem, struct dss *out);
