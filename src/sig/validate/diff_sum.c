/* What happened after one signature, put together for its locks and permissions. */
#include <stdlib.h>
#include "sig/validate/diff_work.h"

struct sum {
	const struct diff *d;
	const struct diff_ask *ask;
	struct diff_result *out;
	size_t room;
	size_t n_other; /* of the list: those that decide */
	_Bool *has_value,
		*seen; /* by field: it got a value, or changed, since the signed revision */
};

/* name starts with the first n bytes of what is looked for. */
struct prefix {
	const char *name;
	size_t n;
};

static int compare_prefix(const void *key, const void *item)
{
	const struct prefix *p = key;
	const char *const *name = item;
	int order = strncmp(p->name, *name, p->n);

	return order ? order : -((*name)[p->n] != '\0');
}

/* The name itself or one of those above it; the list is sorted. */
static _Bool listed(const struct lock_rule *rule, const char *name)
{
	struct prefix p = { name, 0 };

	for (p.n = strcspn(name, "."); rule->n; p.n += 1 + strcspn(name + p.n + 1, ".")) {
		if (bsearch(&p, rule->names, rule->n, sizeof(*rule->names), compare_prefix))
			return 1;
		if (!name[p.n])
			return 0;
	}
	return 0;
}

static _Bool locked(const struct diff_ask *ask, const char *name)
{
	for (size_t i = 0; i < ask->n_locks; i++) {
		const struct lock_rule *rule = &ask->locks[i];

		if (rule->action == LOCK_ALL ||
		    (rule->action == LOCK_INCLUDE && listed(rule, name)) ||
		    (rule->action == LOCK_EXCLUDE && !listed(rule, name)))
			return 1;
	}
	return 0;
}

/* A filled field may change only under a new signature that covers the change (trap 21). */
static enum change_code filled_code(struct sum *s, const struct diff_event *x)
{
	_Bool first = !s->seen[x->field - 1], had_value = s->has_value[x->field - 1];

	s->seen[x->field - 1] = 1;
	s->has_value[x->field - 1] |= !x->drawn_only;
	if (x->drawn_only && !had_value)
		return CHANGE_FIELD_LOOK;
	if (x->drawn_only)
		return CHANGE_FIELD_DRAWN;
	if (!first || !x->was_filled)
		return CHANGE_FIELD_FILLED;
	if (x->change.revision > s->ask->covered_to)
		return CHANGE_FIELD_UNSIGNED;
	s->out->refilled = 1;
	return CHANGE_FIELD_REFILLED;
}

static int compare_field(const void *key, const void *item)
{
	const uint32_t *field = key;
	const struct broken_signature *b = item;

	return (*field > b->field) - (*field < b->field);
}

/* What is signed by nothing that holds may not be drawn; what is surely wrong may not be there. */
static _Bool is_broken(const struct diff_ask *ask, const struct diff_event *x)
{
	const struct broken_signature *b = NULL;

	if (ask->n_broken)
		b = bsearch(&x->change.object, ask->broken, ask->n_broken, sizeof(*b),
			    compare_field);
	return b && (b->surely || x->drawn);
}

static _Bool signs(enum change_code code)
{
	return code == CHANGE_FIELD_SIGNED || code == CHANGE_SIGFIELD_SIGNED ||
	       code == CHANGE_TIMESTAMP_ADDED;
}

/* Will the list keep a change of this level? */
static _Bool wanted(const struct sum *s, enum later_changes level)
{
	return s->out->n < s->room || (level == LATER_OTHER && s->n_other < s->out->n);
}

static struct change judge(struct sum *s, const struct diff_event *x)
{
	const char *name = x->field ? s->d->fields[x->field - 1].name : "";
	struct change c = x->change, other;
	enum change_code code = CHANGE_COUNT_;

	s->out->redefined |= x->redefined;
	s->out->covered |= x->over_content;
	if (signs(x->code) && is_broken(s->ask, x)) {
		code = CHANGE_SIG_BROKEN;
		name = x->what;
	} else if (x->field && (x->was_filled || x->drawn_only || c.level == LATER_FORM)) {
		if (locked(s->ask, name)) {
			s->out->locked = 1;
			code = CHANGE_FIELD_LOCKED;
		} else if (x->code == CHANGE_FIELD_FILLED) {
			code = filled_code(s, x);
		}
	} else if (x->new_visible && s->ask->certified) {
		code = CHANGE_SIGFIELD_VISIBLE;
		name = x->what;
	}
	if (code == CHANGE_COUNT_ || code == CHANGE_FIELD_FILLED)
		return c;
	if (!wanted(s, change_level(code))) /* no text for what nobody will read */
		return (struct change){ .level = change_level(code) };
	other = change_make(code, name, name, s->d->mem);
	other.object = c.object;
	other.revision = c.revision;
	return other;
}

/* The list is short: what decides is kept before what does not. */
static void add(struct sum *s, const struct change *c)
{
	struct diff_result *out = s->out;

	if (c->level > out->level)
		out->level = c->level;
	if (!wanted(s, c->level))
		return;
	s->n_other += c->level == LATER_OTHER;
	if (out->n < s->room) {
		out->changes[out->n++] = *c;
		return;
	}
	for (size_t i = out->n; i-- > 0;)
		if (out->changes[i].level < LATER_OTHER) {
			out->changes[i] = *c;
			return;
		}
}

enum err diff_sum(const struct diff *d, const struct diff_ask *ask, struct diff_result *out,
		  struct error *e)
{
	AUTO(arena) struct arena *scratch = arena_new_within(d->mem);
	struct diff_result result = { .level = LATER_NONE };
	struct sum s = { .d = d,
			 .ask = ask,
			 .out = &result,
			 .room = ask->most ? ask->most : DIFF_CHANGES_MAX };

	s.has_value = arena_alloc_n(scratch, d->n_fields + 1, sizeof(*s.has_value));
	s.seen = arena_alloc_n(scratch, d->n_fields + 1, sizeof(*s.seen));
	result.changes = arena_alloc_n(d->mem, (d->n < s.room ? d->n : s.room) + 1, sizeof(*result.changes));
	if (!s.has_value || !s.seen || !result.changes)
		return error_set(e, ERR_PDF_LIMIT, "no room for the changes");
	for (size_t i = 0; i < d->n; i++) {
		struct change c;

		if (d->events[i].change.revision <= ask->revision)
			continue;
		c = judge(&s, &d->events[i]);
		add(&s, &c);
	}
	*out = result;
	return ERR_OK;
}
