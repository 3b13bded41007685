/* Evidence records (RFC 4998) of kept documents: the leaf of one document for the tree that the
 * next time-stamp covers, and the record that follows from it.
 *
 * A document without a record on its newest revision gets one: first what judges its last
 * time-stamp is gathered into the file, for the record proves that it existed then. One that has a
 * record gets another time-stamp in it: over the last one when the hash algorithm stays, else over
 * the document again. */
#pragma once
#include "base/buf.h"
#include "jobs/longlife.h"
#include "sig/ers/complete.h"
#include "sig/ers/make.h"
#include "store/repo/preservation.h"

/* The last time-stamp that several records share, completed once for all. */
struct record_group {
	struct record_group *next;
	struct bytes id, completed;
	const char *missing; /* why it is not complete; NULL: it is */
	_Bool later;
	size_t at; /* its leaf; SIZE_MAX: none yet */
};
struct record_member {
	const char *document_id, *reached; /* reached: the level, as it is now */
	int64_t revision_no;
	struct record_group *group;	  /* of the record that it has; NULL: it gets its first */
	_Bool rehashed;			  /* the record goes on over the document again */
	size_t at;			  /* its leaf */
	unsigned char digest[DIGEST_MAX]; /* of a document that was hashed */
};
struct record_tree {
	struct job_run *j;
	struct domain *d; /* its memory holds what lasts as long as the tree */
	enum digest_alg alg;
	struct buf leaves;
	size_t n_leaves;
	struct record_group *groups;
};
/* Makes the document's leaf. mem: for the work on this one document alone. */
enum err records_leaf(struct record_tree *t, const struct preservation *row, struct arena *mem,
		      struct record_member *out, struct error *e) MUST_USE;
/* The record with the token over the root of tree, in mem; good_until is the caller's to fill in.
 */
enum err records_make(const struct record_tree *t, const struct ers_tree *tree, struct bytes token,
		      const struct record_member *m, struct arena *mem, struct evidence_record *out,
		      struct error *e) MUST_USE;
/* Judges a record against the stored file, offline: how long it lasts. ERR_BAD_SIG: it proves
 * nothing. */
enum err records_judge(struct job_run *j, struct domain *d, const struct evidence_record *v,
		       struct longlife_result *out, struct error *e) MUST_USE;
/* The record of the document's newest revision; *found false: there is none. */
enum err records_current(struct domain *d, const char *document, struct evidence_record *out,
			 _Bool *found, struct error *e) MUST_USE;
/* Whom this thread believes, and what it may ask, when it judges records. */
enum err records_world(struct job_run *j, struct ers_world *out, struct error *e) MUST_USE;
/* SHA-256 until the installation's policy gives it an end. */
enum digest_alg records_digest(const struct jobs_env *env);
