/* The sender's side: drafts, sending, withdrawing, the trail. */
#include "api/input.h"
#include "api/envelopes.h"
#include "api/output.h"
#include "domain/notice.h"
#include "field/paper.h"

/* The whole envelope after an act, as GET would give it. */
enum err envelope_answer(struct caller *c, const char *id, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(dossier_load(&c->d, id, &x, e));
	return envelope_json(c, &x, &rs->json, e);
}

/* A party from the sender's own house, or an approver, looks on; changing, taking back and asking again are
 * the sender's. */
enum err sender_dossier(struct caller *c, struct dossier *x, struct error *e)
{
	TRY(caller_dossier(c, x, e));
	return caller_is_sender(c, x) ? ERR_OK : domain_refuse(&c->d, ERR_DENIED, "not-sender", e);
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
	return envelope_answer(c, id, rs, e);
}
API_HANDLER(envelopes_post, create)

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(caller_dossier(c, &x, e));
	return envelope_json(c, &x, &rs->json, e);
}
API_HANDLER(envelope_get_route, show)

static enum err discard(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	(void)rs;
	TRY(sender_dossier(c, &x, e));
	return envelope_discard(&c->d, x.v.id, e);
}
API_HANDLER(envelope_delete_route, discard)

static enum err restore(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	TRY(sender_dossier(c, &x, e));
	TRY(envelope_restore(&c->d, x.v.id, e));
	return envelope_answer(c, x.v.id, rs, e);
}
API_HANDLER(envelope_restore_route, restore)

static enum err remove_document(struct caller *c, struct response *rs, struct error *e)
{
	struct dossier x;

	(void)rs;
	TRY(sender_dossier(c, &x, e));
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

	TRY(sender_dossier(c, &x, e));
	TRY(input_body(c, send_rules, COUNT_OF(send_rules), &in, e));
	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = envelope_send(&c->d, x.v.id, in.version, e);
	c->d.drawing = NULL;
	TRY(rc);
	return envelope_answer(c, x.v.id, rs, e);
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
	return envelope_answer(c, x.v.id, rs, e);
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
