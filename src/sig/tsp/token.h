/* A TimeStampToken looked at by itself: everything RFC 3161 §2.4.2 asks of one
 * that needs neither the request nor trust anchors. */
#pragma once
#include "sig/tsp/tst_info.h"

struct tsp_token_info {
	struct tst_info tst;
	struct bytes signer;	    /* the authority's certificate, DER */
	const struct bytes *certs;  /* all X.509 certificates of the token */
	size_t n_certs;
	enum digest_alg signature_digest;
};

/* Checks, each with a message of its own: SignedData with exactly one signer; content id-ct-TSTInfo; the
 * content-type attribute says so; TSTInfo well formed; the signer's certificate is there (or among extra, for a token
 * kept in a DSS); EKU timeStamping critical and alone; ESSCertID or ESSCertIDv2 names that certificate; the signature
 * verifies; the certificate was valid at genTime; nothing follows the token. Attribute certificates are tolerated.
 * Failures are ERR_TSP. What out points to is in mem or in der. */
enum err tsp_token_read(struct bytes der, const struct bytes *extra, size_t n_extra, struct arena *mem,
			struct tsp_token_info *out, struct error *e) MUST_USE;

/* The authority's certificate chains, at genTime, through certs to one of the anchors. */
enum err tsp_token_trusted(const struct tsp_token_info *t, const struct bytes *anchors, size_t n,
			   struct error *e) MUST_USE;

/* MessageImprint, shared by request and TSTInfo. ERR_UNSUPPORTED: unknown digest. */
enum err tsp_imprint_read(struct der *r, enum digest_alg *alg, struct bytes *imprint,
			  struct error *e) MUST_USE;
