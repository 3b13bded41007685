/* The sender's acts on what is under way: remind, extend, correct, hand a link over, answer. And the
 * requests that wait for the member oneself. */
#include "api/input.h"
#include "api/output.h"
#include "api/page.h"
#include "domain/acts.h"
#include "store/repo/flow.h"
#include "store/repo/shelf.h"

static enum err answer_envelope(struct caller *c, const char *id, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(dossier_load(&c->d, id, &x, e));
	return envelope_json(c, &x, &rs->json, e);
}

struct remind_input {
	const char *recipient_id;
};
static const struct input_rule remind_rules[] = { INPUT(remind_input, recipient_id, INPUT_TEXT, 0) };

static enum err remind(struct caller *c, struct response *rs, struct error *e)
{
	struct remind_input in = { 0 };
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, remind_rules, COUNT_OF(remind_rules), &in, e));
	TRY(envelope_remind(&c->d, x.v.id, in.recipient_id, e));
	return answer_envelope(c, x.v.id, rs, e);
}
API_HANDLER(envelope_remind_route, remind)

struct deadline_input {
	const char *expire_at;
};
static const struct input_rule deadline_rules[] = { INPUT(deadline_input, expire_at, INPUT_TEXT, 1) };

static enum err extend(struct caller *c, struct response *rs, struct error *e)
{
	struct deadline_input in = { 0 };
	struct dossier x;
	time_ms at = 0;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, deadline_rules, COUNT_OF(deadline_rules), &in, e));
	if (!time_parse_rfc3339(in.expire_at, &at))
		domain_field_error(&c->d, "expire_at", "invalid");
	TRY(domain_fields_ok(&c->d, e));
	TRY(envelope_extend(&c->d, x.v.id, at, e));
	return answer_envelope(c, x.v.id, rs, e);
}
API_HANDLER(envelope_deadline_route, extend)

static const struct input_rule correct_rules[] = {
	INPUT(correction, name, INPUT_TEXT, 0),
	INPUT(correction, email, INPUT_TEXT, 0),
	INPUT(correction, company, INPUT_TEXT, 0),
	INPUT(correction, department, INPUT_TEXT, 0),
	INPUT(correction, title, INPUT_TEXT, 0),
	INPUT(correction, access_code, INPUT_TEXT, 0),
};

static enum err correct(struct caller *c, struct response *rs, struct error *e)
{
	const char *recipient = request_param(c->rq, "recipient_id");
	struct correction in = { 0 };
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, correct_rules, COUNT_OF(correct_rules), &in, e));
	TRY(envelope_correct(&c->d, x.v.id, recipient, &in, e));
	TRY(dossier_load(&c->d, x.v.id, &x, e));
	return recipient_json(c, dossier_recipient(&x, recipient), &rs->json, e);
}
API_HANDLER(recipient_correct_route, correct)

static enum err hand_link(struct caller *c, struct response *rs, struct error *e)
{
	const char *url;
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(envelope_link(&c->d, x.v.id, request_param(c->rq, "recipient_id"), &url, e));
	rs->json = json_pack("{s:s}", "url", url);
	return ERR_OK;
}
API_HANDLER(recipient_link_route, hand_link)

/* questions ------------------------------------------------------------- */

static json_t *question_json(const struct question *q)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", q->id, "kind", q->kind, "text", q->text,
			 "until", json_time(q->until_at), "at", json_time(q->asked_at), "answer",
			 json_text(q->answer), "answered_at", json_time(q->answered_at));
}

enum err questions_json(struct caller *c, const char *envelope, const char *recipient, json_t **out,
			struct error *e)
{
	const struct question *list;
	size_t n;

	TRY(question_list(&c->d.repo, envelope, recipient, &list, &n, e));
	*out = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *j = question_json(&list[i]);

		if (!recipient) {
			json_object_set_new(j, "recipient_id", json_string(list[i].recipient_id));
			json_object_set_new(j, "recipient_name", json_string(list[i].recipient_name));
			json_object_set_new(j, "answered_by", json_text(list[i].answered_by));
		}
		json_array_append_new(*out, j);
	}
	return ERR_OK;
}

/* A party of the own side looks on, but what others ask is the sender's alone. */
static enum err sender_dossier(struct caller *c, struct dossier *x, struct error *e)
{
	TRY(caller_dossier(c, x, e));
	return caller_is_sender(c, x) ? ERR_OK : domain_refuse(&c->d, ERR_DENIED, "not-sender", e);
}

static enum err list_questions(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;
	json_t *items;

	TRY(sender_dossier(c, &x, e));
	TRY(questions_json(c, x.v.id, NULL, &items, e));
	rs->json = json_pack("{s:o}", "items", items);
	return ERR_OK;
}
API_HANDLER(questions_get, list_questions)

struct answer_input {
	const char *text;
};
static const struct input_rule answer_rules[] = { INPUT(answer_input, text, INPUT_TEXT, 1) };

static enum err answer_question(struct caller *c, struct response *rs, struct error *e)
{
	struct answer_input in = { 0 };
	struct dossier x;
	json_t *items;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, answer_rules, COUNT_OF(answer_rules), &in, e));
	TRY(question_answer(&c->d, x.v.id, request_param(c->rq, "question_id"), in.text, e));
	TRY(questions_json(c, x.v.id, NULL, &items, e));
	rs->json = json_pack("{s:o}", "items", items);
	return ERR_OK;
}
API_HANDLER(question_answer_route, answer_question)

/* one's own requests ---------------------------------------------------- */

/* Those that wait for this member: asked, and not answered yet. */
static enum err add_requests(struct caller *c, const struct dossier *x, json_t *items, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];
		json_t *j;

		if (!r->account_id || strcmp(r->account_id, c->member.account_id) != 0 || !r->sent_at ||
		    !strcmp(r->state, "forwarded"))
			continue;
		TRY(summary_json(c, x, &j, e));
		json_object_set_new(j, "recipient_id", json_string(r->id));
		json_object_set_new(j, "role", json_string(r->role));
		json_object_set_new(j, "my_state", json_string(r->state));
		json_array_append_new(items, j);
	}
	return ERR_OK;
}

static enum err list_requests(struct caller *c, struct response *rs, struct error *e)
{
	struct envelope_filter f = { .shelf = "pending", .account = c->member.account_id };
	struct dossier x[MANY_MAX];
	json_t *items = json_array();
	struct envelope_page found;
	struct page page;

	rs->json = json_pack("{s:o, s:n}", "items", items, "next_cursor");
	TRY(page_read(c, "requests", &page, e));
	f.below = page.after;
	f.limit = page.limit < MANY_MAX ? page.limit : MANY_MAX;
	TRY(envelope_list(&c->d.repo, &f, &found, e));
	TRY(dossier_many(&c->d, found.list, found.n, x, e));
	for (size_t i = 0; i < found.n; i++)
		TRY(add_requests(c, &x[i], items, e));
	json_object_set_new(rs->json, "next_cursor", page_cursor(c, &page, found.next));
	return ERR_OK;
}
API_HANDLER(requests_get, list_requests)

/* reports of abuse, for the operator ------------------------------------ */

static enum err list_reports(struct caller *c, struct response *rs, struct error *e)
{
	const struct abuse_report *list;
	struct page page;
	size_t n, shown;
	json_t *items;

	TRY(page_read(c, "abuse-reports", &page, e));
	TRY(abuse_list(c->d.repo.db, c->d.repo.mem, page.after, page.limit + 1, &list, &n, e));
	shown = page_shown(&page, n);
	items = json_array();
	rs->json = json_pack("{s:o, s:o}", "items", items, "next_cursor",
			     page_next(c, &page, n, shown ? list[shown - 1].id : NULL));
	for (size_t i = 0; i < shown; i++) {
		const struct abuse_report *a = &list[i];

		json_array_append_new(
			items, json_pack("{s:s, s:o, s:s, s:s, s:{s:s, s:s}, s:s, s:{s:s, s:s}}", "id", a->id,
					 "at", json_time(a->reported_at), "category", a->category, "text",
					 a->text, "organisation", "id", a->organisation_id, "name",
					 a->organisation_name, "envelope_id", a->envelope_id, "reporter",
					 "name", a->reporter_name, "email", a->reporter_email));
	}
	return ERR_OK;
}
API_HANDLER(abuse_reports_get, list_reports)
