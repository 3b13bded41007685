/* Requests for internal approval, and their answers. */
#include "domain/approval.h"
#include "domain/acts.h"
#include "domain/check.h"
#include "domain/notice.h"
#include "store/repo/organisation.h"

/* standing ----------------------------------------------------------------- */

static _Bool is_live(const struct approval *a)
{
	return !strcmp(a->state, "requested") || !strcmp(a->state, "approved");
}

enum err approval_standing(struct domain *d, const struct dossier *x, struct approval_standing *out,
			   struct error *e)
{
	struct approval_standing s = { .state = "none" };
	const struct approval_route *routes;
	struct approval_person *people;
	enum err rc = approval_last(&d->repo, x->v.id, &s.last, e);
	size_t n;

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_OK) {
		TRY(approval_person_list(&d->repo, s.last.id, &people, &s.n, e));
		s.people = people;
	}
	if (x->state == ENVELOPE_DRAFT) {
		TRY(approval_routes_for(d, &x->v, &routes, &n, e));
		s.required = n > 0;
	}
	/* what was approved is one version of the draft, whoever changed it since and however */
	if (s.last.id && (s.last.version == x->v.version || x->state != ENVELOPE_DRAFT))
		s.state = strcmp(s.last.state, "reset") ? s.last.state : "none";
	else if (s.last.id)
		s.reset = is_live(&s.last);
	s.reset = s.reset || (s.last.id && !strcmp(s.last.state, "reset"));
	*out = s;
	return ERR_OK;
}

static _Bool is_among(const struct approval_route *routes, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(routes[i].id, id))
			return 1;
	return 0;
}

enum err approval_blocks(struct domain *d, const struct dossier *x, const char **code,
			 struct error *e)
{
	const struct approval_route *routes;
	struct approval_standing s;
	size_t n;

	TRY(approval_standing(d, x, &s, e));
	TRY(approval_routes_for(d, &x->v, &routes, &n, e));
	*code = NULL;
	if (!strcmp(s.state, "requested"))
		*code = "approval-open";
	else if (!strcmp(s.state, "returned") || !strcmp(s.state, "rejected"))
		*code = "approval-refused";
	else if (n && (strcmp(s.state, "approved") != 0 || !is_among(routes, n, s.last.route_id)))
		*code = "approval-needed";
	return ERR_OK;
}

/* shared -------------------------------------------------------------------- */

static enum err audit_approval(struct domain *d, const char *kind, const struct approval *a,
			       const char *comment, struct error *e)
{
	const struct audit_data data[] = {
		{ "approval", a->id, 0 },
		{ "route", a->route_id, 0 },
		{ "route_name", a->route_name, 0 },
		{ "step", domain_printf(d, "%lld", (long long)a->step_no), 0 },
		{ "version", domain_printf(d, "%lld", (long long)a->version), 0 },
		{ "internal", "true", 0 },
		{ "comment", *comment ? comment : NULL, 1 },
	};

	return audit_append(d,
			    &(struct audit_entry){ .envelope = a->envelope_id,
						   .kind = kind,
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

enum err approval_reset(struct domain *d, struct dossier *x, struct error *e)
{
	struct approval a;

	if (!strcmp(x->v.approval, "none"))
		return ERR_OK;
	x->v.approval = "none";
	TRY(approval_last(&d->repo, x->v.id, &a, e));
	if (!is_live(&a))
		return ERR_OK; /* how it was refused stays on record */
	a.state = "reset";
	a.ended_at = domain_now(d);
	TRY(approval_update(&d->repo, &a, e));
	return audit_approval(d, "approval.reset", &a, "", e);
}

static enum err check_comment(struct domain *d, const char *comment, _Bool required,
			      struct error *e)
{
	check_text(d, "comment", comment, (struct text_rule){ REASON_MAX_CHARS, required, 1 });
	return domain_fields_ok(d, e);
}

static enum err lock_for_approval(struct domain *d, const char *id, struct dossier *x,
				  struct error *e)
{
	TRY(dossier_lock(d, id, x, e));
	if (x->v.discarded_at)
		return domain_refuse(d, ERR_CONFLICT, "discarded", e);
	return dossier_allows(x, EV_APPROVAL) ? ERR_OK
					      : domain_refuse(d, ERR_CONFLICT, "not-a-draft", e);
}

static enum err tell(struct domain *d, const char *kind, const struct envelope *v, const char *account,
		     const char *comment, struct error *e)
{
	const struct notice_facts facts = { .who = d->actor.name, .reason = comment };

	return notice_to_member(d, kind, v, account, &facts, e);
}

static enum err set_state(struct domain *d, struct dossier *x, struct approval *a,
			  const char *state, struct error *e)
{
	a->state = state;
	a->ended_at = strcmp(state, "requested") ? domain_now(d) : 0;
	x->v.approval = state;
	TRY(approval_update(&d->repo, a, e));
	return envelope_update(&d->repo, &x->v, e);
}

/* The people of the step whose turn it is are asked, each by a mail. */
static enum err ask_step(struct domain *d, const struct dossier *x, const struct approval *a,
			 struct approval_person *people, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct approval_person *p = &people[i];

		if (p->step_no != a->step_no)
			continue;
		p->state = "asked";
		TRY(approval_person_act(&d->repo, p, e));
		TRY(tell(d, "approval_request", &x->v, p->account_id, a->comment, e));
	}
	return ERR_OK;
}

/* asking -------------------------------------------------------------------- */

static enum err choose_route(struct domain *d, const struct dossier *x, const char *wanted,
			     struct approval_route *out, struct error *e)
{
	const struct approval_route *routes;
	size_t n;

	TRY(approval_routes_for(d, &x->v, &routes, &n, e));
	if (wanted && !n)
		return approval_route_get(&d->repo, wanted, out, e); /* of one's own accord */
	if (!n)
		return domain_refuse(d, ERR_CONFLICT, "approval-no-route", e);
	for (size_t i = 0; i < n; i++) {
		if (!wanted || !strcmp(routes[i].id, wanted)) {
			*out = routes[i];
			return ERR_OK;
		}
	}
	domain_field_error(d, "route_id", "route-not-for-this");
	return domain_fields_ok(d, e);
}

/* Nobody approves what is their own, unless the route says so. */
static _Bool may_answer(const struct domain *d, const struct dossier *x,
			const struct approval_route *r, const char *account)
{
	return r->allow_self ||
	       (strcmp(account, d->actor.id) != 0 && strcmp(account, x->v.created_by) != 0);
}

static enum err add_person(struct domain *d, const struct approval *a,
			   const struct approval_step *s, int64_t step_no, size_t i, int64_t *added,
			   struct error *e)
{
	const struct approval_person p = { .approval_id = a->id,
					   .envelope_id = a->envelope_id,
					   .account_id = s->people[i],
					   .mode = s->mode,
					   .state = "waiting",
					   .comment = "",
					   .step_no = step_no,
					   .position = (int64_t)i };
	struct member m;
	enum err rc = member_get(&d->repo, p.account_id, &m, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK; /* has left meanwhile */
	TRY(rc);
	(*added)++;
	return approval_person_insert(&d->repo, &p, e);
}

static enum err add_people(struct domain *d, const struct dossier *x,
			   const struct approval_route *r, const struct approval *a,
			   struct error *e)
{
	struct approval_step *steps;
	size_t n;

	TRY(approval_route_steps(d, r, &steps, &n, e));
	for (size_t i = 0; i < n; i++) {
		int64_t added = 0;

		for (size_t k = 0; k < steps[i].n; k++)
			if (may_answer(d, x, r, steps[i].people[k]))
				TRY(add_person(d, a, &steps[i], (int64_t)i + 1, k, &added, e));
		if (!added)
			return domain_refuse(d, ERR_CONFLICT, "approval-nobody", e);
	}
	return ERR_OK;
}

/* *no: of the next request. */
static enum err refuse_repeated(struct domain *d, const struct dossier *x, int64_t *no,
				struct error *e)
{
	struct approval_standing s;

	TRY(approval_standing(d, x, &s, e));
	if (!strcmp(s.state, "requested"))
		return domain_refuse(d, ERR_CONFLICT, "approval-open", e);
	if (!strcmp(s.state, "approved"))
		return domain_refuse(d, ERR_CONFLICT, "approval-given", e);
	*no = s.last.id ? s.last.no + 1 : 1;
	return ERR_OK;
}

enum err approval_ask(struct domain *d, const char *envelope, const char *route,
		      const char *comment, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct approval_person *people;
	struct approval_route r;
	struct approval a;
	struct dossier x;
	int64_t no = 0;
	size_t n;

	TRY(check_comment(d, comment, 0, e));
	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, envelope, &x, e));
	TRY(act_check(d, ACT_APPROVAL, &x, NULL, e));
	TRY(refuse_repeated(d, &x, &no, e));
	TRY(choose_route(d, &x, route, &r, e));
	a = (struct approval){ .id = domain_id(d, "apq"),
			       .envelope_id = envelope,
			       .route_id = r.id,
			       .route_name = r.name,
			       .state = "requested",
			       .asked_by = d->actor.id,
			       .comment = comment ? comment : "",
			       .version = x.v.version,
			       .no = no,
			       .step_no = 1,
			       .created_at = domain_now(d) };
	TRY(approval_insert(&d->repo, &a, e));
	TRY(add_people(d, &x, &r, &a, e));
	TRY(set_state(d, &x, &a, "requested", e));
	TRY(audit_approval(d, "approval.requested", &a, a.comment, e));
	TRY(approval_person_list(&d->repo, a.id, &people, &n, e));
	TRY(ask_step(d, &x, &a, people, n, e));
	return db_commit(tx.db, e);
}

/* answering ----------------------------------------------------------------- */

static enum err find_turn(struct domain *d, struct approval_person *people, size_t n,
			  const struct approval *a, struct approval_person **out, struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct approval_person *p = &people[i];

		if (p->step_no != a->step_no || strcmp(p->account_id, d->actor.id) != 0)
			continue;
		if (strcmp(p->state, "asked") != 0)
			return domain_refuse(d, ERR_CONFLICT, "already-acted", e);
		*out = p;
		return ERR_OK;
	}
	return domain_refuse(d, ERR_DENIED, "approval-not-yours", e);
}

static _Bool step_done(const struct approval *a, const struct approval_person *people, size_t n)
{
	_Bool all = 1, one = 0, any = 0;

	for (size_t i = 0; i < n; i++) {
		if (people[i].step_no != a->step_no)
			continue;
		any = any || !strcmp(people[i].mode, "any");
		one = one || !strcmp(people[i].state, "approved");
		all = all && !strcmp(people[i].state, "approved");
	}
	return any ? one : all;
}

static _Bool is_last_step(const struct approval *a, const struct approval_person *people, size_t n)
{
	return people[n - 1].step_no <= a->step_no; /* they come by steps */
}

static enum err go_on(struct domain *d, struct dossier *x, struct approval *a,
		      struct approval_person *people, size_t n, struct error *e)
{
	if (!step_done(a, people, n))
		return ERR_OK;
	if (!is_last_step(a, people, n)) {
		a->step_no++;
		TRY(set_state(d, x, a, "requested", e));
		return ask_step(d, x, a, people, n, e);
	}
	TRY(set_state(d, x, a, "approved", e));
	return tell(d, "approval_approved", &x->v, a->asked_by, "", e);
}

static const struct {
	const char *state, *event, *mail; /* mail NULL: none of its own */
} acts[] = {
	[APPROVAL_APPROVE] = { "approved", "approval.approved", NULL },
	[APPROVAL_RETURN] = { "returned", "approval.returned", "approval_returned" },
	[APPROVAL_REJECT] = { "rejected", "approval.rejected", "approval_rejected" },
};

static enum err open_request(struct domain *d, const struct dossier *x, struct approval *out,
			     struct error *e)
{
	enum err rc = approval_last(&d->repo, x->v.id, out, e);

	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || strcmp(out->state, "requested") != 0 ||
	    out->version != x->v.version)
		return domain_refuse(d, ERR_CONFLICT, "approval-over", e);
	return ERR_OK;
}

enum err approval_answer(struct domain *d, const char *envelope, enum approval_act act,
			 const char *comment, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct approval_person *people, *me = NULL;
	struct approval a;
	struct dossier x;
	size_t n;

	TRY(check_comment(d, comment, act != APPROVAL_APPROVE, e));
	TRY(db_begin(tx.db, e));
	TRY(lock_for_approval(d, envelope, &x, e));
	TRY(open_request(d, &x, &a, e));
	TRY(approval_person_list(&d->repo, a.id, &people, &n, e));
	TRY(find_turn(d, people, n, &a, &me, e));
	me->state = acts[act].state;
	me->comment = comment ? comment : "";
	me->acted_at = domain_now(d);
	TRY(approval_person_act(&d->repo, me, e));
	TRY(audit_approval(d, acts[act].event, &a, me->comment, e));
	if (act == APPROVAL_APPROVE) {
		TRY(go_on(d, &x, &a, people, n, e));
	} else {
		TRY(set_state(d, &x, &a, acts[act].state, e));
		TRY(tell(d, acts[act].mail, &x.v, a.asked_by, me->comment, e));
	}
	return db_commit(tx.db, e);
}
