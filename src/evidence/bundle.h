/* The bundle for a court: one ZIP with everything that is needed to check a contract without the
 * service. docs/formats/bundle.md, docs/decisions/0422 */
#pragma once
#include "domain/envelope.h"
#include "evidence/zip.h"
#include "sig/trust/trust.h"
#include "sig/validate/policy.h"
#include "store/blob.h"

struct bundle_world {
	struct blob_store *blobs;
	const struct trust *trust;	      /* for the validation reports */
	const struct algo_policy *algorithms; /* NULL: the built-in one */
	const struct bytes *anchors;	      /* DER; go into verify/anchor.pem */
	size_t n_anchors;
	time_ms at; /* that the bundle tells as its time: the same for each try */
};
/* Reads only. Large files flow through; memory is d's, and an arena for each file that is judged.
 */
enum err bundle_write(struct domain *d, const struct dossier *x, const struct bundle_world *w,
		      struct zip *z, struct error *e) MUST_USE;
