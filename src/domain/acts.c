#include "domain/acts.h"
#include <assert.h>
#include "domain/days.h"

#define ROLE(name) (1U << PARTY_##name)
enum {
	NOBODY = 0,
	SIGNING = ROLE(SIGNER) | ROLE(APPROVER),
	WAITED_FOR = SIGNING | ROLE(VIEWER),
	ALL_ROLES = WAITED_FOR | ROLE(CC),
};

static const struct act_row rows[ACT_COUNT_] = {
#define ACT(symbol, name, who, permission, roles, event, recipient_event, conditions, early, late, ended, \
	    unfit, what)                                                                                  \
	{ name, who, permission, roles, event, recipient_event, conditions, early, late, ended, unfit, what },
#include "domain/acts.def"
#undef ACT
};

const struct act_row *act_row(enum act a)
{
	assert(a < ACT_COUNT_);
	return &rows[a];
}

/* What is being asked, handed through the checks. */
struct question_of {
	const struct domain *d;
	const struct act_row *row;
	const struct dossier *x;
	const struct recipient *r;
};
struct refusal {
	enum err code; /* ERR_OK: none */
	const char *text;
};

/* conditions ------------------------------------------------------------ */

static _Bool in_state(const struct recipient *r, const char *a, const char *b, const char *c)
{
	return !strcmp(r->state, a) || !strcmp(r->state, b) || !strcmp(r->state, c);
}

static _Bool is_over(const struct question_of *q)
{
	return q->x->v.expire_at && q->x->v.expire_at <= domain_now(q->d);
}

static _Bool in_time(const struct question_of *q)
{
	return !is_over(q);
}

static _Bool is_asked(const struct question_of *q)
{
	return !q->r || in_state(q->r, "sent", "undelivered", "opened");
}

static _Bool is_opened(const struct question_of *q)
{
	return !q->r || !strcmp(q->r->state, "opened");
}

static _Bool nobody_acted(const struct question_of *q)
{
	for (size_t i = 0; i < q->x->n_recipients; i++) {
		const struct recipient *r = &q->x->recipients[i];

		if (recipient_signs(r) && in_state(r, "processing", "completed", "completed"))
			return 0;
	}
	return 1;
}

static _Bool forward_allowed(const struct question_of *q)
{
	return q->x->v.allow_forward != 0;
}

static _Bool on_trial(const struct question_of *q)
{
	return q->x->v.trial && q->d->set->trial;
}

static _Bool not_reminded(const struct question_of *q)
{
	return !q->r || !q->r->reminded_at || day_of(q->r->reminded_at) != day_of(domain_now(q->d));
}

static _Bool has_deadline(const struct question_of *q)
{
	return q->x->v.expire_at != 0;
}

static _Bool was_told(const struct question_of *q)
{
	return !q->r || is_asked(q) || !strcmp(q->r->state, "completed");
}

static _Bool by_provider(const struct question_of *q)
{
	return !q->r || !strcmp(q->r->method, "provider");
}

static _Bool by_own_certificate(const struct question_of *q)
{
	return !q->r || !strcmp(q->r->method, "own_certificate");
}

/* The text of who is asked but has not got that far is by the state, as for events. */
static const char *state_words(const struct recipient *r)
{
	static const struct {
		const char *state, *text;
	} words[] = {
		{ "awaiting", "not-your-turn" },   { "sent", "open-first" },
		{ "undelivered", "open-first" },   { "opened", "already-acted" },
		{ "processing", "already-acted" }, { "completed", "already-acted" },
		{ "declined", "already-acted" },   { "forwarded", "forwarded-away" },
		{ "expired", "deadline-over" },
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcmp(words[i].state, r->state))
			return words[i].text;
	return "envelope-ended";
}

static const struct condition {
	unsigned bit;
	_Bool (*holds)(const struct question_of *q);
	const char *refusal; /* NULL: by the recipient's state */
	const char *words;
	enum err code;
} conditions[] = {
	{ IF_PAST, is_over, "deadline-ahead", "past the deadline", ERR_CONFLICT },
	{ IF_ASKED, is_asked, NULL, "asked and not answered", ERR_CONFLICT },
	{ IF_OPENED, is_opened, NULL, "opened and not answered", ERR_CONFLICT },
	{ IF_NOBODY_ACTED, nobody_acted, "somebody-acted", "nobody has agreed or approved", ERR_CONFLICT },
	{ IF_FORWARD_ALLOWED, forward_allowed, "forward-forbidden", "the sender allows it", ERR_CONFLICT },
	{ IF_TRIAL, on_trial, "trial-only", "on trial", ERR_CONFLICT },
	{ IF_NOT_REMINDED, not_reminded, "reminded-today", "not reminded today", ERR_CONFLICT },
	{ IF_DEADLINE, has_deadline, "without-deadline", "there is a deadline", ERR_CONFLICT },
	{ IF_TOLD, was_told, NULL, "asked or told", ERR_CONFLICT },
	{ IF_PROVIDER, by_provider, "sign-with-own", "the service signs it", ERR_OWN_CERTIFICATE },
	{ IF_OWN_CERTIFICATE, by_own_certificate, "sign-by-provider", "the party signs it itself", ERR_CONFLICT },
};

_Bool act_condition(size_t i, unsigned *bit, enum err *code, const char **refusal, const char **words)
{
	if (i >= COUNT_OF(conditions))
		return 0;
	*bit = conditions[i].bit;
	*code = conditions[i].code;
	*refusal = conditions[i].refusal;
	*words = conditions[i].words;
	return 1;
}

/* the checks, in their order -------------------------------------------- */

static unsigned who_is(const struct domain *d, const struct dossier *x, const struct recipient *r)
{
	const char *me = d->actor.id;

	switch (d->actor.kind) {
	case ACTOR_SYSTEM:
		return BY_SYSTEM;
	case ACTOR_RECIPIENT:
		return r && !strcmp(r->id, me) ? BY_PARTY : 0;
	case ACTOR_MEMBER:
		break;
	}
	return (d->actor.owner ? BY_OWNER : 0) |
	       (!strcmp(x->v.created_by, me) || (x->v.sent_by && !strcmp(x->v.sent_by, me)) ? BY_SENDER : 0);
}

static struct refusal check_person(const struct question_of *q)
{
	if (!(who_is(q->d, q->x, q->r) & q->row->who))
		return (struct refusal){ ERR_DENIED, q->row->who & BY_PARTY ? "not-yours" : "not-sender" };
	if (q->x->v.discarded_at && !(q->row->conditions & IF_TRASHED))
		return (struct refusal){ ERR_CONFLICT, "discarded" };
	if (!q->x->v.discarded_at && q->row->conditions & IF_TRASHED)
		return (struct refusal){ ERR_CONFLICT, "not-discarded" };
	if (q->r && !(q->row->roles >> recipient_role_of(q->r) & 1))
		return (struct refusal){ ERR_DENIED, "role-cannot" };
	return (struct refusal){ ERR_OK, NULL };
}

static const char *state_refusal(const struct act_row *row, enum envelope_state s)
{
	if (s == ENVELOPE_DRAFT)
		return row->early;
	return s == ENVELOPE_DECLINED || s == ENVELOPE_WITHDRAWN || s == ENVELOPE_EXPIRED ? row->ended
											  : row->late;
}

static struct refusal check_states(const struct question_of *q)
{
	enum recipient_state from, to;
	struct envelope_step step;

	if (q->row->event != EV_COUNT_ && envelope_step(q->x->state, q->row->event, &step, NULL) != ERR_OK)
		return (struct refusal){ ERR_CONFLICT, state_refusal(q->row, q->x->state) };
	if (q->row->conditions & IF_IN_TIME && !in_time(q))
		return (struct refusal){ ERR_CONFLICT, "deadline-over" };
	if (!q->r || q->row->recipient_event == RV_COUNT_)
		return (struct refusal){ ERR_OK, NULL };
	if (!recipient_state_parse(q->r->state, &from) ||
	    recipient_step(from, q->row->recipient_event, &to, NULL) != ERR_OK)
		return (struct refusal){ ERR_CONFLICT, q->row->unfit ? q->row->unfit : state_words(q->r) };
	return (struct refusal){ ERR_OK, NULL };
}

static struct refusal check_conditions(const struct question_of *q)
{
	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		const struct condition *c = &conditions[i];

		if (q->row->conditions & c->bit && !c->holds(q))
			return (struct refusal){ c->code, c->refusal ? c->refusal : state_words(q->r) };
	}
	return (struct refusal){ ERR_OK, NULL };
}

static struct refusal check(const struct question_of *q)
{
	struct refusal no = check_person(q);

	if (no.code == ERR_OK)
		no = check_states(q);
	return no.code == ERR_OK ? check_conditions(q) : no;
}

enum err act_check(struct domain *d, enum act a, const struct dossier *x, const struct recipient *r,
		   struct error *e)
{
	const struct question_of q = { d, act_row(a), x, r };
	struct refusal no = check(&q);

	return no.code == ERR_OK ? ERR_OK : domain_refuse(d, no.code, no.text, e);
}

/* An act about anybody is offered when there is somebody whom it fits. */
static _Bool fits_somebody(const struct question_of *q)
{
	for (size_t i = 0; i < q->x->n_recipients; i++) {
		const struct question_of one = { q->d, q->row, q->x, &q->x->recipients[i] };

		if (check(&one).code == ERR_OK)
			return 1;
	}
	return 0;
}

_Bool act_allows(const struct domain *d, enum act a, const struct dossier *x, const struct recipient *r)
{
	const struct question_of q = { d, act_row(a), x, r };

	return !r && q.row->roles ? fits_somebody(&q) : check(&q).code == ERR_OK;
}

size_t act_list(const struct domain *d, const struct dossier *x, const struct recipient *r, unsigned who,
		const char *out[ACT_COUNT_])
{
	size_t n = 0;

	for (unsigned a = 0; a < ACT_COUNT_; a++)
		if (rows[a].who & who && (!r || rows[a].roles) && act_allows(d, (enum act)a, x, r))
			out[n++] = rows[a].name;
	return n;
}
