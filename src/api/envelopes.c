/* The sender's side: list, drafts, sending, withdrawing, the trail. */
#include <stdlib.h>
#include "api/input.h"
#include "api/output.h"
#include "api/page.h"
#include "domain/notice.h"
#include "field/paper.h"

static enum err counts_json(struct caller *c, const char *account, json_t **out, struct error *e)
{
	const struct envelope_count *list;
	json_t *j;
	size_t n;

	TRY(envelope_counts(&c->d.repo, account, &list, &n, e));
	j = json_object();
	for (unsigned s = 0; s < ENVELOPE_STATE_COUNT_; s++)
		json_object_set_new(j, envelope_state_name((enum envelope_state)s), json_integer(0));
	for (size_t i = 0; i < n; i++)
		json_object_set_new(j, list[i].state, json_integer(list[i].n));
	*out = j;
	return ERR_OK;
}

static enum err page_json(struct caller *c, const struct envelope *list, size_t n, json_t *items,
			  struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		struct dossier x;
		json_t *j;

		TRY(dossier_load(&c->d, list[i].id, &x, e));
		TRY(summary_json(c, &x, &j, e));
		json_array_append_new(items, j);
	}
	return ERR_OK;
}

static enum err list_envelopes(struct caller *c, struct response *rs, struct error *e)
{
	struct envelope_filter f = {
		.state = request_query(c->rq, "state"),
		.account = caller_may(c, "envelope.read_all") ? NULL : c->member.account_id,
		.words = request_query(c->rq, "q"),
	};
	const struct envelope *list;
	enum envelope_state state;
	struct page page;
	json_t *counts;
	size_t n, shown;

	if (f.state && !envelope_state_parse(f.state, &state)) {
		domain_field_error(&c->d, "state", "invalid");
		return domain_fields_ok(&c->d, e);
	}
	TRY(page_read(c, "envelopes", &page, e));
	f.below = page.after;
	f.limit = page.limit + 1;
	TRY(envelope_list(&c->d.repo, &f, &list, &n, e));
	shown = page_shown(&page, n);
	TRY(counts_json(c, f.account, &counts, e));
	rs->json = json_pack("{s:[], s:o, s:o}", "items", "next_cursor",
			     page_next(c, &page, n, shown ? list[shown - 1].id : NULL), "counts", counts);
	return page_json(c, list, shown, json_object_get(rs->json, "items"), e);
}
API_HANDLER(envelopes_get, list_envelopes)

/* The whole envelope after an act, as GET would give it. */
static enum err answer(struct caller *c, const char *id, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(dossier_load(&c->d, id, &x, e));
	return envelope_json(c, &x, &rs->json, e);
}

struct new_input {
	const char *title, *message;
};
static const struct input_rule new_rules[] = {
	INPUT(new_input, title, INPUT_TEXT, 0),
	INPUT(new_input, message, INPUT_TEXT, 0),
};

static enum err create(struct caller *c, struct response *rs, struct error *e)
{
	struct new_input in = { 0 };
	const char *id;

	TRY(input_body(c, new_rules, COUNT_OF(new_rules), &in, e));
	TRY(envelope_create(&c->d, in.title, in.message, 0, &id, e));
	return answer(c, id, rs, e);
}
API_HANDLER(envelopes_post, create)

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	return envelope_json(c, &x, &rs->json, e);
}
API_HANDLER(envelope_get_route, show)

struct edit_input {
	int64_t version;
	const char *title, *message, *expire_at;
};
static const struct input_rule edit_rules[] = {
	INPUT(edit_input, version, INPUT_INT, 1),
	INPUT(edit_input, title, INPUT_TEXT, 0),
	INPUT(edit_input, message, INPUT_TEXT, 0),
	INPUT(edit_input, expire_at, INPUT_TEXT, 0),
};
static const struct input_rule recipient_rules[] = {
	INPUT(recipient_input, id, INPUT_TEXT, 0),
	INPUT(recipient_input, order, INPUT_INT, 1),
	INPUT(recipient_input, side, INPUT_TEXT, 1),
	INPUT(recipient_input, role, INPUT_TEXT, 0),
	INPUT(recipient_input, name, INPUT_TEXT, 0),
	INPUT(recipient_input, email, INPUT_TEXT, 0),
	INPUT(recipient_input, company, INPUT_TEXT, 0),
	INPUT(recipient_input, department, INPUT_TEXT, 0),
	INPUT(recipient_input, title, INPUT_TEXT, 0),
	INPUT(recipient_input, locale, INPUT_TEXT, 0),
};

static enum err read_recipients(struct caller *c, const json_t *array, struct draft_edit *out,
				struct error *e)
{
	struct recipient_input *list;

	if (!json_is_array(array) || json_array_size(array) > c->app->settings->recipients_max) {
		domain_field_error(&c->d, "recipients",
				   json_is_array(array) ? "too-many-recipients" : "invalid");
		return domain_fields_ok(&c->d, e);
	}
	out->set_recipients = 1;
	out->n_recipients = json_array_size(array);
	list = arena_alloc_n(c->rq->mem, out->n_recipients + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the recipients exceed the memory limit");
	for (size_t i = 0; i < out->n_recipients; i++) {
		TRY(input_read(c, json_array_get(array, i), domain_printf(&c->d, "recipients[%zu].", i),
			       recipient_rules, COUNT_OF(recipient_rules), &list[i], e));
		TRY(input_gate(c, json_array_get(array, i), domain_printf(&c->d, "recipients[%zu].", i), &list[i],
			       e));
		if (!list[i].locale)
			list[i].locale = "ja";
	}
	out->recipients = list;
	return ERR_OK;
}

static enum err read_expire(struct caller *c, const struct edit_input *in, struct draft_edit *out,
			    struct error *e)
{
	out->set_expire = json_object_get(c->rq->json, "expire_at") != NULL;
	if (in->expire_at && !time_parse_rfc3339(in->expire_at, &out->expire_at))
		domain_field_error(&c->d, "expire_at", "invalid");
	return domain_fields_ok(&c->d, e);
}

static enum err edit(struct caller *c, struct response *rs, struct error *e)
{
	const json_t *recipients = json_object_get(c->rq->json, "recipients");
	struct edit_input in = { 0 };
	struct draft_edit change = { 0 };
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, edit_rules, COUNT_OF(edit_rules), &in, e));
	if (in.version < 1)
		domain_field_error(&c->d, "version", "invalid");
	change.version = in.version;
	change.title = in.title;
	change.message = in.message;
	TRY(read_expire(c, &in, &change, e));
	if (recipients)
		TRY(read_recipients(c, recipients, &change, e));
	TRY(envelope_edit(&c->d, x.v.id, &change, e));
	return answer(c, x.v.id, rs, e);
}
API_HANDLER(envelope_patch, edit)

static enum err discard(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	(void)rs;
	TRY(caller_dossier(c, &x, e));
	return envelope_discard(&c->d, x.v.id, e);
}
API_HANDLER(envelope_delete_route, discard)

static enum err remove_document(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	(void)rs;
	TRY(caller_dossier(c, &x, e));
	return document_remove(&c->d, x.v.id, request_param(c->rq, "document_id"), e);
}
API_HANDLER(document_delete_route, remove_document)

/* A wording that fits paper only: where it stands, and what may be written instead. */
static void add_wording(json_t *j, const struct send_check *x)
{
	json_object_set_new(j, "document_id", json_string(x->document));
	json_object_set_new(j, "page", json_integer(x->page));
	json_object_set_new(j, "excerpt", json_string(x->excerpt));
	json_object_set_new(j, "instead", json_string(x->instead));
}

static json_t *checks_json(const struct send_check *list, size_t n, _Bool with_field)
{
	json_t *items = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *j = json_pack("{s:s, s:s}", "code", list[i].code, "text", list[i].text);

		if (with_field)
			json_object_set_new(j, "field", json_string(list[i].field));
		if (list[i].document)
			add_wording(j, &list[i]);
		json_array_append_new(items, j);
	}
	return items;
}

static enum err previews_json(struct caller *c, const struct dossier *x, json_t *mails, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];
		struct notice_content mail;

		TRY(notice_preview(&c->d, "request", &x->v, r, NULL, &mail, e));
		json_array_append_new(mails, json_pack("{s:s, s:s, s:s, s:s}", "recipient_id", r->id, "to",
						       r->email, "subject", mail.subject, "text",
						       mail.text));
	}
	return ERR_OK;
}

static enum err confirm(struct caller *c, struct response *rs, struct error *e)
{
	struct send_report report;
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	if (!dossier_allows(&x, EV_SEND))
		return domain_refuse(&c->d, ERR_CONFLICT, "not-a-draft", e);
	TRY(envelope_confirm(&c->d, &x, c->lang, &report, e));
	rs->json = json_pack("{s:[], s:o, s:o, s:s, s:b}", "mails", "warnings",
			     checks_json(report.warnings, report.n_warnings, 0), "problems",
			     checks_json(report.problems, report.n_problems, 1), "level",
			     c->app->settings->level, "trial", (int)c->app->settings->trial);
	return previews_json(c, &x, json_object_get(rs->json, "mails"), e);
}
API_HANDLER(confirmation_get, confirm)

struct send_input {
	int64_t version;
};
static const struct input_rule send_rules[] = { INPUT(send_input, version, INPUT_INT, 1) };

static enum err send_envelope(struct caller *c, struct response *rs, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	struct send_input in = { 0 };
	struct dossier x;
	enum err rc;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, send_rules, COUNT_OF(send_rules), &in, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = envelope_send(&c->d, x.v.id, in.version, e);
	c->d.drawing = NULL;
	TRY(rc);
	return answer(c, x.v.id, rs, e);
}
API_HANDLER(envelope_send_route, send_envelope)

struct reason_input {
	const char *reason;
};
static const struct input_rule reason_rules[] = { INPUT(reason_input, reason, INPUT_TEXT, 0) };

static enum err withdraw(struct caller *c, struct response *rs, struct error *e)
{
	struct reason_input in = { 0 };
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(input_body(c, reason_rules, COUNT_OF(reason_rules), &in, e));
	TRY(envelope_withdraw(&c->d, x.v.id, in.reason, e));
	return answer(c, x.v.id, rs, e);
}
API_HANDLER(envelope_withdraw_route, withdraw)

static enum err resend(struct caller *c, struct response *rs, struct error *e)
{
	const char *recipient = request_param(c->rq, "recipient_id");
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(envelope_resend(&c->d, x.v.id, recipient, e));
	TRY(dossier_load(&c->d, x.v.id, &x, e));
	return recipient_json(c, dossier_recipient(&x, recipient), &rs->json, e);
}
API_HANDLER(recipient_resend, resend)

static enum err act(struct caller *c, struct response *rs, struct error *e)
{
	struct link_token t;
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	TRY(recipient_open_own(&c->d, x.v.id, request_param(c->rq, "recipient_id"), &t, e));
	response_cookie_strict(c->rq, rs, COOKIE_RECIPIENT, t.text,
			       (long)(c->app->settings->recipient_session_ttl / 1000));
	rs->json = json_pack("{s:s}", "url", "/r/");
	return ERR_OK;
}
API_HANDLER(recipient_act, act)

static enum err list_events(struct caller *c, struct response *rs, struct error *e)
{
	const struct audit_event *list;
	struct dossier x;
	json_t *items;
	_Bool intact;
	size_t n;

	TRY(caller_dossier(c, &x, e));
	TRY(audit_read(&c->d, x.v.id, c->lang, &list, &n, &intact, e));
	items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items, json_pack("{s:I, s:o, s:s, s:s, s:{s:s, s:o}, s:s}", "seq",
						       (json_int_t)list[i].seq, "at",
						       json_time(list[i].at), "kind", list[i].kind, "text",
						       list[i].text, "actor", "kind", list[i].actor_kind,
						       "name", json_text(list[i].actor_name), "hash",
						       list[i].hash));
	rs->json = json_pack("{s:o, s:b}", "items", items, "chain_intact", (int)intact);
	return ERR_OK;
}
API_HANDLER(events_get, list_events)
