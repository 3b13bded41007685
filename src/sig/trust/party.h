/* May a party sign with this certificate? Asked when it is shown and once more when its signature
 * has come (client remote signing): key usage, algorithm, validity, chain, revocation, and whose it
 * is. */
#pragma once
#include "sig/trust/chain.h"
#include "sig/trust/identity.h"

struct party_rules {		      /* NULL: not asked for */
	const char *sha256;	      /* of the one certificate that is expected, hex */
	const char *subject, *issuer; /* words that its names hold; spaces and case do not count */
};
/* ERR_CERT_PERSON, ERR_CERT_REFUSED. */
enum err party_rules_fit(const struct party_rules *r, const struct cert_facts *f, struct error *e) MUST_USE;
struct party_request {
	struct bytes certificate;
	const struct bytes *chain; /* that came along; in any order */
	size_t n_chain;
	const char *const *algorithms; /* that the key's holder offers */
	size_t n_algorithms;
	const char *const *accepted; /* the first that fits is chosen; none: as sig/algorithm.h has them */
	size_t n_accepted;
	const char *const *policies; /* dotted; the chain must have one of them; none: any */
	size_t n_policies;
	struct party_rules rules;
	const struct trust *trust;
	const struct trust_online *online; /* NULL: nothing is fetched */
	time_ms at;
};
struct party_found {
	struct cert_facts facts;
	const struct bytes *chain; /* DER: the certificate, its issuers; the anchor last */
	size_t n_chain;
	const char *algorithm; /* the best that both know */
	_Bool good;	       /* revocation data says so; else there is none to be had */
	_Bool closed;	       /* since its authority tells approved verifiers only */
};
/* ERR_CERT_*: why not, with what is the matter in e. ERR_UNAVAILABLE: its authority names where to
 * ask whether it is revoked, and nobody answers there now. */
enum err party_check(const struct party_request *rq, struct arena *mem, struct party_found *out,
		     struct error *e) MUST_USE;
