/* What the steps of a seal hand to each other; for seal.c and seal_commit.c only. */
#pragma once
#include "jobs/revision.h"
#include "jobs/seal.h"
#include "jobs/stamping.h"

struct sealing {
	struct job_run *j;
	struct domain *d;
	const struct seal_wish *w;
	const struct secret *org_key;
	struct document doc;
	struct revision head;
	int64_t last_no; /* highest number of a revision; above the head's when a way was left */
	struct sealer_key key;
	struct seal row;
	struct stamping_wish stamp;
	struct stamping stamping;
	_Bool asked; /* stamping was begun with the step before */
	struct stamped stamped;
	unsigned char imprint[DIGEST_MAX];
	const char *final_blob; /* claimed with the step before; NULL: not in this run */
};

/* Is this update one with a signature? */
static inline _Bool sealing_signs(const struct sealing *s)
{
	return !s->w->extension && !s->w->unsigned_update;
}
/* The newest revision of the document, by its signing index when there is one. file is the caller's
 * to end. */
enum err sealing_open_document(struct sealing *s, struct revision_file *file, struct pdf_doc **out,
			       struct error *e) MUST_USE;
enum err sealing_commit(struct sealing *s, struct error *e) MUST_USE;
