/* What is to happen to the thousand documents, and what is to be said of them in the end; and what
 * is known of algorithms and authorities in each era. Tables. */
#pragma once
#include "cast.h"
#include "sig/validate/report.h"

enum { PAPERS = 1000, STEPS = 60, STEP_MONTHS = 6, FIRST_YEAR = 2026, FIRST_MONTH = 4 };

enum signing { BY_PROVIDER, BY_PERSON, BY_BOTH, BY_LEAVER, BY_REVOKED, BY_BETRAYED };
enum damage { UNDAMAGED, FLIPPED, OVERWRITTEN, CUT_BACK };

/* A part of the documents, which share one fate. */
struct fate {
	const char *name;
	unsigned count;
	unsigned first, last; /* steps in which they are signed, spread evenly */
	enum signing by;
	int certify; /* DocMDP P of the signature */
	int unit;    /* enum member_id of the only time-stamp unit at first; -1: as they come */
	_Bool waits; /* extended on the next day only, when the authorities know more */
	const char *neglected; /* renewals do not happen from then on; NULL: they always do */
	enum damage damage;
	const char *damaged; /* when */
	/* of judging with nothing but the roots and the day's policy; NULL: always valid */
	const char *fails_from;
	const char *known_from;	     /* as above, but asking the authorities, while they answer */
	enum sub_indication subs[3]; /* one of these is what failing says; SUB_NONE ends the list */
};
extern const struct fate fates[];
extern const size_t n_fates;

/* What is known from a day on. */
struct era {
	const char *from;
	const char *policy; /* rows of an algorithm policy file, docs/formats/algorithm-policy.md */
	enum digest_alg digest; /* of time-stamps' imprints */
	enum member_id
		units[3]; /* time-stamp units; a document begins with its own and goes round */
};
const struct era *era_of(time_ms now);

/* With whose key one signs on a day. */
enum member_id provider_key(time_ms now);
enum member_id person_key(time_ms now);
