/* Routes of internal approval, and which of them a draft must go. */
#include <jansson.h>
#include "domain/approval.h"
#include "domain/audit.h"
#include "domain/check.h"
#include "store/repo/organisation.h"

enum { BELOW_EVERY_BOUND = -1 };

static const char *steps_json(struct domain *d, const struct approval_route_input *in)
{
	json_t *list = json_array();

	for (size_t i = 0; i < in->n_steps; i++) {
		json_t *people = json_array();

		for (size_t k = 0; k < in->steps[i].n; k++)
			json_array_append_new(people, json_string(in->steps[i].people[k]));
		json_array_append_new(
			list, json_pack("{s:s, s:o}", "mode", in->steps[i].mode, "people", people));
	}
	return domain_json(d, list);
}

static enum err read_step(struct domain *d, const json_t *j, struct approval_step *out,
			  struct error *e)
{
	const json_t *people = json_object_get(j, "people");

	out->mode = domain_printf(d, "%s", json_string_value(json_object_get(j, "mode")));
	out->n = json_array_size(people);
	out->people = arena_alloc_n(d->repo.mem, out->n + 1, sizeof(*out->people));
	if (!out->people)
		return error_set(e, ERR_TOO_LARGE, "a route exceeds the memory limit");
	for (size_t i = 0; i < out->n; i++)
		out->people[i] =
			domain_printf(d, "%s", json_string_value(json_array_get(people, i)));
	return ERR_OK;
}

enum err approval_route_steps(struct domain *d, const struct approval_route *r,
			      struct approval_step **out, size_t *n, struct error *e)
{
	json_t *list = json_loads(r->steps, 0, NULL);
	struct approval_step *steps;
	enum err rc = ERR_OK;

	*n = json_array_size(list);
	steps = arena_alloc_n(d->repo.mem, *n + 1, sizeof(*steps));
	if (!steps)
		rc = error_set(e, ERR_TOO_LARGE, "a route exceeds the memory limit");
	for (size_t i = 0; rc == ERR_OK && i < *n; i++)
		rc = read_step(d, json_array_get(list, i), &steps[i], e);
	json_decref(list);
	*out = steps;
	return rc;
}

/* checks ------------------------------------------------------------------ */

static _Bool is_repeated(const struct approval_step *s, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(s->people[k], s->people[i]))
			return 1;
	return 0;
}

static enum err check_step(struct domain *d, size_t no, const struct approval_step *s,
			   struct error *e)
{
	const char *field = domain_printf(d, "steps[%zu].people", no);
	struct member m;

	if (strcmp(s->mode, "any") != 0 && strcmp(s->mode, "all") != 0)
		domain_field_error(d, domain_printf(d, "steps[%zu].mode", no), "invalid");
	if (!s->n || s->n > APPROVAL_PEOPLE_MAX)
		domain_field_error(d, field, s->n ? "too-many-people" : "required");
	for (size_t i = 0; i < s->n && s->n <= APPROVAL_PEOPLE_MAX; i++) {
		enum err rc = member_get(&d->repo, s->people[i], &m, e);

		if (rc != ERR_OK && rc != ERR_NOT_FOUND)
			return rc;
		if (rc == ERR_NOT_FOUND || is_repeated(s, i))
			domain_field_error(d, field,
					   rc == ERR_NOT_FOUND ? "unknown-member" : "invalid");
	}
	return ERR_OK;
}

static enum err check_route(struct domain *d, const struct approval_route_input *in,
			    struct error *e)
{
	_Bool bounded = in->min_amount >= 0 || in->max_amount >= 0;

	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	if (in->always == bounded) /* for every amount, or for some */
		domain_field_error(d, "always", "route-when");
	if (in->min_amount >= 0 && in->max_amount >= 0 && in->min_amount > in->max_amount)
		domain_field_error(d, "max_amount", "amount-range");
	if (!in->n_steps || in->n_steps > APPROVAL_STEPS_MAX)
		domain_field_error(d, "steps", in->n_steps ? "too-many-steps" : "required");
	for (size_t i = 0; i < in->n_steps && in->n_steps <= APPROVAL_STEPS_MAX; i++)
		TRY(check_step(d, i, &in->steps[i], e));
	return domain_fields_ok(d, e);
}

/* changes ----------------------------------------------------------------- */

static void set_route(struct domain *d, struct approval_route *r,
		      const struct approval_route_input *in)
{
	r->name = in->name;
	r->min_amount = in->min_amount;
	r->max_amount = in->max_amount;
	r->is_always = in->always;
	r->allow_self = in->allow_self;
	r->steps = steps_json(d, in);
	r->updated_at = domain_now(d);
}

static enum err audit_route(struct domain *d, const char *kind, const struct approval_route *r,
			    struct error *e)
{
	const struct audit_data data[] = {
		{ "route", r->id, 0 },
		{ "route_name", r->name, 0 },
		{ "steps", r->steps, 0 },
		{ "internal", "true", 0 },
	};

	return audit_append(
		d, &(struct audit_entry){ .kind = kind, .data = data, .n = COUNT_OF(data) }, NULL,
		e);
}

enum err approval_route_create(struct domain *d, const struct approval_route_input *in,
			       struct approval_route *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct approval_route r = { .id = domain_id(d, "apr"),
				    .version = 1,
				    .created_at = domain_now(d) };

	TRY(db_begin(tx.db, e));
	TRY(check_route(d, in, e));
	set_route(d, &r, in);
	TRY(approval_route_insert(&d->repo, &r, e));
	TRY(audit_route(d, "approval_route.created", &r, e));
	TRY(db_commit(tx.db, e));
	*out = r;
	return ERR_OK;
}

enum err approval_route_edit(struct domain *d, const char *id,
			     const struct approval_route_input *in, struct approval_route *out,
			     struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct approval_route r;

	TRY(db_begin(tx.db, e));
	TRY(approval_route_get(&d->repo, id, &r, e));
	if (in->version != r.version)
		return domain_refuse(d, ERR_STALE, "route-stale", e);
	TRY(check_route(d, in, e));
	set_route(d, &r, in);
	r.version++;
	TRY(approval_route_update(&d->repo, &r, in->version, e));
	TRY(audit_route(d, "approval_route.changed", &r, e));
	TRY(db_commit(tx.db, e));
	*out = r;
	return ERR_OK;
}

enum err approval_route_remove(struct domain *d, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct approval_route r;

	TRY(db_begin(tx.db, e));
	TRY(approval_route_get(&d->repo, id, &r, e));
	TRY(approval_route_delete(&d->repo, id, e));
	TRY(audit_route(d, "approval_route.removed", &r, e));
	return db_commit(tx.db, e);
}

/* which one a draft must go ------------------------------------------------ */

static _Bool is_blank(const struct envelope *v)
{
	return v->amount < 0 || strcmp(v->currency, "JPY") != 0;
}

static _Bool counts(const struct approval_route *r, const struct envelope *v)
{
	if (r->is_always || is_blank(v))
		return 1;
	return v->amount >= r->min_amount && (r->max_amount < 0 || v->amount <= r->max_amount);
}

static int64_t lower_bound(const struct approval_route *r)
{
	if (r->is_always)
		return BELOW_EVERY_BOUND;
	return r->min_amount < 0 ? 0 : r->min_amount;
}

enum err approval_routes_for(struct domain *d, const struct envelope *v,
			     const struct approval_route **out, size_t *n, struct error *e)
{
	const struct approval_route *all;
	struct approval_route *chosen;
	int64_t highest = BELOW_EVERY_BOUND;
	size_t count, used = 0;

	TRY(approval_route_list(&d->repo, &all, &count, e));
	chosen = arena_alloc_n(d->repo.mem, count + 1, sizeof(*chosen));
	if (!chosen)
		return error_set(e, ERR_TOO_LARGE, "the routes exceed the memory limit");
	for (size_t i = 0; i < count; i++)
		if (counts(&all[i], v) && lower_bound(&all[i]) > highest)
			highest = lower_bound(&all[i]);
	for (size_t i = 0; i < count; i++)
		if (counts(&all[i], v) && lower_bound(&all[i]) == highest)
			chosen[used++] = all[i];
	*out = chosen;
	*n = used;
	return ERR_OK;
}
