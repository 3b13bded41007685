/* What the steps that judge trust hand to each other; for trusting.c, policy_use.c, poe_past.c and
 * poe_level.c only. */
#pragma once
#include "sig/validate/work.h"

struct chain_ask {
	const struct cms_view *cms;
	enum chain_purpose purpose;
	time_ms at;   /* the best proved time, else that of validation */
	_Bool proved; /* `at` is proved by a time-stamp */
	time_ms made; /* of a time-stamp: what it says */
	uint64_t end; /* of the bytes in which the CMS stands */
	const char *
		imprint; /* digest of a time-stamp's imprint or of an enclosed digest; NULL: none */
};

/* How many certificates of the chain are to be judged: an anchor is trusted by decision. */
static inline size_t chain_judged(const struct chain_result *r)
{
	return r->anchored && r->n > 1 ? r->n - 1 : r->n;
}

/* policy_use.c: every algorithm that the signature and its chain rest on, at the proved time. */
void policy_judge(const struct work *w, const struct chain_ask *ask, const struct chain_result *r,
		  struct findings *f);
/* The last moment at which all of the chain's algorithms were acceptable. */
time_ms policy_chain_end(const struct work *w, const struct chain_ask *ask,
			 const struct chain_result *r);
/* When the first certificate or algorithm of a good chain ends, and which, into out. */
enum err policy_tell_end(const struct work *w, const struct chain_ask *ask,
			 const struct chain_result *r, struct signer_report *out,
			 struct error *e) MUST_USE;
time_ms policy_cert_end(const struct work *w, const struct chain_result *r, size_t i);

/* poe_past.c: a chain that was good at ask->at; is it still, and if not, is that proved enough? */
void past_judge(const struct work *w, const struct chain_ask *ask, const struct chain_result *r,
		struct signer_report *out, struct findings *f);

/* poe_level.c */
void level_judge(const struct work *w, const struct sig_work *s);
/* The document holds all that judges this chain offline, but for the anchor. */
_Bool level_complete(const struct work *w, const struct chain_ask *ask,
		     const struct chain_result *r);
/* A document time-stamp covers data that tells the state. */
_Bool level_stamped(const struct work *w, const struct cert_status *s);
