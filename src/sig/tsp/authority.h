/* Time-stamp authorities (RFC 3161) asked in order, each with a time limit, and every check of its answer. */
#pragma once
#include "base/clock.h"
#include "base/fetcher.h"
#include "base/rng.h"
#include "crypto/digest.h"

struct tsp_token {
	struct bytes der;	/* ContentInfo, in mem */
	struct bytes serial;	/* INTEGER content of the TSTInfo, in der */
	time_ms gen_time;
	const char *authority;	/* name of the one that answered */
};

/* A way to get a token: over HTTP, or in process (the sealer's own). */
struct tsp_authority {
	const char *name;
	const char *url;	/* NULL: request is called */
	const char *user, *password;
	const char *policy;	/* OID in dotted form to ask for; NULL: the authority's own */
	unsigned timeout_ms;	/* 0: 10 s */
	unsigned skew_ms;	/* by which genTime may lie before or after our clock; 0: 5 min */
	_Bool allow_private;	/* its address may be a private one */
	const struct bytes *anchors; /* DER certificates it must chain to; n 0: checked by the validator only */
	size_t n_anchors;
	enum err (*request)(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
			    struct error *e); /* DER TimeStampReq -> TimeStampResp */
	void *ctx;
};

struct tsp_authorities {	/* of one class: fall-back stays inside it */
	const struct tsp_authority *list;
	size_t n;
	struct fetcher *fetcher; /* may be NULL when no authority has a url */
	const struct clock *clock;
	struct rng *rng;
	size_t token_bytes;	/* largest token expected, for the room in a signature; 0: 12 KiB */
};
enum { TSP_TOKEN_BYTES = 12 * 1024, TSP_REPLY_MAX = 256 * 1024 };

/* Asks each in turn; the message of a failure names every authority and why. */
enum err tsp_stamp(const struct tsp_authorities *a, enum digest_alg alg, struct bytes imprint,
		   struct arena *mem, struct tsp_token *out, struct error *e) MUST_USE;
