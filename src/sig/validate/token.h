/* A time-stamp token (RFC 3161 §2.4.2): opened, then held against the data it should belong to. */
#pragma once
#include "sig/validate/cms_view.h"

struct token {
	struct cms_view cms;
	enum digest_alg imprint_alg;
	struct bytes imprint;
	time_ms gen_time;
	const char *serial, *policy; /* in the arena of f */
};
static inline void token_done(struct token *t)
{
	cms_view_done(&t->cms);
}
DEFINE_AUTO_DONE(token, struct token)

/* der: the token, zero padding allowed. False: nothing to go on; f says why. */
_Bool token_open(struct token *t, struct bytes der, const struct cms_given *given,
		 struct findings *f) MUST_USE;
/* data_digest: of the time-stamped data, by t->imprint_alg. True when everything
 * but the authority's chain is right. */
_Bool token_verify(struct token *t, struct bytes data_digest, struct findings *f) MUST_USE;
