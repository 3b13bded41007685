/* An evidence record held against a file, for `skysign evidence verify` and `skysign verify`. */
#pragma once
#include "cmd/judging.h"
#include "cmd/mapping.h"
#include "sig/ers/verify.h"

struct evidence_check {
	struct buf record;
	struct arena *mem;
	struct ers_report report;
};
void evidence_check_done(struct evidence_check *c);
DEFINE_AUTO_DONE(evidence_check, struct evidence_check)

/* Fails only when the record cannot be read from the disk; the rest is in c->report. */
enum err evidence_check(const char *record, struct bytes document, const struct judging_options *o,
			const struct judging *j, struct evidence_check *c,
			struct error *e) MUST_USE;
struct ers_world evidence_world(const struct judging_options *o, const struct judging *j);
/* The document is what data points to. */
struct ers_document evidence_document(const struct bytes *data);
