/* Our own time-stamp authority: answers one RFC 3161 query. Time, serial and key are its own. */
#pragma once
#include "base/clock.h"
#include "base/rng.h"
#include "sig/signer.h"

struct tsa {
	struct signer *signer;	/* TSA key: EKU timeStamping, critical and alone */
	const struct clock *clock;
	struct rng *rng;	/* serial numbers: 128 random bits */
	const char *policy;	/* OID in dotted form */
	unsigned accuracy_ms;
};
/* Always gives a TimeStampResp (rejections are answers too); fails only when the key does. */
enum err tsa_answer(const struct tsa *t, struct bytes query, struct arena *mem, struct bytes *reply_out,
		    struct error *e) MUST_USE;
