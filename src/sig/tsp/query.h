/* TimeStampReq (RFC 3161 §2.4.1), both ways: what a client asks, what a server is asked. */
#pragma once
#include "crypto/digest.h"
#include "base/arena.h"

enum { TSP_NONCE_SIZE = 16 };

struct tsp_query {
	enum digest_alg alg;
	struct bytes imprint;
	struct bytes policy;	/* OID content; empty: any */
	struct bytes nonce;	/* INTEGER content; empty: none */
	_Bool cert_req;		/* the token shall carry the authority's certificate */
};
enum err tsp_query_write(const struct tsp_query *q, struct arena *mem, struct bytes *out,
			 struct error *e) MUST_USE;
/* Strict. ERR_UNSUPPORTED for a digest or extension that is not known, else ERR_BAD_DER. Points into der. */
enum err tsp_query_read(struct bytes der, struct tsp_query *out, struct error *e) MUST_USE;
