/* Whom `skysign verify` and `skysign evidence` are told to trust, for what time, what they may ask
 * of the world and how they answer. */
#pragma once
#include "base/options.h"
#include "cmd/verify_world.h"
#include "sig/trust/trust.h"
#include "sig/validate/policy.h"

enum { JUDGING_EXIT_USAGE = 4 };

struct judging_options {
	struct option_list trust, trust_signature, trust_timestamp, certs, crls;
	const char *at, *lang, *policy_file;
	_Bool json, offline, require_revocation;
	struct verify_world_options world;
};
/* Rows of a table of options; o is a struct judging_options. */
#define JUDGING_OPTIONS(o)                                                                         \
	{ "--trust", OPTION_LIST, &(o).trust },                                                    \
		{ "--trust-signature", OPTION_LIST, &(o).trust_signature },                        \
		{ "--trust-timestamp", OPTION_LIST, &(o).trust_timestamp },                        \
		{ "--certs", OPTION_LIST, &(o).certs }, { "--crl", OPTION_LIST, &(o).crls },       \
		{ "--at", OPTION_TEXT, &(o).at }, { "--lang", OPTION_TEXT, &(o).lang },            \
		{ "--json", OPTION_FLAG, &(o).json }, { "--offline", OPTION_FLAG, &(o).offline },  \
		{ "--policy-file", OPTION_TEXT, &(o).policy_file },                                \
		{ "--require-revocation", OPTION_FLAG, &(o).require_revocation },                  \
		{ "--online", OPTION_FLAG, &(o).world.online },                                    \
		{ "--allow-private", OPTION_FLAG, &(o).world.allow_private },                      \
		{ "--cache", OPTION_TEXT, &(o).world.cache_dir },                                  \
	{                                                                                          \
		"--revocation-provider", OPTION_TEXT, &(o).world.provider                          \
	}

struct judging {
	struct trust *trust;
	struct verify_world *world;
	const struct trust_online *online;
	const struct algo_policy *algorithms; /* NULL: the built-in one */
	struct arena *mem;		      /* for the policy */
	time_ms time;
	_Bool ja;
};
/* o must outlive it. ERR_INVALID, and what trust_add_path gives. j is to be done in any case. */
enum err judging_open(const struct judging_options *o, struct judging *j, struct error *e) MUST_USE;
void judging_done(struct judging *j);
DEFINE_AUTO_DONE(judging, struct judging)
