/* job "act": one party's accepted act becomes a signature with time-stamp on every document. What a party
 * signed itself is there already, and gets its time-stamp. */
#include <jansson.h>
#include "jobs/fields.h"
#include "jobs/party.h"

static struct act_record record_of(const struct work *w, const struct recipient *who)
{
	struct act_record r = party_record(w, who, w->payload.act, who->agreed_at);

	r.name = who->declared_name;
	r.company = who->declared_company;
	r.department = who->declared_department;
	r.job_title = who->declared_title;
	r.factors = who->factors;
	r.statement_version = who->statement_version;
	return r;
}

static json_t *event_data(struct work *w, struct error *e)
{
	const struct audit_event *events;
	json_t *payload = NULL, *data;
	_Bool intact;
	size_t n;

	if (audit_read(&w->d, w->x.v.id, "ja", &events, &n, &intact, e) != ERR_OK)
		return NULL;
	for (size_t i = 0; i < n && w->payload.audit_hash; i++)
		if (!strcmp(events[i].hash, w->payload.audit_hash))
			payload = json_loads(events[i].payload, JSON_REJECT_DUPLICATES, NULL);
	data = json_incref(json_object_get(payload, "data"));
	json_decref(payload);
	return data;
}

/* What the party was shown is told by the audit event of the act, not by the document's
 * present head: a party of the same order may have signed meanwhile. */
static const char *shown_digest(struct work *w, const json_t *data, const char *document)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)data, name, value) {
		const char *id = json_string_value(value), *key, *digest;

		if (strncmp(name, "document.", 9) != 0 || !id || strcmp(id, document) != 0)
			continue;
		key = domain_printf(&w->d, "sha256.%s", name + 9);
		digest = json_string_value(json_object_get(data, key));
		return digest ? domain_printf(&w->d, "%s", digest) : NULL;
	}
	return NULL;
}

/* Signed elsewhere: the signature brings no time-stamp of ours, so the document gets one (decision 0473). */
static _Bool signed_elsewhere(const struct seal *s)
{
	return !strcmp(s->key_id, SEAL_KEY_PARTY) && !s->token.len &&
	       (!strcmp(s->step, "token") || !strcmp(s->step, "committed"));
}

static enum err find_elsewhere(struct work *w, const struct document *doc, const char *act,
			       _Bool *out, struct error *e)
{
	struct seal s;
	enum err rc = seal_by_act(&w->d.repo, doc->id, act, &s, e);

	*out = rc == ERR_OK && signed_elsewhere(&s);
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err stamp_document(struct work *w, const struct document *doc,
			       const struct seal_wish *signature, struct error *e)
{
	const struct pades_extension stamp = {
		.timestamp = 1,
		.pdf_a = strstr(doc->notes, "\"note-pdfa\"") != NULL,
	};
	const struct seal_wish wish = {
		.document_id = doc->id,
		.act_id = domain_printf(&w->d, "%s:time", signature->act_id),
		.kind = "timestamp",
		.revision_kind = "timestamp",
		.recipient_id = signature->recipient_id,
		.extension = &stamp,
		.digest = DIGEST_SHA256,
	};

	return seal_document(w->j, &w->d, &wish, NULL, e);
}

/* Values, their looks and the signature are one update: nothing of the party's is in the file before
 * it is signed. */
static enum err sign_one(struct work *w, const struct recipient *who, const struct document *doc,
			 struct seal_wish *wish, struct error *e)
{
	struct fields_job fields;
	_Bool elsewhere;

	TRY(fields_job_load(w, doc, &fields, e));
	TRY(find_elsewhere(w, doc, w->payload.act, &elsewhere, e));
	fields.who = who;
	fields.act = w->payload.act;
	fields.at = who->agreed_at;
	wish->document_id = doc->id;
	wish->ctx = &fields;
	/* another program's signature may show something: others are to look again */
	wish->visible = elsewhere || fields_visible(&fields);
	TRY(seal_document(w->j, &w->d, wish, NULL, e));
	return elsewhere ? stamp_document(w, doc, wish, e) : ERR_OK;
}

static enum err sign_all(struct work *w, const struct recipient *who, const json_t *data,
			 struct error *e)
{
	struct act_record record = record_of(w, who);
	char field[FIELD_NAME_SIZE], values[FIELD_DIGEST_SIZE];
	struct seal_wish wish = party_wish(w, w->payload.act, who, field, &record);

	TRY(fields_record(w, w->payload.act, values, &record, e));
	memcpy(wish.event_hash, w->event_hash, sizeof(wish.event_hash));
	for (size_t i = 0; i < dossier_contracts(&w->x); i++) {
		wish.shown_sha256 = shown_digest(w, data, w->x.documents[i].id);
		if (!wish.shown_sha256)
			return error_set(e, ERR_INTERNAL, "act %s: no record of what was shown",
					 wish.act_id);
		TRY(sign_one(w, who, &w->x.documents[i], &wish, e));
	}
	return ERR_OK;
}

static enum err sealed(struct work *w, struct error *e)
{
	return envelope_act_sealed(&w->d, w->x.v.id, w->payload.recipient, e);
}

enum err job_act(struct job_run *j, struct error *e)
{
	const struct recipient *who;
	struct work w;
	json_t *data;
	enum err rc;

	TRY(work_load(j, &w, e));
	who = w.payload.recipient ? dossier_recipient(&w.x, w.payload.recipient) : NULL;
	if (!who || !w.payload.act)
		return error_set(e, ERR_INTERNAL, "job %s names no act of this envelope", j->job->id);
	data = event_data(&w, e);
	rc = sign_all(&w, who, data, e);
	json_decref(data);
	if (rc != ERR_OK)
		return rc;
	return work_finish(&w, sealed, e);
}
