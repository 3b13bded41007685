/* A stored document brought to a level that lasts, or renewed (sig/pades/extend.h), in the durable
 * steps of jobs/seal.h. What is not to be had is no failure but a result: the caller plans again. */
#pragma once
#include "jobs/runner.h"
#include "sig/validate/report.h"

struct longlife_wish {
	const char *document_id;
	const char *purpose;	/* of the time-stamp: "conclusion", "renewal" */
	enum pades_level level; /* LEVEL_B_LT or LEVEL_B_LTA */
	_Bool renew;		/* time-stamp again though the level is reached */
	_Bool newer;		/* ask for revocation data younger than the signatures */
	_Bool urgent; /* with renew: though an authority that was asked about the last time-stamp does
		       * not answer; it may be silent for good */
};

struct longlife_result {
	enum pades_level reached;
	time_ms good_until;  /* end of the last proof; 0: not known */
	const char *ends;    /* what ends it */
	time_ms newer_at;    /* when newer revocation data is to be expected; 0: not needed */
	const char *missing; /* why the level is lower; "" when it is not */
	_Bool later;	     /* lower because something did not answer: trying again may help */
	_Bool changed;	     /* the document has a new revision */
};
/* One run per job: repeated, it goes on where it stopped and gives the result again. ERR_BAD_SIG: what
 * is stored does not verify. The errors of a time-stamp authority come through; nothing is lost then. */
enum err longlife_extend(struct job_run *j, struct domain *d, const struct longlife_wish *w,
			 struct longlife_result *out, struct error *e) MUST_USE;
/* How it stands now; nothing is asked and nothing changed. */
enum err longlife_look(struct job_run *j, struct domain *d, const char *document,
		       struct longlife_result *out, struct error *e) MUST_USE;
