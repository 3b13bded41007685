/* Chains of certificates at a point in time (RFC 5280 §6), by OpenSSL's path
 * validation and our own rules of purpose, time and revocation. */
#pragma once
#include "sig/trust/trust.h"
#include "sig/trust/x509.h"

enum chain_purpose { CHAIN_FOR_SIGNATURE, CHAIN_FOR_TIMESTAMP };

enum chain_status {
	CHAIN_OK,
	CHAIN_NONE,	  /* no path to an anchor */
	CHAIN_BROKEN,	  /* a signature in it is wrong */
	CHAIN_WEAK,	  /* an algorithm or key in it is too weak */
	CHAIN_RULES,	  /* basic constraints, name constraints, path length, critical extension */
	CHAIN_PURPOSE,	  /* key usage or extended key usage of the first certificate */
	CHAIN_EXPIRED,
	CHAIN_EARLY,	  /* not valid yet */
	CHAIN_REVOKED,	  /* the first certificate */
	CHAIN_REVOKED_CA,
};

/* Revocation data that came with a document; each element DER. */
struct revocation_data {
	const struct bytes *crls, *ocsps;
	size_t n_crls, n_ocsps;
};

struct chain_request {
	X509 *leaf;
	STACK_OF(X509) *others;		  /* may help to build the chain; NULL: none */
	const struct trust *trust;	  /* NULL: nothing is trusted */
	struct revocation_data revocation;
	time_ms at;			  /* when the chain must have been good */
	enum chain_purpose purpose;
};

enum revocation_state { CERT_UNKNOWN, CERT_GOOD, CERT_REVOKED };

struct chain_result {
	enum chain_status status;
	const char *detail;		  /* English; static or in mem */
	struct cert_facts *certs;	  /* leaf first; all that was found, n >= 1 */
	size_t n;
	_Bool anchored;			  /* the last of certs is an anchor, or issued by one */
	enum revocation_state revocation; /* of the leaf; CERT_GOOD: and of every CA below the anchor */
	time_ms revoked_at;		  /* when CERT_REVOKED; it may lie after `at`, then status may be OK */
};

/* Fails only when mem is full or OpenSSL cannot work. */
enum err chain_validate(const struct chain_request *rq, struct arena *mem,
			struct chain_result *out, struct error *e) MUST_USE;
