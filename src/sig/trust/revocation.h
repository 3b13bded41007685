/* Whether a certificate of a path is revoked: by the data at hand, by a provider, and, when the
 * session may, by asking its issuer's OCSP responder, then its CRLs. */
#pragma once
#include "sig/trust/judge.h"
#include "sig/trust/path.h"

struct problem_list {
	struct fetch_problem *list; /* of SESSION_PROBLEMS_MAX; in the result's memory */
	size_t n;
};
void problems_add(struct problem_list *p, struct arena *mem, enum err code, const char *url,
		  const char *text);

struct revocation_query {
	const struct chain_request *rq;
	const struct path *path;
	STACK_OF(X509) *const *pools; /* where other certificates of an authority may be */
	size_t n_pools;
	struct arena *mem;
	struct problem_list *problems;
};
/* Of certificate i of the path; rq->session is set. */
void revocation_find(const struct revocation_query *q, size_t i, const struct cert_facts *facts,
		     struct cert_status *out);
