/* The bundle for a court (evidence/bundle.h): asked for by the sender's side, made by the worker.
 */
#pragma once
#include "domain/envelope.h"
#include "store/repo/evidence.h"

/* One that is being made is waited for. ERR_CONFLICT: a draft has no evidence. */
enum err bundle_request(struct domain *d, const struct dossier *x, struct bundle *out,
			struct error *e) MUST_USE;
