/* Internal approval: routes, asking, answering. */
#include "domain/approval.h"
#include "api/envelopes.h"
#include "api/input.h"
#include "api/output.h"
#include "api/page.h"

/* routes ------------------------------------------------------------------- */

static json_t *amount_json(int64_t n)
{
	return n < 0 ? json_null() : json_integer(n);
}

static enum err route_json(struct caller *c, const struct approval_route *r, json_t **out,
			   struct error *e)
{
	json_t *steps = json_array();
	struct approval_step *list;
	size_t n;

	TRY(approval_route_steps(&c->d, r, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		json_t *people = json_array();

		for (size_t k = 0; k < list[i].n; k++)
			json_array_append_new(people, json_string(list[i].people[k]));
		json_array_append_new(
			steps, json_pack("{s:s, s:o}", "mode", list[i].mode, "people", people));
	}
	*out = json_pack("{s:s, s:s, s:o, s:o, s:b, s:b, s:o, s:I}", "id", r->id, "name", r->name,
			 "min_amount", amount_json(r->min_amount), "max_amount",
			 amount_json(r->max_amount), "always", (int)r->is_always, "allow_self",
			 (int)r->allow_self, "steps", steps, "version", (json_int_t)r->version);
	return ERR_OK;
}

static enum err list_routes(struct caller *c, struct response *rs, struct error *e)
{
	const struct approval_route *list;
	json_t *items = json_array(), *j;
	size_t n;

	rs->json = json_pack("{s:o}", "items", items);
	TRY(approval_route_list(&c->d.repo, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		TRY(route_json(c, &list[i], &j, e));
		json_array_append_new(items, j);
	}
	return ERR_OK;
}
API_HANDLER(approval_routes_get, list_routes)

static enum err show_route(struct caller *c, struct response *rs, struct error *e)
{
	struct approval_route r;

	TRY(approval_route_get(&c->d.repo, request_param(c->rq, "id"), &r, e));
	return route_json(c, &r, &rs->json, e);
}
API_HANDLER(approval_route_get_route, show_route)

static const struct input_rule route_rules[] = {
	INPUT(approval_route_input, name, INPUT_TEXT, 1),
	INPUT(approval_route_input, min_amount, INPUT_INT, 0),
	INPUT(approval_route_input, max_amount, INPUT_INT, 0),
	INPUT(approval_route_input, always, INPUT_BOOL, 0),
	INPUT(approval_route_input, allow_self, INPUT_BOOL, 0),
	INPUT(approval_route_input, version, INPUT_INT, 0),
};

static enum err wrong(struct caller *c, const char *field, struct error *e)
{
	domain_field_error(&c->d, field, "invalid");
	return domain_fields_ok(&c->d, e);
}

static enum err read_step(struct caller *c, const json_t *j, size_t no, struct approval_step *out,
			  struct error *e)
{
	const json_t *people = json_object_get(j, "people");

	out->mode = json_string_value(json_object_get(j, "mode"));
	if (!out->mode || !json_is_array(people) || json_array_size(people) > APPROVAL_PEOPLE_MAX)
		return wrong(c, domain_printf(&c->d, "steps[%zu]", no), e);
	out->n = json_array_size(people);
	out->people = arena_alloc_n(c->rq->mem, out->n + 1, sizeof(*out->people));
	if (!out->people)
		return error_set(e, ERR_TOO_LARGE, "the route exceeds the memory limit");
	for (size_t i = 0; i < out->n; i++) {
		out->people[i] = json_string_value(json_array_get(people, i));
		if (!out->people[i])
			return wrong(c, domain_printf(&c->d, "steps[%zu].people", no), e);
	}
	return ERR_OK;
}

static enum err read_route(struct caller *c, struct approval_route_input *out, struct error *e)
{
	const json_t *steps = json_object_get(c->rq->json, "steps");
	struct approval_step *list;

	*out = (struct approval_route_input){ .min_amount = -1, .max_amount = -1 };
	TRY(input_body(c, route_rules, COUNT_OF(route_rules), out, e));
	if (!json_is_array(steps) || json_array_size(steps) > APPROVAL_STEPS_MAX)
		return wrong(c, "steps", e);
	list = arena_alloc_n(c->rq->mem, json_array_size(steps) + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the route exceeds the memory limit");
	out->steps = list;
	out->n_steps = json_array_size(steps);
	for (size_t i = 0; i < out->n_steps; i++)
		TRY(read_step(c, json_array_get(steps, i), i, &list[i], e));
	return ERR_OK;
}

static enum err create_route(struct caller *c, struct response *rs, struct error *e)
{
	struct approval_route_input in;
	struct approval_route r;

	TRY(read_route(c, &in, e));
	TRY(approval_route_create(&c->d, &in, &r, e));
	return route_json(c, &r, &rs->json, e);
}
API_HANDLER(approval_routes_post, create_route)

static enum err replace_route(struct caller *c, struct response *rs, struct error *e)
{
	struct approval_route_input in;
	struct approval_route r;

	TRY(approval_route_get(&c->d.repo, request_param(c->rq, "id"), &r, e));
	TRY(read_route(c, &in, e));
	TRY(approval_route_edit(&c->d, request_param(c->rq, "id"), &in, &r, e));
	return route_json(c, &r, &rs->json, e);
}
API_HANDLER(approval_route_put, replace_route)

static enum err remove_route(struct caller *c, struct response *rs, struct error *e)
{
	(void)rs;
	return approval_route_remove(&c->d, request_param(c->rq, "id"), e);
}
API_HANDLER(approval_route_delete_route, remove_route)

/* requests ----------------------------------------------------------------- */

struct ask_input {
	const char *route_id, *comment;
};
static const struct input_rule ask_rules[] = {
	INPUT(ask_input, route_id, INPUT_TEXT, 0),
	INPUT(ask_input, comment, INPUT_TEXT, 0),
};

static enum err ask(struct caller *c, struct response *rs, struct error *e)
{
	struct ask_input in = { 0 };
	struct dossier x;

	TRY(sender_dossier(c, &x, e));
	TRY(input_body(c, ask_rules, COUNT_OF(ask_rules), &in, e));
	TRY(approval_ask(&c->d, x.v.id, in.route_id, in.comment, e));
	return envelope_answer(c, x.v.id, rs, e);
}
API_HANDLER(approval_post, ask)

static enum err answer(struct caller *c, enum approval_act act, struct response *rs,
		       struct error *e)
{
	struct ask_input in = { 0 };
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, ask_rules, COUNT_OF(ask_rules), &in, e));
	TRY(approval_answer(&c->d, x.v.id, act, in.comment, e));
	return envelope_answer(c, x.v.id, rs, e);
}

static enum err approve(struct caller *c, struct response *rs, struct error *e)
{
	return answer(c, APPROVAL_APPROVE, rs, e);
}
API_HANDLER(approval_approve, approve)

static enum err send_back(struct caller *c, struct response *rs, struct error *e)
{
	return answer(c, APPROVAL_RETURN, rs, e);
}
API_HANDLER(approval_return, send_back)

static enum err reject(struct caller *c, struct response *rs, struct error *e)
{
	return answer(c, APPROVAL_REJECT, rs, e);
}
API_HANDLER(approval_reject, reject)

static enum err list_tasks(struct caller *c, struct response *rs, struct error *e)
{
	const struct approval_task *list;
	json_t *items = json_array();
	struct page page;
	size_t n, shown;

	rs->json = json_pack("{s:o}", "items", items);
	TRY(page_read(c, "approvals", &page, e));
	TRY(approval_asked(&c->d.repo, c->member.account_id, page.after ? page.after : "",
			   page.limit + 1, &list, &n, e));
	shown = page_shown(&page, n);
	for (size_t i = 0; i < shown; i++)
		json_array_append_new(
			items,
			json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:o, s:s, s:I, s:o}", "id",
				  list[i].id, "envelope_id", list[i].envelope_id, "title",
				  list[i].title, "amount", amount_json(list[i].amount), "currency",
				  list[i].currency, "asked_by", list[i].asked_by, "at",
				  json_time(list[i].created_at), "route_name", list[i].route_name,
				  "step", (json_int_t)list[i].step_no, "comment",
				  json_text(*list[i].comment ? list[i].comment : NULL)));
	json_object_set_new(rs->json, "next_cursor",
			    page_next(c, &page, n, shown ? list[shown - 1].id : NULL));
	return ERR_OK;
}
API_HANDLER(approvals_get, list_tasks)
