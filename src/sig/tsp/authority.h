/* Time-stamp authorities (RFC 3161) asked in order, each with a time limit, and every check of its answer. */
#pragma once
#include "base/clock.h"
#include "base/fetcher.h"
#include "base/rng.h"
#include "crypto/digest.h"

struct tsp_token {
	struct bytes der;	/* ContentInfo, in mem */
	time_ms gen_time;
	const char *authority;	/* name of the one that answered */
};

/* A way to get a token: over HTTP, or in process (the sealer's own). */
struct tsp_authority {
	const char *name;
	const char *url;	/* NULL: stamp is called */
	const char *user, *password;
	unsigned timeout_ms;
	const struct bytes *anchors; /* DER certificates it must chain to; n 0: checked by the validator only */
	size_t n_anchors;
	enum err (*request)(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply_out,
			    struct error *e); /* DER TimeStampReq -> TimeStampResp */
	void *ctx;
};

struct tsp_authorities {	/* of one class: fall-back stays inside it */
	const struct tsp_authority *list;
	size_t n;
	struct fetcher *fetcher;
	const struct clock *clock;
	struct rng *rng;
};

/* Asks each in turn; the message of a failure names every authority and why. */
enum err tsp_stamp(const struct tsp_authorities *a, enum digest_alg alg, struct bytes imprint,
		   struct arena *mem, struct tsp_token *out, struct error *e) MUST_USE;
