/* The time-stamp authorities that `skysign sign`, `extend` and `renew` were told to ask. */
#pragma once
#include "base/arena.h"
#include "base/options.h"
#include "sig/trust/trust.h"
#include "sig/tsp/authority.h"

struct sign_tsa_options {
	struct option_list urls;
	const char *policy, *trust, *data;
};
/* Rows of a table of options; o is a struct sign_tsa_options. */
#define SIGN_TSA_OPTIONS(o)                                                                        \
	{ "--tsa", OPTION_LIST, &(o).urls }, { "--tsa-policy", OPTION_TEXT, &(o).policy },         \
		{ "--tsa-trust", OPTION_TEXT, &(o).trust },                                        \
	{                                                                                          \
		"--data", OPTION_TEXT, &(o).data                                                   \
	}

_Bool sign_tsa_wants_local(const struct sign_tsa_options *o);

struct sign_tsa;

/* "local" is the authority in the folder --data (made there when it is missing), anything else a
 * URL. */
enum err sign_tsa_open(const struct sign_tsa_options *o, struct arena *mem, struct sign_tsa **out,
		       struct error *e) MUST_USE;
struct tsp_authorities *sign_tsa_list(struct sign_tsa *t);
/* The local authority, when it is one of them, vouches for itself and for what its folder issued:
 * its root becomes an anchor of both, and trust has a revocation list issued now. */
enum err sign_tsa_vouch(const struct sign_tsa *t, struct trust *anchors, struct trust *trust,
			struct error *e) MUST_USE;
void sign_tsa_free(struct sign_tsa *t); /* NULL is fine */
DEFINE_AUTO(sign_tsa, struct sign_tsa *)
