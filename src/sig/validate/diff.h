/* What later revisions did to a signed one: an allow-list (reference: the rules of the strongest
 * validators). Each revision is compared with the one before it, once; every object that its
 * cross-reference section lists must be explained by a rule, and what no rule explains is "other".
 * What a signature says of all that is put together afterwards, by its locks and permissions
 * (docs/decisions/0202-validator-compares-revisions.md). */
#pragma once
#include "pdf/history.h"
#include "sig/validate/report.h"

struct lock_rule { /* FieldMDP or /Lock (ISO 32000-2 §12.8.2.4) */
	enum { LOCK_NONE, LOCK_ALL, LOCK_INCLUDE, LOCK_EXCLUDE } action;
	const char **names; /* sorted by strcmp */
	size_t n;
};

struct diff;
/* Begins at the revision where h stands, the oldest that is signed. all: the whole file, for page
 * numbers. Everything lives in mem; h must outlive it. */
enum err diff_new(struct pdf_history *h, struct arena *mem, struct diff **out,
		  struct error *e) MUST_USE;
/* Judges what the next revision did, and steps h there. Fails only when memory is full. */
enum err diff_step(struct diff *d, struct error *e) MUST_USE;

/* The terminal field that object num is in the present revision, its full name; NULL: it is none. */
const char *diff_field_name(const struct diff *d, uint32_t num);

/* A field with something that is no valid signature: what it draws is not explained by one. */
struct broken_signature {
	uint32_t field;	/* object number */
	_Bool surely;	/* wrong; else nobody can tell */
};

struct diff_ask {
	unsigned revision;	/* the signed one */
	const struct lock_rule *locks;
	size_t n_locks;
	_Bool certified;	/* no new visible signature fields */
	unsigned covered_to;	/* newest revision that a trusted signature covers */
	const struct broken_signature *broken; /* sorted by field */
	size_t n_broken;
	size_t most;		/* changes to keep; 0: DIFF_CHANGES_MAX */
};

struct diff_result {
	enum later_changes level;
	_Bool locked;		/* a locked field was changed */
	_Bool redefined;	/* an existing signature was changed or replaced */
	_Bool refilled;		/* a filled field changed, under a later signature */
	_Bool covered;		/* an annotation that can hide content was put over a page */
	struct change *changes;	/* at most DIFF_CHANGES_MAX; what decides is always among them */
	size_t n;
};
enum { DIFF_CHANGES_MAX = 64 };

enum err diff_sum(const struct diff *d, const struct diff_ask *ask, struct diff_result *out,
		  struct error *e) MUST_USE;
/* What a revision (not the first) did to the one before it, whoever has signed that or not. Everything
 * lives in mem. */
enum err diff_update(struct pdf_doc *doc, unsigned revision, struct arena *mem,
		     struct diff_result *out, struct error *e) MUST_USE;
