/* What the validator's steps hand to each other; for src/sig/validate and src/sig/ers only. */
#pragma once
#include "sig/validate/dss.h"
#include "sig/validate/permission.h"
#include "sig/validate/poe.h"
#include "sig/validate/sigdict.h"
#include "sig/validate/token.h"
#include "sig/validate/validate.h"

struct sig_work {
	const struct pdf_field *field; /* of usage rights: one made up for them */
	struct sig_report *report;
	struct sigdict dict;
	_Bool usable;		/* dict can be verified */
	_Bool has_revision;	/* what is signed is a whole revision that holds this signature */
	unsigned revision;	/* which */
	struct permission permission;
	struct cms_view cms;	/* of a signature */
	struct token token;	/* of a document time-stamp */
	_Bool opened;		/* cms or token can be asked */
};

struct work {
	const struct validate_options *o;
	struct arena *mem;
	struct pdf_doc *doc;
	struct dss dss;
	struct cms_given given; /* of it and the trust, for every CMS */
	struct trust_session *session;
	struct sig_work *sigs;	/* by the end of what they sign, newest first */
	size_t n;
	struct diff *diff;	/* of the revisions since the oldest signed one; NULL: none */
	struct poe_set poe;
	const struct algo_policy *algorithms;
};

/* collect.c: the signatures of the form and the usage rights, as rows of work and report. */
enum err work_collect(struct work *w, struct validate_report *r, struct error *e) MUST_USE;
/* hybrid.c: do all readers find the same objects? */
enum err work_hybrid(struct work *w, struct error *e) MUST_USE;
/* content.c: digests and signature values, by sub-filter. */
void work_verify(struct work *w);
/* later.c: which revision each signature covers, and what each later one did. */
void work_cover(struct work *w, struct sig_work *s);
enum err work_compare(struct work *w, struct error *e) MUST_USE;
/* and what that means by each signature's permissions; trust must have been judged. */
enum err work_judge_changes(struct work *w, struct error *e) MUST_USE;
/* trusting.c: chains, time-stamps, proof of existence. */
enum err work_judge_trust(struct work *w, struct error *e) MUST_USE;
/* One time-stamp: out->intact was told by token_verify. over: proves that it existed (NULL: only now
 * is known); end: where it stands for the proofs of w->poe. */
enum err work_judge_token(struct work *w, const struct token *t, const struct proof *over,
			  uint64_t end, struct token_report *out, struct error *e) MUST_USE;
