/* What a person was shown, and whether it is still current (practice 3): an act is to every document of
 * the envelope as it was seen, and to the words of its statement. */
#pragma once
#include "domain/envelope.h"

/* ERR_STALE "content-changed". A digest is good when it is of a revision that looks as the newest one
 * does: another party's signature that changed nothing visible does not make it stale. */
enum err shown_check(struct domain *d, const struct dossier *x, const struct recipient *r,
		     const struct agree_input *in, struct error *e) MUST_USE;
/* The documents alone. */
enum err shown_check_documents(struct domain *d, const struct dossier *x, const struct agree_input *in,
			       struct error *e) MUST_USE;
/* "document.N" = id and "sha256.N" = digest of each contract document as it was shown (in NULL: as it is),
 * for an audit event; room for `more` further entries behind the n. */
enum err shown_data(struct domain *d, const struct dossier *x, const struct agree_input *in, size_t more,
		    struct audit_data **out, size_t *n, struct error *e) MUST_USE;
