/* The recipient's acts beside agreeing and declining: confirm, send back, forward, ask, report. */
#include "api/input.h"
#include "api/output.h"
#include "domain/acts.h"

static enum err answer_view(struct caller *c, struct response *rs, struct error *e)
{
	struct recipient *r;
	struct dossier x;

	TRY(dossier_load(&c->d, c->recipient.envelope_id, &x, e));
	r = dossier_recipient(&x, c->recipient.recipient_id);
	return r ? view_json(c, &x, r, &rs->json, e) : error_set(e, ERR_NOT_FOUND, "no such recipient");
}

static enum err confirm(struct caller *c, struct response *rs, struct error *e)
{
	struct agree_input in = { 0 };

	if (json_object_get(c->rq->json, "shown"))
		TRY(input_shown(c, &in, e));
	TRY(recipient_confirm(&c->d, &c->recipient, &in, e));
	return answer_view(c, rs, e);
}
API_HANDLER(recipient_confirm_route, confirm)

/* The cookie leads nowhere any more. */
static void forget(struct caller *c, struct response *rs)
{
	response_cookie_strict(c->rq, rs, COOKIE_RECIPIENT, "", -1);
}

struct back_input {
	const char *comment;
};
static const struct input_rule back_rules[] = { INPUT(back_input, comment, INPUT_TEXT, 1) };

static enum err send_back(struct caller *c, struct response *rs, struct error *e)
{
	struct back_input in = { 0 };

	TRY(input_body(c, back_rules, COUNT_OF(back_rules), &in, e));
	TRY(recipient_send_back(&c->d, &c->recipient, in.comment, e));
	forget(c, rs);
	return ERR_OK;
}
API_HANDLER(recipient_send_back_route, send_back)

static const struct input_rule forward_rules[] = {
	INPUT(forward_input, name, INPUT_TEXT, 1),
	INPUT(forward_input, email, INPUT_TEXT, 1),
	INPUT(forward_input, company, INPUT_TEXT, 0),
	INPUT(forward_input, department, INPUT_TEXT, 0),
	INPUT(forward_input, title, INPUT_TEXT, 0),
	INPUT(forward_input, reason, INPUT_TEXT, 1),
};

static enum err forward(struct caller *c, struct response *rs, struct error *e)
{
	struct forward_input in = { 0 };

	TRY(input_body(c, forward_rules, COUNT_OF(forward_rules), &in, e));
	TRY(recipient_forward(&c->d, &c->recipient, &in, e));
	forget(c, rs);
	return ERR_OK;
}
API_HANDLER(recipient_forward_route, forward)

struct ask_input {
	const char *text;
};
static const struct input_rule ask_rules[] = { INPUT(ask_input, text, INPUT_TEXT, 1) };

static enum err ask(struct caller *c, struct response *rs, struct error *e)
{
	struct ask_input in = { 0 };

	TRY(input_body(c, ask_rules, COUNT_OF(ask_rules), &in, e));
	TRY(recipient_ask(&c->d, &c->recipient, in.text, e));
	return answer_view(c, rs, e);
}
API_HANDLER(recipient_ask_route, ask)

struct time_input {
	const char *until, *reason;
};
static const struct input_rule time_rules[] = {
	INPUT(time_input, until, INPUT_TEXT, 1),
	INPUT(time_input, reason, INPUT_TEXT, 1),
};

static enum err more_time(struct caller *c, struct response *rs, struct error *e)
{
	struct time_input in = { 0 };
	time_ms until = 0;

	TRY(input_body(c, time_rules, COUNT_OF(time_rules), &in, e));
	if (!time_parse_rfc3339(in.until, &until))
		domain_field_error(&c->d, "until", "invalid");
	TRY(domain_fields_ok(&c->d, e));
	TRY(recipient_more_time(&c->d, &c->recipient, until, in.reason, e));
	return answer_view(c, rs, e);
}
API_HANDLER(recipient_more_time_route, more_time)

/* without a session ----------------------------------------------------- */

struct rearm_input {
	const char *token;
};
static const struct input_rule rearm_rules[] = { INPUT(rearm_input, token, INPUT_TEXT, 1) };

/* The same answer whatever the link was: nobody learns from it whether one exists. */
static enum err rearm(struct caller *c, struct response *rs, struct error *e)
{
	struct rearm_input in = { 0 };

	TRY(input_body(c, rearm_rules, COUNT_OF(rearm_rules), &in, e));
	TRY(recipient_rearm(&c->d, in.token, e));
	rs->json = json_object();
	return ERR_OK;
}
API_HANDLER(recipient_rearm_route, rearm)

struct report_input {
	const char *token, *category, *text;
};
static const struct input_rule report_rules[] = {
	INPUT(report_input, token, INPUT_TEXT, 0),
	INPUT(report_input, category, INPUT_TEXT, 1),
	INPUT(report_input, text, INPUT_TEXT, 1),
};

/* By the link where there is no session yet, else by the browser's. */
static enum err reporter(struct caller *c, const char *token, struct recipient_ref *out, struct error *e)
{
	const char *cookie = request_cookie(c->rq, COOKIE_RECIPIENT);

	if (token)
		return recipient_find(&c->d, token, out, e);
	TRY(recipient_session(&c->d, cookie, out, e));
	if (!csrf_ok(cookie, request_header(c->rq, "X-CSRF-Token")))
		return error_set(e, ERR_CSRF, "X-CSRF-Token does not belong to the session");
	return ERR_OK;
}

static enum err report(struct caller *c, struct response *rs, struct error *e)
{
	struct report_input in = { 0 };
	struct recipient_ref ref;

	TRY(input_body(c, report_rules, COUNT_OF(report_rules), &in, e));
	TRY(reporter(c, in.token, &ref, e));
	TRY(recipient_report(&c->d, &ref, in.category, in.text, e));
	rs->json = json_object();
	return ERR_OK;
}
API_HANDLER(recipient_report_route, report)
