/* Keeping (保存): every document of a concluded contract has a row that knows the level asked for
 * and reached, the date on which its last proof ends, what is done about it next and when, and
 * until when that must have happened. The rules that choose are pure (preservation_plan); the rest
 * reads and writes rows in the transaction of the act. The worker that carries it out is
 * jobs/preserve.h.
 *
 *   extend  the level asked for is not reached: tried soon, then with growing pauses
 *   later   all is there, but revocation data younger than the signatures would be better: a day
 * later renew   a new time-stamp over all of it, well before the last proof ends, at night */
#pragma once
#include "domain/domain.h"
#include "store/repo/preservation.h"

enum keep_state { KEEP_OK, KEEP_DUE, KEEP_LOWER, KEEP_OVERDUE, KEEP_FAILED, KEEP_STATE_COUNT_ };
enum keep_action { KEEP_NONE, KEEP_EXTEND, KEEP_LATER, KEEP_RENEW, KEEP_ACTION_COUNT_ };
/* Younger revocation data is asked for so long after it is to be expected. */
#define KEEP_LATER_MARGIN ((time_ms)60 * 60 * 1000)
const char *keep_state_name(enum keep_state s);
_Bool keep_state_parse(const char *name, enum keep_state *out) MUST_USE;
const char *keep_action_name(enum keep_action a);
_Bool keep_action_parse(const char *name, enum keep_action *out) MUST_USE;
/* "B-B" 1 … "B-LTA" 4; anything else, NULL too, 0. */
int keep_level(const char *name);

/* The rules ------------------------------------------------------------- */

struct keep_facts {
	time_ms now;
	const char *document_id; /* spreads the renewals */
	const char *level_requested, *level_reached;
	time_ms ends;	  /* of the last proof; 0: not known; INT64_MAX: no end in sight */
	time_ms newer_at; /* when younger revocation data is to be expected; 0: not needed */
	/* how the last try went */
	enum keep_action tried; /* KEEP_NONE: it was only looked at */
	int64_t attempts;	/* failures one after the other; 0: it succeeded */
	_Bool hopeless;		/* the same again would fail the same way */
	/* as it was planned before; `known` false: it was not */
	_Bool known;
	time_ms ends_before, from_before, deadline_before;
};
struct keep_plan {
	enum keep_state state;
	enum keep_action action;
	time_ms next_at, deadline_at; /* or KEEP_NEVER */
	time_ms from;		      /* since when the proof lasts as long as it does */
	int64_t attempts;	      /* failures of this action one after the other */
	_Bool urgent;		      /* at any hour */
	_Bool in_vain;		      /* it was renewed, and the proof ends no later than before */
};
struct keep_plan preservation_plan(const struct keep_rules *r, const struct keep_facts *f);
/* Is t in the hours of the night, Japanese time? */
_Bool preservation_night(const struct keep_rules *r, time_ms t);
/* "1-5" or "22-4": from the first hour up to the second. */
_Bool preservation_hours(const char *text, unsigned *from_out, unsigned *to_out) MUST_USE;
/* What rows are planned by: policy (its fingerprint), lead and alarm. In d's memory. */
const char *preservation_policy(struct domain *d);

/* The rows -------------------------------------------------------------- */

/* What is known of a document after it was concluded, extended, renewed or looked at. Levels are
 * "B-B" … "B-LTA" as the validator names them, "" or NULL for none. */
struct preservation_facts {
	const char *document_id, *envelope_id;
	const char *level_requested, *level_reached;
	time_ms good_until;  /* 0: not known; INT64_MAX: no end in sight */
	const char *ends;    /* what ends the proof; NULL: not known */
	time_ms newer_at;    /* when younger revocation data is to be expected; 0: not needed */
	const char *missing; /* why the level is lower; NULL or "": nothing lacks */
};
/* Inside the concluding transaction, once per document; a second time the row is planned anew. */
enum err preservation_begin(struct domain *d, const struct preservation_facts *f,
			    struct error *e) MUST_USE;
/* A document that was concluded before rows were kept: looked at as soon as there is time. */
enum err preservation_adopt(struct domain *d, const struct preservation_orphan *o,
			    struct error *e) MUST_USE;

/* What came of a try. */
struct preservation_outcome {
	enum keep_action tried;		 /* KEEP_NONE: it was only looked at */
	const char *error;		 /* NULL: it succeeded; else why not */
	_Bool known;			 /* the document was judged: facts hold */
	_Bool hopeless;			 /* the same again would fail the same way */
	_Bool changed;			 /* the document has a new revision, or a new record */
	struct preservation_facts facts; /* ids and level_requested are the row's */
};
/* Inside the worker's transaction, for a row that is in hand: plans anew, writes row, audit event
 * and the contract's level. row is as it was read; a row that was handed out again since is
 * ERR_CONFLICT. */
enum err preservation_settle(struct domain *d, const struct preservation *row,
			     const struct preservation_outcome *o, struct error *e) MUST_USE;
/* POST …/retry: as soon as a worker has time. Opens its own transaction. */
enum err preservation_retry(struct domain *d, const char *document, struct error *e) MUST_USE;

/* Tells the owners of d's organisation, in a transaction of its own, when it is time to. *told: how
 * many documents it is about; 0: nothing was to be told. c: one of preservation_causes. */
enum err preservation_alarm(struct domain *d, const struct preservation_cause *c, int64_t *told,
			    struct error *e) MUST_USE;
/* The i-th cause at this time; false past the last. */
_Bool preservation_cause_of(unsigned i, time_ms now, struct preservation_cause *out) MUST_USE;
