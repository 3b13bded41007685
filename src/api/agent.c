/* The signing program on a party's PC: docs/formats/agent-protocol.md. */
#include "api/agent_input.h"
#include "api/input.h"
#include "api/output_batch.h"
#include "api/output_ticket.h"
#include "field/paper.h"

enum { NONCE = 16, SIGNATURE_MAX = 1024 };

/* redeem ------------------------------------------------------------------ */

struct redeem_input {
	const char *ticket;
};
static const struct input_rule redeem_rules[] = { INPUT(redeem_input, ticket, INPUT_TEXT, 1) };
static const struct input_rule redeem_agent_rules[] = {
	INPUT(ticket_agent, version, INPUT_TEXT, 1),
	INPUT(ticket_agent, os, INPUT_TEXT, 1),
};

/* What stands in the trail and on the page: short, and of a closed form. */
static void check_agent(struct caller *c, const struct ticket_agent *a)
{
	size_t n = a->version ? strspn(a->version, "0123456789.") : 0;

	if (!n || n > 20 || a->version[n])
		domain_field_error(&c->d, "agent.version", "invalid");
	if (!a->os || (strcmp(a->os, "linux") != 0 && strcmp(a->os, "windows") != 0))
		domain_field_error(&c->d, "agent.os", "invalid");
}

/* Names of what a program can do beyond one ticket; those that are not known are passed over. */
static _Bool can(const json_t *agent, const char *what)
{
	const json_t *list = json_object_get(agent, "can");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *s = json_string_value(json_array_get(list, i));

		if (s && !strcmp(s, what))
			return 1;
	}
	return 0;
}

static enum err redeem_as(struct caller *c, const char *code, const struct ticket_agent *agent, json_t **out,
			  struct error *e)
{
	struct ticket_opened opened;
	struct batch_opened batch;
	enum err rc = batch_redeem(&c->d, code, agent, &batch, e);

	if (rc == ERR_OK)
		return batch_opened_json(c, &batch, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	TRY(ticket_redeem(&c->d, code, agent, &opened, e));
	return ticket_opened_json(c, &opened, out, e);
}

static enum err redeem(struct caller *c, struct response *rs, struct error *e)
{
	const json_t *agent_in = json_object_get(c->rq->json, "agent");
	struct redeem_input in = { 0 };
	struct ticket_agent agent = { 0 };
	struct bytes nonce = { 0 };

	TRY(input_body(c, redeem_rules, COUNT_OF(redeem_rules), &in, e));
	TRY(input_read(c, agent_in, "agent.", redeem_agent_rules, COUNT_OF(redeem_agent_rules), &agent, e));
	check_agent(c, &agent);
	input_base64(c, json_object_get(c->rq->json, "nonce"), "nonce", NONCE, &nonce);
	TRY(domain_fields_ok(&c->d, e));
	agent.batch = can(agent_in, "batch");
	return redeem_as(c, in.ticket, &agent, &rs->json, e);
}
API_HANDLER(agent_redeem, redeem)

/* numbers --------------------------------------------------------------------- */

struct call_input {
	int64_t seq;
	const char *token, *reason;
};
static const struct input_rule seq_rules[] = { INPUT(call_input, seq, INPUT_INT, 1) };

enum err agent_read_seq(struct caller *c, int64_t *out, struct error *e)
{
	struct call_input in = { 0 };

	TRY(input_body(c, seq_rules, COUNT_OF(seq_rules), &in, e));
	if (in.seq < 1)
		domain_field_error(&c->d, "seq", "invalid");
	*out = in.seq;
	return domain_fields_ok(&c->d, e);
}

/* Compared before the network is asked, too. */
static enum err next_call(struct caller *c, int64_t *seq, struct error *e)
{
	TRY(agent_read_seq(c, seq, e));
	return ticket_number(&c->ticket, *seq, e);
}

/* certificate ------------------------------------------------------------------- */

static void read_chain(struct caller *c, struct agent_offer *o)
{
	const json_t *list = json_object_get(c->rq->json, "chain"), *one;
	size_t i;

	if (list && (!json_is_array(list) || json_array_size(list) > TICKET_CHAIN_MAX)) {
		domain_field_error(&c->d, "chain", "invalid");
		return;
	}
	json_array_foreach((json_t *)(uintptr_t)list, i, one)
		input_base64(c, one, domain_printf(&c->d, "chain[%zu]", i), AGENT_CERTIFICATE_MAX,
			     &o->chain[o->n_chain++]);
}

static void read_algorithms(struct caller *c, struct agent_offer *o)
{
	const json_t *list = json_object_get(c->rq->json, "algorithms"), *one;
	size_t i;

	if (!json_is_array(list) || !json_array_size(list) ||
	    json_array_size(list) > AGENT_ALGORITHMS_MAX)
		domain_field_error(&c->d, "algorithms", list ? "invalid" : "required");
	else
		json_array_foreach((json_t *)(uintptr_t)list, i, one) if (json_is_string(one))
			o->algorithms[o->n_algorithms++] = json_string_value(one);
}

static const char *read_token_kind(struct caller *c)
{
	static const char *const kinds[] = { "pkcs12", "store", "pkcs11", "jpki", "remote" };
	const char *token = json_string_value(json_object_get(c->rq->json, "token"));

	for (size_t i = 0; token && i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i], token))
			return kinds[i];
	domain_field_error(&c->d, "token", token ? "invalid" : "required");
	return "";
}

enum err agent_read_offer(struct caller *c, struct agent_offer *out, const char **token, struct error *e)
{
	struct agent_offer offer = { 0 };

	input_base64(c, json_object_get(c->rq->json, "certificate"), "certificate",
		     AGENT_CERTIFICATE_MAX, &offer.certificate);
	read_chain(c, &offer);
	read_algorithms(c, &offer);
	*token = read_token_kind(c);
	TRY(domain_fields_ok(&c->d, e));
	*out = offer;
	return ERR_OK;
}

enum err agent_note_refusal(struct caller *c, int64_t seq, enum err rc, struct error *e)
{
	struct error own = { 0 };

	if (!agent_certificate_refused(rc))
		return rc;
	if (ticket_refuse(&c->d, &c->ticket, seq, rc, &own) != ERR_OK) {
		*e = own;
		return own.code;
	}
	return rc;
}

enum err agent_certificate_input(struct caller *c, const char *token, const struct party_found *f,
				 struct ticket_certificate *out, struct error *e)
{
	*out = (struct ticket_certificate){
		.token_kind = token,
		.algorithm = f->algorithm,
		.revocation = f->good ? "good" : "unknown",
		.sha256 = f->facts.sha256,
		.subject = f->facts.subject,
		.issuer = f->facts.issuer,
	};
	return agent_certificate_join(c, f, &out->certificates, e);
}

enum err agent_accept(struct caller *c, int64_t seq, const char *token, const struct party_found *f,
		      struct error *e)
{
	struct ticket_certificate in;

	TRY(agent_certificate_input(c, token, f, &in, e));
	return ticket_certificate(&c->d, &c->ticket, seq, &in, e);
}

static enum err certificate(struct caller *c, struct response *rs, struct error *e)
{
	struct agent_offer offer;
	struct party_found found;
	const char *token;
	int64_t seq;
	enum err rc;

	TRY(next_call(c, &seq, e));
	TRY(agent_read_offer(c, &offer, &token, e));
	rc = agent_certificate_check(c, &offer, &found, e);
	if (rc != ERR_OK)
		return agent_note_refusal(c, seq, rc, e);
	TRY(agent_accept(c, seq, token, &found, e));
	rs->json = json_pack("{s:s, s:s, s:o, s:s, s:s}", "subject", found.facts.subject, "issuer",
			     found.facts.issuer, "not_after", json_time(found.facts.not_after),
			     "status", found.good ? "good" : "unknown", "chosen", found.algorithm);
	return ERR_OK;
}
API_HANDLER(agent_certificate_route, certificate)

/* prepare ------------------------------------------------------------------------- */

enum err agent_operations_json(struct caller *c, json_t **out, struct error *e)
{
	const char *const *texts;
	json_t *list;
	size_t n;

	TRY(ticket_operations(&c->d, &c->ticket, &texts, &n, e));
	list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_loads(texts[i], JSON_REJECT_DUPLICATES, NULL));
	*out = list;
	return ERR_OK;
}

enum err agent_prepare_ticket(struct caller *c, int64_t seq, _Bool *ready, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	enum err rc;

	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = ticket_prepare(&c->d, &c->ticket, seq, ready, e);
	c->d.drawing = NULL;
	return rc;
}

static enum err prepare(struct caller *c, struct response *rs, struct error *e)
{
	json_t *operations;
	_Bool ready = 0;
	int64_t seq;

	TRY(agent_read_seq(c, &seq, e));
	TRY(agent_prepare_ticket(c, seq, &ready, e));
	if (!ready) {
		rs->json = json_pack("{s:s}", "state", "working");
		return ERR_OK;
	}
	TRY(agent_operations_json(c, &operations, e));
	rs->json = json_pack("{s:s, s:i, s:o}", "state", "ready", "expires_in",
			     TICKET_RESERVED_MS / 1000, "operations", operations);
	return ERR_OK;
}
API_HANDLER(agent_prepare, prepare)

/* complete ------------------------------------------------------------------------ */

struct signature_input {
	const char *op, *signature;
};
static const struct input_rule signature_rules[] = {
	INPUT(signature_input, op, INPUT_TEXT, 1),
	INPUT(signature_input, signature, INPUT_TEXT, 1),
};

enum err agent_read_signatures(struct caller *c, const json_t *object, const char *prefix,
			       struct agent_signatures *out, struct error *e)
{
	const json_t *list = json_object_get(object, "signatures");
	size_t n = json_array_size(list);
	struct ticket_signature *all;

	if (!json_is_array(list) || !n || n > c->app->settings->documents_max)
		domain_field_error(&c->d, domain_printf(&c->d, "%ssignatures", prefix),
				   list ? "invalid" : "required");
	TRY(domain_fields_ok(&c->d, e));
	all = arena_alloc_n(c->rq->mem, n, sizeof(*all));
	if (!all)
		return error_set(e, ERR_TOO_LARGE, "the signatures exceed the memory limit");
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(list, i);
		struct signature_input in = { 0 };

		TRY(input_read(c, one, domain_printf(&c->d, "%ssignatures[%zu].", prefix, i),
			       signature_rules, COUNT_OF(signature_rules), &in, e));
		all[i].op = in.op;
		input_base64(c, json_object_get(one, "signature"),
			     domain_printf(&c->d, "%ssignatures[%zu].signature", prefix, i), SIGNATURE_MAX,
			     &all[i].value);
	}
	*out = (struct agent_signatures){ all, n };
	return domain_fields_ok(&c->d, e);
}

enum err agent_complete_ticket(struct caller *c, int64_t seq, const struct ticket_signature *list,
			       size_t n, struct error *e)
{
	AUTO(field_paper) struct field_paper paper = { 0 };
	enum err rc;

	field_paper_init(&paper, c->app->blobs);
	c->d.drawing = &paper.drawing;
	rc = ticket_complete(&c->d, &c->ticket, seq, list, n, e);
	c->d.drawing = NULL;
	return rc;
}

static enum err complete(struct caller *c, struct response *rs, struct error *e)
{
	struct agent_signatures list;
	int64_t seq;
	enum err rc;

	TRY(next_call(c, &seq, e));
	TRY(agent_read_signatures(c, c->rq->json, "", &list, e));
	/* Revoked since it was shown? What was signed already stays so: the program sends again
	 * when an answer is lost. */
	rc = ticket_open(&c->d, &c->ticket) ? agent_certificate_again(c, e) : ERR_OK;
	if (rc == ERR_OK)
		rc = agent_complete_ticket(c, seq, list.list, list.n, e);
	if (rc != ERR_OK)
		return agent_note_refusal(c, seq, rc, e);
	rs->json = json_pack("{s:s}", "state", "working");
	return ERR_OK;
}
API_HANDLER(agent_complete, complete)

/* status and cancel ------------------------------------------------------------------ */

enum err agent_signed_json(struct caller *c, const struct signing_ticket *t, json_t *list, struct error *e)
{
	const struct seal *seals;
	size_t n;

	TRY(seal_list(&c->d.repo, t->envelope_id, &seals, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct revision v;

		if (!t->act_id || strcmp(seals[i].act_id, t->act_id) != 0 ||
		    strcmp(seals[i].step, "committed") != 0)
			continue;
		TRY(revision_get(&c->d.repo, seals[i].document_id, seals[i].revision_no, &v, e));
		json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "id", seals[i].document_id,
						      "sha256", v.sha256, "timestamp",
						      json_time(seals[i].gen_time)));
	}
	return ERR_OK;
}

const char *agent_short_state(const struct domain *d, const struct signing_ticket *t)
{
	enum ticket_state s = ticket_state_now(d, t);

	if (s == TICKET_SIGNING)
		return "working";
	if (s == TICKET_DONE)
		return "done";
	return s == TICKET_FAILED || s == TICKET_EXPIRED || s == TICKET_CANCELLED ? "failed"
										  : "waiting";
}

static enum err status(struct caller *c, struct response *rs, struct error *e)
{
	json_t *documents = json_array();
	struct signing_ticket t;
	int64_t seq = 0;
	enum err rc = agent_read_seq(c, &seq, e);

	if (rc == ERR_OK)
		rc = ticket_asked(&c->d, &c->ticket, seq, &t, e);
	if (rc == ERR_OK)
		rc = agent_signed_json(c, &t, documents, e);
	if (rc != ERR_OK) {
		json_decref(documents);
		return rc;
	}
	rs->json = json_pack("{s:s, s:o, s:o}", "state", agent_short_state(&c->d, &t), "error",
			     ticket_error_json(c, &t), "documents", documents);
	return ERR_OK;
}
API_HANDLER(agent_status, status)

enum err agent_read_reason(struct caller *c, const char **out, struct error *e)
{
	static const char *const reasons[] = { "user", "pin_locked", "error" };
	const char *reason = json_string_value(json_object_get(c->rq->json, "reason"));

	for (size_t i = 0; reason && i < COUNT_OF(reasons); i++)
		if (!strcmp(reasons[i], reason)) {
			*out = reasons[i];
			return ERR_OK;
		}
	domain_field_error(&c->d, "reason", reason ? "invalid" : "required");
	return domain_fields_ok(&c->d, e);
}

static enum err cancel(struct caller *c, struct response *rs, struct error *e)
{
	const char *reason;
	int64_t seq;

	(void)rs;
	TRY(agent_read_seq(c, &seq, e));
	TRY(agent_read_reason(c, &reason, e));
	return ticket_cancel(&c->d, &c->ticket, seq, reason, e);
}
API_HANDLER(agent_cancel, cancel)
