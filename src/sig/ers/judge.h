/* The validator's judgement of time-stamps, lent to evidence records. For src/sig/ers only. */
#pragma once
#include "sig/ers/complete.h"
#include "sig/ers/token_parts.h"
#include "sig/validate/work.h"

struct ers_judge {
	struct validate_options o;
	struct work w;
	struct ers_items crls, ocsps; /* all that may judge */
};
/* In place: it points into itself. */
void ers_judge_init(struct ers_judge *j, const struct ers_world *world, time_ms at,
		    struct arena *mem);
void ers_judge_done(struct ers_judge *j);
DEFINE_AUTO_DONE(ers_judge, struct ers_judge)

/* Revocation data from a token or beside it; it must not change before ers_judge_done. */
enum err ers_judge_add(struct ers_judge *j, const struct ers_items *crls,
		       const struct ers_items *ocsps, struct error *e) MUST_USE;

/* The token at place `place` of a row of tokens, oldest 0: judged at the time of the proof that
 * covers it, or at that of j. What it is over is not looked at. */
enum err ers_judge_token(struct ers_judge *j, struct bytes token, uint64_t place,
			 struct token_report *out, struct error *e) MUST_USE;
/* The token at this place was accepted: it proves those before it. */
void ers_judge_accept(struct ers_judge *j, const struct token_report *t, uint64_t place);

/* The finding that decided, for people. */
const char *ers_reason(const struct findings *f);
