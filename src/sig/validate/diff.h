/* What later revisions did to a signed one: an allow-list. Every object that a later cross-reference
 * section lists must be explained by a rule; what no rule explains is "other" (reference: the rules of
 * pdf-validation.md). The signed revision is compared with the final one. */
#pragma once
#include "pdf/form.h"
#include "sig/validate/report.h"

struct lock_rule { /* FieldMDP or /Lock (ISO 32000-2 §12.8.2.4) */
	enum { LOCK_NONE, LOCK_ALL, LOCK_INCLUDE, LOCK_EXCLUDE } action;
	const char **names;
	size_t n;
};

struct diff_request {
	struct pdf_doc *before, *after; /* the signed part and the whole file */
	const struct lock_rule *locks;
	size_t n_locks;
	uint64_t covered_to;	/* end of what the newest intact signature of the file covers */
};

struct diff_result {
	enum later_changes level;
	_Bool locked;		/* a locked field was changed */
	_Bool redefined;	/* an existing signature was changed or replaced */
	_Bool refilled;		/* a filled field changed, under a later signature */
	struct change *changes;
	size_t n;
};
enum { DIFF_CHANGES_MAX = 64 };

/* Fails only when mem is full; what cannot be judged is LATER_OTHER. */
enum err diff_judge(const struct diff_request *rq, struct arena *mem, struct diff_result *out,
		    struct error *e) MUST_USE;
