/* The rules of keeping: what is done about a document next, when, and until when. */
#include "domain/preservation.h"
#include <inttypes.h>

#define MINUTES(n) ((time_ms)(n)*60 * 1000)
#define HOURS(n)   (MINUTES(n) * 60)
#define DAYS(n)	   (HOURS(n) * 24)

enum { LATER_TRIES = 14, HOPELESS_TRIES = 5, UNKNOWN_DAYS = 7, SPREAD_DAYS = 30 };

static const char *const state_names[KEEP_STATE_COUNT_] = {
	[KEEP_OK] = "ok",	    [KEEP_DUE] = "due",	      [KEEP_LOWER] = "lower",
	[KEEP_OVERDUE] = "overdue", [KEEP_FAILED] = "failed",
};
static const char *const action_names[KEEP_ACTION_COUNT_] = {
	[KEEP_NONE] = "none",
	[KEEP_EXTEND] = "extend",
	[KEEP_LATER] = "later",
	[KEEP_RENEW] = "renew",
};
static const char *const level_names[] = { "", "B-B", "B-T", "B-LT", "B-LTA" };

static _Bool find_name(const char *const *names, unsigned n, const char *name, unsigned *out)
{
	for (unsigned i = 0; i < n && name; i++) {
		if (!strcmp(names[i], name)) {
			*out = i;
			return 1;
		}
	}
	return 0;
}

const char *keep_state_name(enum keep_state s)
{
	return s < KEEP_STATE_COUNT_ ? state_names[s] : "unknown";
}

_Bool keep_state_parse(const char *name, enum keep_state *out)
{
	unsigned i;

	if (!find_name(state_names, KEEP_STATE_COUNT_, name, &i))
		return 0;
	*out = (enum keep_state)i;
	return 1;
}

const char *keep_action_name(enum keep_action a)
{
	return a < KEEP_ACTION_COUNT_ ? action_names[a] : "unknown";
}

_Bool keep_action_parse(const char *name, enum keep_action *out)
{
	unsigned i;

	if (!find_name(action_names, KEEP_ACTION_COUNT_, name, &i))
		return 0;
	*out = (enum keep_action)i;
	return 1;
}

int keep_level(const char *name)
{
	unsigned i;

	return find_name(level_names, COUNT_OF(level_names), name, &i) ? (int)i : 0;
}

/* How long to wait after the n-th failure; the last one of a row repeats. */
static const struct {
	time_ms pause[6];
} pauses[KEEP_ACTION_COUNT_] = {
	[KEEP_NONE] = { { HOURS(1), HOURS(3), HOURS(6), HOURS(12), DAYS(1), DAYS(1) } },
	[KEEP_EXTEND] = { { MINUTES(5), MINUTES(15), HOURS(1), HOURS(3), HOURS(6), HOURS(12) } },
	[KEEP_LATER] = { { HOURS(1), HOURS(3), HOURS(6), HOURS(12), DAYS(1), DAYS(1) } },
	[KEEP_RENEW] = { { HOURS(1), HOURS(3), HOURS(6), HOURS(12), DAYS(1), DAYS(1) } },
};

static time_ms pause_after(enum keep_action a, int64_t attempts)
{
	size_t last = COUNT_OF(pauses[a].pause) - 1;

	if (attempts < 1)
		return 0;
	return pauses[a].pause[attempts - 1 > (int64_t)last ? last : (size_t)(attempts - 1)];
}

static time_ms least(time_ms a, time_ms b)
{
	return a < b ? a : b;
}

static time_ms most(time_ms a, time_ms b)
{
	return a > b ? a : b;
}

/* FNV-1a: the same document falls on the same night, many documents on many nights. */
static time_ms spread(const char *document, time_ms window)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (const char *s = document; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return window > 0 ? (time_ms)((h >> 8) % (uint64_t)window) : 0;
}

static _Bool endless(time_ms t)
{
	return t >= KEEP_NEVER;
}

/* Does the proof last longer than when it was planned? */
static _Bool is_longer(const struct keep_facts *f)
{
	if (!f->known || !f->ends)
		return !f->known;
	if (!f->ends_before)
		return 1;
	return !endless(f->ends_before) && f->ends > f->ends_before + DAYS(1);
}

/* A proof that is short from its beginning is renewed after half of it, and alarmed on in its last
 * quarter. It begins when its end moved: one that could not be made longer does not creep on. */
static time_ms life_of(const struct keep_facts *f, const struct keep_plan *p)
{
	return most(0, f->ends - p->from);
}

static time_ms deadline_of(const struct keep_rules *r, const struct keep_facts *f,
			   const struct keep_plan *p)
{
	if (endless(f->ends))
		return KEEP_NEVER;
	if (!f->ends)
		return f->known ? f->deadline_before : f->now + DAYS(UNKNOWN_DAYS);
	return f->ends - least(r->alarm, life_of(f, p) / 4);
}

/* Failures of what is to be done; a look that failed postpones and hastens nothing. */
static int64_t tries(const struct keep_facts *f, const struct keep_plan *p)
{
	return f->tried == p->action ? f->attempts : 0;
}

static time_ms renew_at(const struct keep_rules *r, const struct keep_facts *f,
			const struct keep_plan *p)
{
	time_ms life = life_of(f, p);

	if (tries(f, p))
		return f->now + pause_after(KEEP_RENEW, f->attempts);
	if (p->in_vain) /* again while there is time, nearer and nearer to the deadline */
		return f->now + most(DAYS(1), (p->deadline_at - f->now) / 2);
	if (!f->ends)
		return f->now + DAYS(1) + spread(f->document_id, DAYS(UNKNOWN_DAYS - 2));
	return f->ends - least(r->lead, life / 2) -
	       spread(f->document_id, least(DAYS(SPREAD_DAYS), life / 8));
}

static time_ms later_at(const struct keep_facts *f)
{
	int64_t tried = f->tried == KEEP_LATER ? f->attempts : 0;

	return most(f->newer_at + KEEP_LATER_MARGIN, f->now + pause_after(KEEP_LATER, tried));
}

/* Is there time for younger data before it is renewed anyway? Not for ever: nothing needs it. */
static _Bool wants_later(const struct keep_facts *f, time_ms renewal)
{
	if (!f->newer_at || (f->tried == KEEP_LATER && f->attempts >= LATER_TRIES))
		return 0;
	return !f->ends || later_at(f) < renewal;
}

/* The first that is needed. p->from and p->in_vain are set. */
static void choose(const struct keep_rules *r, const struct keep_facts *f, struct keep_plan *p)
{
	p->deadline_at = deadline_of(r, f, p);
	p->action = KEEP_RENEW;
	p->next_at = endless(f->ends) ? KEEP_NEVER : renew_at(r, f, p);
	if (keep_level(f->level_reached) < keep_level(f->level_requested)) {
		p->action = KEEP_EXTEND;
		p->next_at = f->now + pause_after(KEEP_EXTEND, most(1, tries(f, p)));
	} else if (wants_later(f, p->next_at)) {
		p->action = KEEP_LATER;
		p->next_at = later_at(f);
	} else if (endless(f->ends)) {
		p->action = KEEP_NONE;
	}
}

/* The first row that holds decides. */
static enum keep_state state_of(const struct keep_facts *f, const struct keep_plan *p)
{
	const struct {
		_Bool holds;
		enum keep_state state;
	} rows[] = {
		{ f->now >= p->deadline_at, KEEP_OVERDUE },
		{ f->hopeless && f->attempts >= HOPELESS_TRIES, KEEP_FAILED },
		{ p->action == KEEP_EXTEND, KEEP_LOWER },
		{ p->action == KEEP_RENEW && (p->next_at <= f->now || tries(f, p) || p->in_vain),
		  KEEP_DUE },
		{ 1, KEEP_OK },
	};
	size_t i = 0;

	while (!rows[i].holds)
		i++;
	return rows[i].state;
}

/* What is overdue is tried daily, what is given up weekly; first of all at once. */
static time_ms when_late(const struct keep_facts *f, const struct keep_plan *p)
{
	if (p->state == KEEP_FAILED)
		return f->now + DAYS(7);
	if (!tries(f, p) && !p->in_vain)
		return f->now;
	return most(f->now + HOURS(1), least(p->next_at, f->now + DAYS(1)));
}

struct keep_plan preservation_plan(const struct keep_rules *r, const struct keep_facts *f)
{
	struct keep_plan p = { .from = is_longer(f) ? f->now : f->from_before };

	p.in_vain = f->tried == KEEP_RENEW && !f->attempts && !is_longer(f) && !endless(f->ends);
	choose(r, f, &p);
	p.attempts = f->tried == p.action || f->tried == KEEP_NONE ? f->attempts : 0;
	p.state = state_of(f, &p);
	p.urgent = p.action != KEEP_RENEW || p.state == KEEP_OVERDUE;
	if (p.state == KEEP_OVERDUE || p.state == KEEP_FAILED)
		p.next_at = when_late(f, &p);
	return p;
}

_Bool preservation_night(const struct keep_rules *r, time_ms t)
{
	unsigned hour = (unsigned)time_to_civil(t + HOURS(9)).hour;

	if (r->night_from < r->night_to)
		return hour >= r->night_from && hour < r->night_to;
	return hour >= r->night_from || hour < r->night_to;
}

static _Bool take_hour(const char **s, unsigned *out)
{
	unsigned v = 0, digits = 0;

	for (; **s >= '0' && **s <= '9' && digits < 2; (*s)++, digits++)
		v = v * 10 + (unsigned)(**s - '0');
	*out = v;
	return digits > 0 && v <= 24;
}

_Bool preservation_hours(const char *text, unsigned *from_out, unsigned *to_out)
{
	unsigned from, to;

	if (!take_hour(&text, &from) || *text++ != '-' || !take_hour(&text, &to) || *text)
		return 0;
	if (from == to || from > 23)
		return 0;
	*from_out = from;
	*to_out = to;
	return 1;
}

const char *preservation_policy(struct domain *d)
{
	const struct keep_rules *r = &d->set->keep;

	return domain_printf(d, "%s/%" PRId64 "/%" PRId64, r->policy, r->lead / DAYS(1),
			     r->alarm / DAYS(1));
}
