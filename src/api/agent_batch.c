/* The signing program on a party's PC, for a batch: docs/formats/agent-protocol.md. Each request is
 * carried on by itself; what is refused of one is told of that one. */
#include "api/agent_input.h"
#include "api/input.h"
#include "api/output_batch.h"
#include "api/output_ticket.h"

/* one ticket among others --------------------------------------------------------- */

/* For the page and the trail. */
static enum err note(struct caller *c, const struct signing_ticket *t, int64_t seq, enum err rc,
		     struct error *e)
{
	const char *refusal = c->d.refusal;
	unsigned tries = 0;
	enum err noted;

	if (!agent_certificate_refused(rc))
		return batch_ends(rc) ? batch_fail(&c->d, t, rc, e) : rc;
	c->ticket = *t;
	do {
		c->d.refusal = refusal;
		noted = agent_note_refusal(c, seq, rc, e);
	} while (batch_again(&c->d, noted, &tries));
	/* over meanwhile: that is an answer too */
	return noted == rc || batch_ends(noted) ? ERR_OK : noted;
}

/* What a step was refused with, for the page and the program; then the other requests go on, also
 * when the database was too busy for this one, or for noting it. rc: our own failure, or that of
 * the whole call. into: NULL where the call's own answer says it. */
static enum err tell(struct caller *c, const struct signing_ticket *t, int64_t seq, enum err rc,
		     json_t *into, struct error *e)
{
	enum err noted;

	if (into)
		json_object_set_new(into, "error", ticket_refusal_json(c, rc));
	noted = note(c, t, seq, rc, e);
	return noted == ERR_BUSY ? ERR_OK : noted;
}

/* What the program was given: not what was left out. */
static _Bool is_given(const struct signing_ticket *t)
{
	return t->redeemed_at != 0;
}

static enum err next_call(struct caller *c, int64_t *seq, struct error *e)
{
	TRY(agent_read_seq(c, seq, e));
	return batch_number(&c->d, &c->batch, *seq, e);
}

/* certificate ------------------------------------------------------------------- */

struct showing {
	int64_t seq;
	const char *token;
	const struct party_found *found;
	size_t fitting;
	enum err last; /* of those that it does not fit */
};

static enum err fit_one(struct caller *c, const struct showing *s, struct error *e)
{
	struct party_rules rules;

	TRY(batch_look(&c->d, &c->ticket, e));
	TRY(agent_rules(c, &rules, e));
	TRY(party_rules_fit(&rules, &s->found->facts, e));
	return agent_accept(c, s->seq, s->token, s->found, e);
}

static enum err show_one(struct caller *c, struct showing *s, const struct signing_ticket *t,
			 json_t *list, struct error *e)
{
	json_t *one = json_pack("{s:s, s:n}", "id", t->id, "error");
	unsigned tries = 0;
	enum err rc;

	json_array_append_new(list, one);
	c->d.refusal = NULL;
	c->ticket = *t;
	do
		rc = fit_one(c, s, e);
	while (batch_again(&c->d, rc, &tries));
	if (rc == ERR_OK) {
		s->fitting++;
		return ERR_OK;
	}
	s->last = rc == ERR_BUSY ? ERR_UNAVAILABLE : rc; /* the call is not begun anew */
	return tell(c, t, s->seq, rc, one, e);
}

static enum err show_all(struct caller *c, struct showing *s, json_t *list, struct error *e)
{
	for (size_t i = 0; i < c->batch.n; i++)
		if (is_given(&c->batch.tickets[i]) && ticket_open(&c->d, &c->batch.tickets[i]))
			TRY(show_one(c, s, &c->batch.tickets[i], list, e));
	return s->fitting ? ERR_OK
			  : error_set(e, s->last ? s->last : ERR_CONFLICT,
				      "it fits none of the requests");
}

/* A certificate that is not accepted at all is told of every request. */
static enum err refuse_all(struct caller *c, int64_t seq, enum err rc, struct error *e)
{
	const char *refusal = c->d.refusal;
	const struct error why = *e;

	if (!agent_certificate_refused(rc))
		return rc;
	for (size_t i = 0; i < c->batch.n; i++) {
		c->d.refusal = refusal;
		if (ticket_open(&c->d, &c->batch.tickets[i]))
			TRY(tell(c, &c->batch.tickets[i], seq, rc, NULL, e));
	}
	c->d.refusal = refusal;
	return error_set(e, rc, "%s", why.msg);
}

/* Judged once, with the network at hand: the organisation is one, and so is its policy. */
static enum err certificate(struct caller *c, struct response *rs, struct error *e)
{
	static const struct party_rules none;
	struct showing s = { 0 };
	struct agent_offer offer;
	struct party_found found;
	enum err rc;

	TRY(next_call(c, &s.seq, e));
	TRY(agent_read_offer(c, &offer, &s.token, e));
	rc = agent_certificate_judge(c, &offer, &none, &found, e);
	if (rc != ERR_OK)
		return refuse_all(c, s.seq, rc, e);
	s.found = &found;
	rs->json = json_pack(
		"{s:s, s:s, s:o, s:s, s:s, s:[]}", "subject", found.facts.subject, "issuer",
		found.facts.issuer, "not_after", json_time(found.facts.not_after), "status",
		found.good ? "good" : "unknown", "chosen", found.algorithm, "requests");
	return show_all(c, &s, json_object_get(rs->json, "requests"), e);
}
API_HANDLER(batch_agent_certificate, certificate)

/* which requests ------------------------------------------------------------------ */

/* The tickets of the call, each once; id: member of an object, NULL: the elements are the ids. */
static enum err read_tickets(struct caller *c, const char *id,
			     const struct signing_ticket *out[BATCH_CALL_MAX], size_t *n,
			     struct error *e)
{
	const json_t *list = json_object_get(c->rq->json, "requests");

	*n = json_array_size(list);
	if (!*n || *n > BATCH_CALL_MAX)
		domain_field_error(&c->d, "requests", *n ? "invalid" : "required");
	TRY(domain_fields_ok(&c->d, e));
	for (size_t i = 0; i < *n; i++) {
		const json_t *one = json_array_get(list, i);

		out[i] = batch_ticket(&c->batch,
				      json_string_value(id ? json_object_get(one, id) : one));
		for (size_t k = 0; out[i] && k < i; k++)
			if (out[k] == out[i])
				out[i] = NULL;
		if (!out[i])
			domain_field_error(&c->d, domain_printf(&c->d, "requests[%zu]", i),
					   "invalid");
	}
	return domain_fields_ok(&c->d, e);
}

/* prepare ------------------------------------------------------------------------- */

static enum err prepare_step(struct caller *c, int64_t seq, json_t *into, struct error *e)
{
	json_t *operations;
	_Bool ready = 0;

	TRY(batch_look(&c->d, &c->ticket, e));
	TRY(agent_prepare_ticket(c, seq, &ready, e));
	if (!ready)
		return ERR_OK;
	TRY(agent_operations_json(c, &operations, e));
	json_object_set_new(into, "state", json_string("ready"));
	json_object_set_new(into, "operations", operations);
	return ERR_OK;
}

static enum err prepare_one(struct caller *c, const struct signing_ticket *t, int64_t seq,
			    json_t *list, struct error *e)
{
	json_t *one = json_pack("{s:s, s:s, s:n}", "id", t->id, "state", "working", "error");
	unsigned tries = 0;
	enum err rc;

	json_array_append_new(list, one);
	c->d.refusal = NULL;
	c->ticket = *t;
	if (!ticket_open(&c->d, t)) {
		json_object_set_new(one, "state", json_string("failed"));
		json_object_set_new(one, "error", ticket_error_json(c, t));
		return ERR_OK;
	}
	do
		rc = prepare_step(c, seq, one, e);
	while (batch_again(&c->d, rc, &tries));
	if (rc == ERR_OK || rc == ERR_BUSY)
		return ERR_OK; /* busy: not ready yet */
	json_object_set_new(one, "state", json_string("failed"));
	return tell(c, t, seq, rc, one, e);
}

static enum err prepare(struct caller *c, struct response *rs, struct error *e)
{
	const struct signing_ticket *tickets[BATCH_CALL_MAX];
	int64_t seq;
	size_t n;

	TRY(next_call(c, &seq, e));
	TRY(read_tickets(c, NULL, tickets, &n, e));
	rs->json = json_pack("{s:i, s:[]}", "expires_in", TICKET_RESERVED_MS / 1000, "requests");
	for (size_t i = 0; i < n; i++)
		TRY(prepare_one(c, tickets[i], seq, json_object_get(rs->json, "requests"), e));
	return ERR_OK;
}
API_HANDLER(batch_agent_prepare, prepare)

/* complete ------------------------------------------------------------------------ */

/* What was judged in this call, for all that have the same certificate: whatever came of it, the
 * authorities are asked once. */
struct judging {
	struct bytes certificates;
	const char *algorithm; /* NULL: nothing yet */
	struct party_found found;
	struct error failed; /* code ERR_OK: it is good */
	const char *refusal;
};

static enum err judge_anew(struct caller *c, struct judging *j, struct error *e)
{
	static const struct party_rules none;
	const struct signing_ticket *t = &c->ticket;
	struct agent_offer offer;
	enum err rc;

	TRY(agent_offer_again(t->certificates, t->algorithm, &offer, e));
	rc = agent_certificate_judge(c, &offer, &none, &j->found, e);
	if (rc == ERR_BUSY)
		return rc;
	j->certificates = t->certificates;
	j->algorithm = t->algorithm;
	j->refusal = c->d.refusal;
	j->failed = rc == ERR_OK ? (struct error){ 0 } : *e;
	return ERR_OK;
}

static enum err judge_again(struct caller *c, struct judging *j, struct error *e)
{
	const struct signing_ticket *t = &c->ticket;
	struct party_rules rules;

	if (!t->certificates.len)
		return domain_refuse(&c->d, ERR_CONFLICT, "ticket-certificate-first", e);
	if (!j->algorithm || !bytes_eq(j->certificates, t->certificates) ||
	    strcmp(j->algorithm, t->algorithm) != 0)
		TRY(judge_anew(c, j, e));
	c->d.refusal = j->refusal;
	if (j->failed.code != ERR_OK)
		return error_set(e, j->failed.code, "%s", j->failed.msg);
	TRY(agent_rules(c, &rules, e));
	return party_rules_fit(&rules, &j->found.facts, e);
}

static enum err complete_step(struct caller *c, int64_t seq, struct judging *j,
			      const struct agent_signatures *s, struct error *e)
{
	if (ticket_open(&c->d, &c->ticket)) {
		TRY(batch_look(&c->d, &c->ticket, e));
		TRY(judge_again(c, j, e));
	}
	return agent_complete_ticket(c, seq, s->list, s->n, e);
}

/* The same signatures, in a call whose answer was lost, may have come first. */
static enum err is_signed(struct caller *c, const char *id, _Bool *out, struct error *e)
{
	struct signing_ticket now;

	TRY(signing_ticket_get(&c->d.repo, id, &now, e));
	*out = !strcmp(now.state, ticket_state_name(TICKET_SIGNING)) ||
	       !strcmp(now.state, ticket_state_name(TICKET_DONE));
	return ERR_OK;
}

static enum err complete_one(struct caller *c, int64_t seq, struct judging *j,
			     const struct agent_signatures *s, json_t *list, struct error *e)
{
	const struct signing_ticket t = c->ticket;
	json_t *one = json_pack("{s:s, s:s, s:n, s:[]}", "id", t.id, "state", "working", "error",
				"documents");
	_Bool done = 0, again;
	unsigned tries = 0;
	enum err rc;

	json_array_append_new(list, one);
	c->d.refusal = NULL;
	do
		rc = complete_step(c, seq, j, s, e);
	while (batch_again(&c->d, rc, &tries));
	if (rc != ERR_OK)
		TRY(is_signed(c, t.id, &done, NULL));
	if (done || rc == ERR_OK)
		return ERR_OK;
	again = rc == ERR_REVISION || rc == ERR_BUSY;
	json_object_set_new(one, "state", json_string(again ? "waiting" : "failed"));
	if (!again)
		return tell(c, &t, seq, rc, one, e);
	json_object_set_new(one, "error", ticket_refusal_json(c, rc));
	return ERR_OK;
}

static enum err complete(struct caller *c, struct response *rs, struct error *e)
{
	const json_t *list = json_object_get(c->rq->json, "requests");
	const struct signing_ticket *tickets[BATCH_CALL_MAX];
	struct agent_signatures given[BATCH_CALL_MAX];
	struct judging j = { 0 };
	int64_t seq;
	size_t n;

	TRY(next_call(c, &seq, e));
	TRY(read_tickets(c, "id", tickets, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(agent_read_signatures(c, json_array_get(list, i),
					  domain_printf(&c->d, "requests[%zu].", i), &given[i], e));
	rs->json = json_pack("{s:[]}", "requests");
	for (size_t i = 0; i < n; i++) {
		c->ticket = *tickets[i];
		TRY(complete_one(c, seq, &j, &given[i], json_object_get(rs->json, "requests"), e));
	}
	return ERR_OK;
}
API_HANDLER(batch_agent_complete, complete)

/* status and cancel ------------------------------------------------------------------ */

static enum err status_one(struct caller *c, const struct signing_ticket *t, json_t *list,
			   struct error *e)
{
	const char *state = agent_short_state(&c->d, t);
	json_t *one = json_pack("{s:s, s:s, s:o, s:[]}", "id", t->id, "state", state, "error",
				ticket_error_json(c, t), "documents");

	json_array_append_new(list, one);
	if (strcmp(state, "done") != 0)
		return ERR_OK;
	return agent_signed_json(c, t, json_object_get(one, "documents"), e);
}

static enum err status_all(struct caller *c, struct response *rs, struct error *e)
{
	rs->json = json_pack("{s:[]}", "requests");
	for (size_t i = 0; i < c->batch.n; i++)
		if (is_given(&c->batch.tickets[i]))
			TRY(status_one(c, &c->batch.tickets[i],
				       json_object_get(rs->json, "requests"), e));
	return ERR_OK;
}

static enum err status(struct caller *c, struct response *rs, struct error *e)
{
	int64_t seq;

	TRY(next_call(c, &seq, e));
	return status_all(c, rs, e);
}
API_HANDLER(batch_agent_status, status)

/* The answer is the last word: no call of this session is at work any more that is not in it. */
static enum err cancel(struct caller *c, struct response *rs, struct error *e)
{
	const char *reason;
	int64_t seq;

	TRY(next_call(c, &seq, e));
	TRY(agent_read_reason(c, &reason, e));
	TRY(batch_cancel(&c->d, &c->batch, reason, e));
	TRY(signing_batch_tickets(&c->d.repo, c->batch.b.id, &c->batch.tickets, &c->batch.n, e));
	return status_all(c, rs, e);
}
API_HANDLER(batch_agent_cancel, cancel)
