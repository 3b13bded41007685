/* The document security store (ISO 32000-2 §12.8.4.3): certificates and revocation data that
 * a file carries along. It proves nothing by itself; all of it is verified when used. */
#pragma once
#include "pdf/doc.h"
#include "sig/trust/cert_cache.h"
#include "sig/trust/chain.h"

struct dss {
	STACK_OF(X509) *certs;
	struct revocation_data revocation; /* in the arena */
};
void dss_done(struct dss *d);
DEFINE_AUTO_DONE(dss, struct dss)

/* What cannot be read is left out. */
void dss_read(struct pdf_doc *doc, struct cert_cache *cache, struct arena *mem, struct dss *out);
