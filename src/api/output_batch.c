#include "api/output_batch.h"
#include "api/attachments.h"
#include "api/output_party.h"
#include "api/output_ticket.h"
#include "base/buf.h"
#include "domain/party_policy.h"
#include "domain/statement.h"

/* Who is on the other side, as a person says it: companies, or people who have none. */
static const char *counterparty(struct caller *c, const struct dossier *x)
{
	AUTO(buf) struct buf b = { 0 };

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (strcmp(r->side, "counterparty") != 0 || !strcmp(r->state, "forwarded") ||
		    !recipient_signs(r))
			continue;
		buf_printf(&b, "%s%s", b.len ? (strcmp(c->lang, "en") ? "、" : ", ") : "",
			   *r->company ? r->company : r->name);
	}
	return domain_printf(&c->d, "%s", b.len ? buf_cstr(&b) : "");
}

/* what waits ------------------------------------------------------------------ */

json_t *batch_statements_json(struct caller *c)
{
	static const enum recipient_role roles[] = { PARTY_SIGNER, PARTY_APPROVER };
	json_t *list = json_array();

	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		const char *version = statement_current(roles[i]);

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "role",
						      recipient_role_name(roles[i]), "version",
						      version, "text",
						      statement_text(version, c->lang), "authority",
						      statement_authority(version, c->lang)));
	}
	return list;
}

static enum err add_documents(struct caller *c, const struct dossier *x, json_t *list,
			      struct error *e)
{
	for (size_t i = 0; i < dossier_contracts(x); i++) {
		const struct document *doc = &x->documents[i];
		struct revision rev;

		TRY(revision_get(&c->d.repo, doc->id, doc->head_no, &rev, e));
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:I, s:I, s:s}", "id", doc->id, "name",
						doc->name, "pages", (json_int_t)doc->pages, "size",
						(json_int_t)rev.size, "digest", rev.sha256));
	}
	return ERR_OK;
}

static json_t *alone_json(struct caller *c, const char *alone)
{
	if (!alone)
		return json_null();
	return json_pack("{s:s, s:s}", "code", alone, "text", text_of(c->lang, alone));
}

enum err batch_wait_json(struct caller *c, const struct batch_wait *w, json_t **out,
			 struct error *e)
{
	json_t *documents = json_array(), *attachments = NULL;
	enum err rc = add_documents(c, &w->x, documents, e);

	if (rc == ERR_OK)
		rc = attachments_json(c, w->x.v.id, &attachments, e);
	if (rc != ERR_OK) {
		json_decref(documents);
		return rc;
	}
	*out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}",
			 "recipient_id", w->r->id, "envelope_id", w->x.v.id, "title", w->x.v.title,
			 "message", w->x.v.message, "counterparty", counterparty(c, &w->x), "role",
			 w->r->role, "state", w->r->state, "sent_at", json_time(w->r->sent_at),
			 "expire_at", json_time(w->x.v.expire_at), "documents", documents,
			 "attachments", attachments, "alone", alone_json(c, w->alone));
	return ERR_OK;
}

/* for the browser ----------------------------------------------------------- */

static json_t *requests_json(struct caller *c, const struct batch *b)
{
	json_t *list = json_array();

	for (size_t i = 0; i < b->n; i++) {
		const struct signing_ticket *t = &b->tickets[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "recipient_id",
						      t->recipient_id, "envelope_id",
						      t->envelope_id, "state",
						      ticket_state_name(ticket_state_now(&c->d, t)),
						      "error", ticket_error_json(c, t)));
	}
	return list;
}

/* The ticket whose certificate is shown for all: the first that has one. */
static const struct signing_ticket *shown_by(const struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->tickets[i].certificates.len)
			return &b->tickets[i];
	return &b->tickets[0];
}

/* What was refused of all of them alike, such as a certificate; null: nothing. */
static json_t *common_error(struct caller *c, const struct batch *b)
{
	const char *first = b->tickets[0].error;

	for (size_t i = 0; i < b->n; i++)
		if (!first || !b->tickets[i].error || strcmp(first, b->tickets[i].error) != 0)
			return json_null();
	return ticket_error_json(c, &b->tickets[0]);
}

enum err batch_json(struct caller *c, const struct batch *b, json_t **out, struct error *e)
{
	enum ticket_state s = batch_state(&c->d, b);
	json_t *certificate;

	TRY(ticket_certificate_json(c, shown_by(b), &certificate, e));
	*out = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "id", b->b.id, "state",
			 ticket_state_name(s), "agent",
			 ticket_agent_json(b->b.agent_version, b->b.agent_os, b->b.agent_address),
			 "error", common_error(c, b), "certificate", certificate, "expires_at",
			 json_time(b->b.session_ends_at ? b->b.session_ends_at : b->b.expires_at),
			 "requests", requests_json(c, b));
	return ERR_OK;
}

/* for the program ------------------------------------------------------------ */

static enum err item_json(struct caller *c, const struct batch_item *item, json_t **out,
			  struct error *e)
{
	json_t *documents = json_array(), *request;
	struct agree_input in;
	enum err rc = ticket_input(&c->d, &item->t, &in, e);

	if (rc == ERR_OK)
		rc = ticket_documents_json(c, &item->x, &in, documents, e);
	if (rc == ERR_OK)
		rc = ticket_request_json(c, &item->x, &request, e);
	if (rc != ERR_OK) {
		json_decref(documents);
		return rc;
	}
	json_object_set_new(request, "counterparty", json_string(counterparty(c, &item->x)));
	*out = json_pack("{s:s, s:o, s:o, s:s}", "id", item->t.id, "request", request, "documents",
			 documents, "subject_hint",
			 item->r->signer_subject ? item->r->signer_subject : "");
	return ERR_OK;
}

static enum err add_items(struct caller *c, const struct batch_opened *o, json_t *list,
			  struct error *e)
{
	for (size_t i = 0; i < o->n; i++) {
		json_t *one;

		TRY(item_json(c, &o->items[i], &one, e));
		json_array_append_new(list, one);
	}
	return ERR_OK;
}

static enum err add_left_out(struct caller *c, const struct batch_opened *o, json_t *list,
			     struct error *e)
{
	for (size_t i = 0; i < o->n_left_out; i++) {
		const struct signing_ticket *t = &o->left_out[i];
		struct envelope v;

		TRY(envelope_get(&c->d.repo, t->envelope_id, &v, e));
		json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "id", t->id, "title",
						      v.title, "error", ticket_error_json(c, t)));
	}
	return ERR_OK;
}

/* What the organisation accepts, and no word of a single recipient. */
static enum err accept_json(struct caller *c, json_t **out, struct error *e)
{
	static const struct recipient nobody;
	struct party_policy policy;

	TRY(party_policy_get(&c->d, &policy, e));
	*out = party_accept_json(c, &nobody, &policy);
	return ERR_OK;
}

enum err batch_opened_json(struct caller *c, const struct batch_opened *o, json_t **out,
			   struct error *e)
{
	json_t *items = json_array(), *left_out = json_array(), *accept = NULL;
	struct agree_input in;
	enum err rc = ticket_input(&c->d, &o->items[0].t, &in, e);

	if (rc == ERR_OK)
		rc = add_items(c, o, items, e);
	if (rc == ERR_OK)
		rc = add_left_out(c, o, left_out, e);
	if (rc == ERR_OK)
		rc = accept_json(c, &accept, e);
	if (rc != ERR_OK) {
		json_decref(items);
		json_decref(left_out);
		return rc;
	}
	*out = json_pack("{s:s, s:i, s:s, s:s, s:s, s:{s:s, s:s}, s:o, s:o, s:o}", "session",
			 o->session, "expires_in", BATCH_SESSION_MS / 1000, "confirm_code",
			 o->b.confirm_code, "server_name", ticket_server_name(&c->d), "min_agent",
			 TICKET_AGENT_LEAST, "account", "name", in.name, "company", in.company,
			 "requests", items, "left_out", left_out, "accept", accept);
	return ERR_OK;
}
