/* What the validator's steps hand to each other; for src/sig/validate only. */
#pragma once
#include "sig/validate/dss.h"
#include "sig/validate/permission.h"
#include "sig/validate/sigdict.h"
#include "sig/validate/token.h"
#include "sig/validate/validate.h"

struct sig_work {
	const struct pdf_field *field;
	struct sig_report *report;
	struct sigdict dict;
	struct pdf_doc *part;	/* the signed part; NULL: none that is whole */
	struct cms_view cms;	/* of a signature */
	struct token token;	/* of a document time-stamp */
	_Bool opened;		/* cms or token can be asked */
};

struct work {
	const struct validate_options *o;
	struct arena *mem;
	struct pdf_doc *doc;
	struct dss dss;
	struct sig_work *sigs;	/* by the end of what they sign, newest first */
	size_t n;
};

/* trusting.c: chains, time-stamps, proof of existence. */
enum err work_judge_trust(struct work *w, struct error *e) MUST_USE;
