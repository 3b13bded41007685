/* The gate before the document: factors, terms, statutory consent; and what senders and owners set
 * of it. */
#include "domain/gate.h"
#include "api/input.h"
#include "api/output.h"
#include "api/output_gate.h"

static enum err answer_view(struct caller *c, struct response *rs, struct error *e)
{
	struct recipient *r;
	struct dossier x;

	TRY(dossier_load(&c->d, c->recipient.envelope_id, &x, e));
	r = dossier_recipient(&x, c->recipient.recipient_id);
	return r ? view_json(c, &x, r, &rs->json, e)
		 : error_set(e, ERR_NOT_FOUND, "no such recipient");
}

static enum err start(struct caller *c, struct response *rs, struct error *e)
{
	struct factor_started s;

	TRY(gate_factor_start(&c->d, &c->recipient, request_param(c->rq, "kind"), &s, e));
	rs->json = started_json(&s);
	return ERR_OK;
}
API_HANDLER(factor_start_route, start)

static const struct input_rule passkey_rules[] = {
	INPUT(passkey_answer, id, INPUT_TEXT, 1),
	INPUT(passkey_answer, client_data, INPUT_TEXT, 1),
	INPUT(passkey_answer, authenticator_data, INPUT_TEXT, 1),
	INPUT(passkey_answer, signature, INPUT_TEXT, 0),
	INPUT(passkey_answer, public_key, INPUT_TEXT, 0),
};
struct code_input {
	const char *code;
};
static const struct input_rule code_rules[] = { INPUT(code_input, code, INPUT_TEXT, 0) };

static enum err answer_factor(struct caller *c, struct response *rs, struct error *e)
{
	const json_t *credential = json_object_get(c->rq->json, "credential");
	struct passkey_answer passkey = { 0 };
	struct factor_answer in = { 0 };
	struct code_input code = { 0 };

	TRY(input_body(c, code_rules, COUNT_OF(code_rules), &code, e));
	in.code = code.code;
	if (credential && !json_is_null(credential)) {
		TRY(input_read(c, credential, "credential.", passkey_rules, COUNT_OF(passkey_rules),
			       &passkey, e));
		in.passkey = &passkey;
	}
	if (!in.code && !in.passkey)
		domain_field_error(&c->d, "code", "required");
	TRY(domain_fields_ok(&c->d, e));
	TRY(gate_factor_check(&c->d, &c->recipient, request_param(c->rq, "kind"), &in, e));
	return answer_view(c, rs, e);
}
API_HANDLER(factor_answer_route, answer_factor)

struct version_input {
	const char *version;
};
static const struct input_rule version_rules[] = { INPUT(version_input, version, INPUT_TEXT, 1) };

static enum err accept_terms(struct caller *c, struct response *rs, struct error *e)
{
	struct version_input in = { 0 };

	TRY(input_body(c, version_rules, COUNT_OF(version_rules), &in, e));
	TRY(gate_accept_terms(&c->d, &c->recipient, in.version, e));
	return answer_view(c, rs, e);
}
API_HANDLER(terms_route, accept_terms)

static const struct input_rule consent_rules[] = {
	INPUT(consent_input, law, INPUT_TEXT, 1),
	INPUT(consent_input, version, INPUT_TEXT, 1),
	INPUT(consent_input, step, INPUT_TEXT, 0),
	INPUT(consent_input, answer, INPUT_TEXT, 0),
};

static enum err give_consent(struct caller *c, struct response *rs, struct error *e)
{
	struct consent_input in = { 0 };

	TRY(input_body(c, consent_rules, COUNT_OF(consent_rules), &in, e));
	TRY(gate_consent(&c->d, &c->recipient, &in, e));
	return answer_view(c, rs, e);
}
API_HANDLER(consent_route, give_consent)

static enum err withdraw_consent(struct caller *c, struct response *rs, struct error *e)
{
	TRY(gate_consent_withdraw(&c->d, &c->recipient, request_param(c->rq, "law"), e));
	return answer_view(c, rs, e);
}
API_HANDLER(consent_withdraw_route, withdraw_consent)

struct text_input {
	const char *text;
};
static const struct input_rule text_rules[] = { INPUT(text_input, text, INPUT_TEXT, 0) };

static enum err ask_paper(struct caller *c, struct response *rs, struct error *e)
{
	struct text_input in = { 0 };

	TRY(input_body(c, text_rules, COUNT_OF(text_rules), &in, e));
	TRY(gate_ask_paper(&c->d, &c->recipient, in.text, e));
	return answer_view(c, rs, e);
}
API_HANDLER(paper_route, ask_paper)

/* members ---------------------------------------------------------------- */

static enum err list_laws(struct caller *c, struct response *rs, struct error *e)
{
	(void)e;
	rs->json = laws_json(c);
	return ERR_OK;
}
API_HANDLER(laws_get, list_laws)

static enum err new_code(struct caller *c, struct response *rs, struct error *e)
{
	(void)e;
	rs->json = json_pack("{s:s}", "code", factor_code_new(&c->d));
	return ERR_OK;
}
API_HANDLER(access_code_post, new_code)

static enum err set_factors(struct caller *c, struct response *rs, struct error *e)
{
	const char *recipient = request_param(c->rq, "recipient_id");
	struct factor_input *list;
	struct dossier x;
	size_t n;

	TRY(caller_dossier(c, &x, e));
	if (!caller_is_sender(c, &x))
		return domain_refuse(&c->d, ERR_DENIED, "not-sender", e);
	TRY(input_factors(c, json_object_get(c->rq->json, "factors"), "factors", &list, &n, e));
	TRY(gate_set_factors(&c->d, x.v.id, recipient, list, n, e));
	TRY(dossier_load(&c->d, x.v.id, &x, e));
	return recipient_json(c, dossier_recipient(&x, recipient), &rs->json, e);
}
API_HANDLER(recipient_factors_put, set_factors)

static enum err show_policy(struct caller *c, struct response *rs, struct error *e)
{
	struct factor_demand demand;

	TRY(factor_demand_get(&c->d, &demand, e));
	rs->json = demand_json(c, &demand);
	return ERR_OK;
}
API_HANDLER(factor_policy_get_route, show_policy)

static void read_kinds(struct caller *c, const char *name, unsigned *bits)
{
	const json_t *list = json_object_get(c->rq->json, name), *one;
	enum factor_kind k;
	size_t i;

	*bits = 0;
	if (!json_is_array(list))
		domain_field_error(&c->d, name, list ? "invalid" : "required");
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		if (factor_parse(json_string_value(one), &k))
			*bits |= 1u << k;
		else
			domain_field_error(&c->d, domain_printf(&c->d, "%s[%zu]", name, i),
					   "unknown-factor");
	}
}

struct policy_input {
	int64_t version;
};
static const struct input_rule policy_rules[] = { INPUT(policy_input, version, INPUT_INT, 1) };

static enum err put_policy(struct caller *c, struct response *rs, struct error *e)
{
	struct policy_input in = { 0 };
	struct factor_demand demand;

	TRY(input_body(c, policy_rules, COUNT_OF(policy_rules), &in, e));
	read_kinds(c, "counterparty", &demand.counterparty);
	read_kinds(c, "own", &demand.own);
	read_kinds(c, "member", &demand.member);
	TRY(domain_fields_ok(&c->d, e));
	demand.version = in.version;
	TRY(factor_demand_set(&c->d, &demand, e));
	return show_policy(c, rs, e);
}
API_HANDLER(factor_policy_put_route, put_policy)
