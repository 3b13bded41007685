/* Keeping (保存): every document of a concluded contract has a row that knows the level asked for and
 * reached, the date on which its last proof ends, what is done about it next and when, and until when
 * that must have happened. The rules that choose are pure (preservation_plan); the rest reads and
 * writes rows in the transaction of the act. The worker that carries it out is jobs/preserve.h.
 *
 *   extend  the level asked for is not reached: tried soon, then with growing pauses
 *   later   all is there, but revocation data younger than the signatures would be better: a day later
 *   renew   a new time-stamp over all of it, well before the last proof ends, at night */
#pragma once
#include "domain/domain.h"
#include "store/repo/preservation.h"

enum keep_state { KEEP_OK, KEEP_DUE, KEEP_LOWER, KEEP_OVERDUE, KEEP_FAILED, KEEP_STATE_COUNT_ };
enum keep_action { KEEP_NONE, KEEP_EXTEND, KEEP_LATER, KEEP_RENEW, KEEP_ACTION_COUNT_ };
const char *keep_state_name(enum keep_state s);
_Bool keep_state_parse(const char *name, enum keep_state *out) MUST_USE;
const char *keep_action_name(enum keep_action a);

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
/* Inside the concluding transaction, once per document; a second time the row is written anew. */
enum err preservation_begin(struct domain *d, const struct preservation_facts *f,
			    struct error *e) MUST_USE;
