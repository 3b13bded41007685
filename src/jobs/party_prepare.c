/* job "party_prepare": under a signing ticket, what the party's own key is to sign is written for
 * every document, with the proof by which its program knows that this is the document that was
 * shown, and that update and nothing else (docs/formats/agent-protocol.md). */
#include <jansson.h>
#include "domain/gate.h"
#include "domain/party_policy.h"
#include "domain/ticket.h"
#include "domain/vault.h"
#include "jobs/fields.h"
#include "jobs/party.h"

struct preparing {
	struct work w; /* first */
	const struct recipient *who;
	struct signing_ticket t;
	struct agree_input in;
	struct signing_operation *ops;
	size_t n;
	const json_t *entries; /* what is filled in; NULL: nothing */
};

static const char *shown_digest(const struct preparing *p, const char *document)
{
	for (size_t i = 0; i < p->in.n_shown; i++)
		if (!strcmp(p->in.shown[i].document, document))
			return p->in.shown[i].digest;
	return NULL;
}

/* The values of the ticket in the place of those saved now: they are those of its audit event. */
static void lay_entries(const struct preparing *p, struct fields_job *f)
{
	const json_t *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)p->entries, i, one)
	{
		const char *id = json_string_value(json_object_get(one, "field"));

		for (size_t k = 0; id && k < f->n; k++) {
			struct filled *v = &f->list[k];

			if (strcmp(v->f.id, id) != 0)
				continue;
			v->json = domain_json((struct domain *)(uintptr_t)&p->w.d,
					      json_incref(json_object_get(one, "value")));
			v->frozen = 1;
			v->act_id = f->act;
		}
	}
}

static struct act_record record_of(const struct preparing *p)
{
	struct act_record r = party_record(&p->w, p->who, p->t.act_id, p->t.prepared_at);

	r.name = p->in.name;
	r.company = p->in.company;
	r.department = p->in.department;
	r.job_title = p->in.title;
	r.statement_version = p->in.statement_version;
	r.values_sha256 = p->t.entries_sha256;
	return r;
}

static enum err prepare_one(struct preparing *p, const struct document *doc, struct seal_wish *wish,
			    struct error *e)
{
	struct fields_job fields;
	struct seal seal;
	struct bytes answer;

	TRY(fields_job_load(&p->w, doc, &fields, e));
	fields.who = p->who;
	fields.act = p->t.act_id;
	fields.at = p->t.prepared_at;
	lay_entries(p, &fields);
	wish->document_id = doc->id;
	wish->shown_sha256 = shown_digest(p, doc->id);
	wish->ctx = &fields;
	if (!wish->shown_sha256)
		return error_set(e, ERR_STALE, "document %s was not shown", doc->id);
	TRY(seal_prepare(p->w.j, &p->w.d, wish, &seal, e));
	TRY(party_operation(&p->w, doc, &seal, wish->shown_sha256, &answer, e));
	p->ops[p->n] = (struct signing_operation){ .seal_id = seal.id, .document_id = doc->id };
	return vault_encrypt(&p->w.d, seal.id, answer, &p->ops[p->n++].answer, e);
}

/* The declared names of the act, which the recipient's row does not have before the act is done. */
static struct recipient as_declared(const struct preparing *p)
{
	struct recipient r = *p->who;

	r.declared_name = p->in.name;
	r.declared_company = p->in.company;
	r.declared_department = p->in.department;
	r.declared_title = p->in.title;
	return r;
}

/* Of the browser that the ticket came from. */
static enum err factors_of(struct preparing *p, const char **out, struct error *e)
{
	struct repo *r = &p->w.d.repo;
	struct recipient_ref ref;

	TRY(recipient_by_session(r->db, r->mem, p->t.browser_hash, &ref, e));
	return gate_factors_json(&p->w.d, &ref, out, e);
}

static enum err prepare_all(struct preparing *p, struct error *e)
{
	struct seal_party party = {
		.certificates = p->t.certificates,
		.algorithm = p->t.algorithm,
	};
	struct recipient who = as_declared(p);
	struct party_policy policy;
	struct act_record record;
	char field[FIELD_NAME_SIZE];
	struct seal_wish wish;

	p->who = &who;
	record = record_of(p);
	TRY(ticket_reserved_until(&p->w.d, &p->t, &party.reserved_until, e));
	TRY(factors_of(p, &record.factors, e));
	TRY(party_policy_get(&p->w.d, &policy, e));
	wish = party_wish(&p->w, p->t.act_id, &who, field, &record);
	wish.party = &party;
	wish.sub_filter = policy.sub_filter;
	memcpy(wish.event_hash, p->w.event_hash, sizeof(wish.event_hash));
	for (size_t i = 0; i < dossier_contracts(&p->w.x); i++)
		TRY(prepare_one(p, &p->w.x.documents[i], &wish, e));
	return ERR_OK;
}

static enum err read_entries(struct preparing *p, json_t **out, struct error *e)
{
	struct bytes plain;

	*out = NULL;
	if (!p->t.entries.len)
		return ERR_OK;
	TRY(vault_decrypt(&p->w.d, p->t.act_id, p->t.entries, &plain, e));
	*out = json_loadb((const char *)plain.data, plain.len, JSON_DECODE_ANY, NULL);
	return *out ? ERR_OK : error_set(e, ERR_INTERNAL, "what was filled in is unreadable");
}

static enum err finish(struct preparing *p, struct error *e)
{
	AUTO(tx) struct tx tx = { p->w.j->db };

	TRY(db_begin(tx.db, e));
	TRY(ticket_prepared(&p->w.d, p->t.act_id, p->ops, p->n, e));
	TRY(job_finish(p->w.j, e));
	return db_commit(tx.db, e);
}

static enum err prepare(struct preparing *p, struct error *e)
{
	json_t *entries;
	enum err rc;

	TRY(ticket_input(&p->w.d, &p->t, &p->in, e));
	TRY(read_entries(p, &entries, e));
	p->entries = entries;
	p->ops = arena_alloc_n(p->w.j->mem, p->w.x.n_documents + 1, sizeof(*p->ops));
	rc = p->ops ? prepare_all(p, e)
		    : error_set(e, ERR_TOO_LARGE, "party_prepare: out of memory");
	json_decref(entries);
	if (rc != ERR_OK)
		return rc;
	return finish(p, e);
}

/* Does the ticket still wait for this? */
static _Bool is_wanted(const struct preparing *p)
{
	return p->who && ticket_state_now(&p->w.d, &p->t) == TICKET_PREPARING && p->t.act_id &&
	       !strcmp(p->t.act_id, p->w.payload.act) && p->w.x.state == ENVELOPE_PENDING &&
	       !strcmp(p->who->state, "opened");
}

enum err job_party_prepare(struct job_run *j, struct error *e)
{
	struct preparing p = { 0 };
	enum err rc;

	TRY(work_load(j, &p.w, e));
	if (!p.w.payload.recipient || !p.w.payload.act)
		return error_set(e, ERR_INTERNAL, "job %s names no act of this envelope",
				 j->job->id);
	p.who = dossier_recipient(&p.w.x, p.w.payload.recipient);
	rc = signing_ticket_by_act(&p.w.d.repo, p.w.payload.act, &p.t, e);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && !is_wanted(&p)))
		return ERR_OK; /* given up, or prepared anew, meanwhile */
	TRY(rc);
	return prepare(&p, e);
}

enum err job_party_prepare_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct domain d = work_domain(j);
	struct job_payload payload;

	TRY(job_payload_read(&d, j->job, &payload, e));
	return ticket_failed(&d, payload.act, cause->code, e);
}
