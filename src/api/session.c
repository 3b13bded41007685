/* Set-up, sign-in and one's own account. */
#include "api/input.h"
#include "api/output.h"
#include "api/sample.h"

static enum err session_get_(struct caller *c, struct response *rs, struct error *e)
{
	return session_json(c, &rs->json, e);
}
API_HANDLER(session_get_route, session_get_)

/* The answer after a sign-in of any kind: the cookie, and the session as GET gives it. */
static enum err answer_signed_in(struct caller *c, const struct signed_in *s, struct response *rs,
				 struct error *e)
{
	const char *cookie = domain_printf(&c->d, "%s", s->token.text);

	TRY(account_session(&c->d, cookie, &c->member, e));
	if (!role_parse(c->member.role, &c->role))
		return error_set(e, ERR_INTERNAL, "a member has an unknown role");
	c->cookie = cookie;
	response_cookie(c->rq, rs, cookie_member(c->rq), cookie, (long)(c->app->settings->session_ttl / 1000),
			1);
	return session_json(c, &rs->json, e);
}

struct sign_in_input {
	const char *email, *password;
};
static const struct input_rule sign_in_rules[] = {
	INPUT(sign_in_input, email, INPUT_TEXT, 1),
	INPUT(sign_in_input, password, INPUT_TEXT, 1),
};

static enum err sign_in(struct caller *c, struct response *rs, struct error *e)
{
	struct sign_in_input in = { 0 };
	struct signed_in s;

	TRY(input_body(c, sign_in_rules, COUNT_OF(sign_in_rules), &in, e));
	TRY(account_sign_in(&c->d, in.email, in.password, &s, e));
	return answer_signed_in(c, &s, rs, e);
}
API_HANDLER(session_post, sign_in)

static enum err sign_out(struct caller *c, struct response *rs, struct error *e)
{
	TRY(account_sign_out(&c->d, c->cookie, e));
	response_cookie(c->rq, rs, cookie_member(c->rq), "", -1, 1);
	return ERR_OK;
}
API_HANDLER(session_delete_route, sign_out)

struct token_input {
	const char *token;
};
static const struct input_rule token_rules[] = { INPUT(token_input, token, INPUT_TEXT, 1) };

static enum err check_setup(struct caller *c, struct response *rs, struct error *e)
{
	struct token_input in = { 0 };
	_Bool valid;

	TRY(input_body(c, token_rules, COUNT_OF(token_rules), &in, e));
	TRY(account_setup_check(&c->d, in.token, &valid, e));
	c->d.refusal = NULL;
	rs->json = json_pack("{s:b}", "valid", (int)valid);
	return ERR_OK;
}
API_HANDLER(setup_check, check_setup)

static const struct input_rule setup_rules[] = {
	INPUT(setup_input, token, INPUT_TEXT, 1),
	INPUT(setup_input, organisation_name, INPUT_TEXT, 1),
	INPUT(setup_input, name, INPUT_TEXT, 1),
	INPUT(setup_input, email, INPUT_TEXT, 1),
	INPUT(setup_input, password, INPUT_TEXT, 1),
};

static enum err setup(struct caller *c, struct response *rs, struct error *e)
{
	struct setup_input in = { .locale = c->lang };
	struct signed_in s;

	TRY(input_body(c, setup_rules, COUNT_OF(setup_rules), &in, e));
	TRY(account_setup(&c->d, &in, &s, e));
	TRY(answer_signed_in(c, &s, rs, e));
	sample_create(c);
	return ERR_OK;
}
API_HANDLER(setup_post, setup)

static enum err check_invitation(struct caller *c, struct response *rs, struct error *e)
{
	struct token_input in = { 0 };
	struct invitation i;

	TRY(input_body(c, token_rules, COUNT_OF(token_rules), &in, e));
	TRY(invitation_check(&c->d, in.token, &i, e));
	rs->json = json_pack("{s:s, s:s, s:s}", "organisation_name", i.organisation_name, "email", i.email,
			     "role", i.role);
	return ERR_OK;
}
API_HANDLER(invitation_check_route, check_invitation)

static const struct input_rule accept_rules[] = {
	INPUT(accept_input, token, INPUT_TEXT, 1),
	INPUT(accept_input, name, INPUT_TEXT, 1),
	INPUT(accept_input, password, INPUT_TEXT, 1),
};

static enum err accept_invitation(struct caller *c, struct response *rs, struct error *e)
{
	struct accept_input in = { .locale = c->lang };
	struct signed_in s;

	TRY(input_body(c, accept_rules, COUNT_OF(accept_rules), &in, e));
	TRY(invitation_accept(&c->d, &in, &s, e));
	return answer_signed_in(c, &s, rs, e);
}
API_HANDLER(invitation_accept_route, accept_invitation)

struct account_input {
	const char *name, *locale;
};
static const struct input_rule account_rules[] = {
	INPUT(account_input, name, INPUT_TEXT, 0),
	INPUT(account_input, locale, INPUT_TEXT, 0),
};

static enum err edit_account(struct caller *c, struct response *rs, struct error *e)
{
	struct account_input in = { 0 };

	TRY(input_body(c, account_rules, COUNT_OF(account_rules), &in, e));
	TRY(account_edit(&c->d, in.name, in.locale, e));
	TRY(account_session(&c->d, c->cookie, &c->member, e));
	return session_json(c, &rs->json, e);
}
API_HANDLER(account_patch, edit_account)

static enum err change_password(struct caller *c, struct response *rs, struct error *e)
{
	json_t *j = c->rq->json;

	(void)rs;
	return account_change_password(&c->d, c->cookie, json_string_value(json_object_get(j, "current")),
				       json_string_value(json_object_get(j, "new")), e);
}
API_HANDLER(account_password, change_password)
