/* Gathers the audit trail of an envelope into one JSON document. */
#include "evidence/trail.h"
#include <stdlib.h>
#include "domain/audit.h"
#include "domain/audit_day.h"
#include "evidence/json.h"
#include "sig/asn1/cert.h"
#include "store/repo/evidence.h"
#include "store/repo/organisation.h"
#include "store/repo/work.h"

enum { DAY_MEMORY = 256 * 1024 * 1024 };

struct export
{
	struct domain *d;
	const struct dossier *x;
	enum trail_view view;
	json_t *out;
};

/* events ------------------------------------------------------------------ */

static _Bool is_own(const char *kind)
{
	static const char *const own[] = { "recipient.asked", "question.answered" };

	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (!strncmp(kind, own[i], strlen(own[i])))
			return 1;
	return audit_is_internal(kind);
}

_Bool trail_is_internal(struct trail_curtain *c, const char *kind)
{
	_Bool before = c->last_sent == SIZE_MAX || c->at++ < c->last_sent, back = c->back;

	if (!before && !strcmp(kind, "recipient.sent_back"))
		c->back = 1; /* the party's act is everybody's; what the sender does then is not */
	if (!strcmp(kind, "register.recorded"))
		return 0; /* hashes only */
	return before || back || is_own(kind);
}

static size_t last_sent(const struct audit_row *rows, size_t n)
{
	for (size_t i = n; i > 0; i--)
		if (!strcmp(rows[i - 1].kind, "envelope.sent"))
			return i - 1;
	return SIZE_MAX;
}

static json_t *values_json(const struct audit_value_row *values, size_t n, int64_t seq)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (values[i].seq == seq)
			json_array_append_new(list,
					      json_pack("{s:s, s:o, s:s}", "name", values[i].name,
							"salt", evidence_hex(values[i].salt),
							"value", values[i].value));
	return list;
}

static enum err add_events(struct export *t, struct error *e)
{
	struct trail_curtain curtain = { 0 };
	const struct audit_value_row *values;
	const struct audit_row *rows;
	json_t *list = json_array();
	size_t n, n_values;

	json_object_set_new(t->out, "events", list);
	TRY(audit_row_list(&t->d->repo, t->x->v.id, &rows, &n, e));
	TRY(audit_value_list(&t->d->repo, t->x->v.id, &values, &n_values, e));
	curtain.last_sent = last_sent(rows, n);
	for (size_t i = 0; i < n; i++) {
		_Bool own = trail_is_internal(&curtain, rows[i].kind);
		json_t *one = json_pack("{s:I, s:o}", "seq", (json_int_t)rows[i].seq, "hash",
					evidence_hex(rows[i].hash));

		json_array_append_new(list, one);
		if (own && t->view == TRAIL_PARTIES) {
			json_object_set_new(one, "withheld", json_true());
			continue;
		}
		json_object_set_new(one, "payload", json_string(rows[i].payload));
		json_object_set_new(one, "values", values_json(values, n_values, rows[i].seq));
	}
	return ERR_OK;
}

/* days -------------------------------------------------------------------- */

static enum err path_json(struct domain *d, const struct audit_proof *p, size_t leaf, json_t **out,
			  struct error *e)
{
	const struct ers_stage *first = &p->batch.stages[0];
	struct bytes brothers[ERS_LEVELS_MAX];
	struct ers_tree own, whole;
	json_t *list;
	size_t n;

	TRY(ers_tree_build(first->alg, first->leaves, d->repo.mem, &own, e));
	TRY(ers_tree_join(&own, first->brothers, d->repo.mem, &whole, e));
	list = json_array();
	n = ers_tree_path(&whole, leaf, brothers);
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, evidence_hex(brothers[i]));
	*out = list;
	return ERR_OK;
}

static enum err add_day(struct export *t, struct domain *d, const char *day, json_t *list,
			struct error *e)
{
	struct audit_proof p;
	struct bytes record, line;
	json_t *path;
	size_t leaf;

	TRY(audit_proof_load(d, day, &p, e));
	leaf = audit_proof_leaf(&p, t->x->v.id);
	if (!leaf)
		return error_set(e, ERR_INTERNAL, "audit day %s: it has no line of envelope %s",
				 day, t->x->v.id);
	TRY(ers_batch_record(&p.batch, leaf, d->repo.mem, &record, e));
	TRY(path_json(d, &p, leaf, &path, e));
	line = audit_proof_bytes(&p, leaf);
	json_array_append_new(
		list, json_pack("{s:s, s:I, s:s, s:o, s:s, s:s, s:o, s:s%, s:o, s:o}", "day",
				p.day.day, "no", (json_int_t)p.day.no, "digest", p.day.digest,
				"root", evidence_hex(p.day.root), "authority", p.day.authority,
				"class", p.day.class, "time", evidence_time(p.day.gen_time),
				"bytes", (const char *)line.data, line.len, "path", path, "record",
				evidence_base64(record)));
	return ERR_OK;
}

/* A day may name tens of thousands of chains: each has its memory for itself. */
static enum err add_days(struct export *t, struct error *e)
{
	json_t *list = json_array();
	const char *const *days;
	size_t n;

	json_object_set_new(t->out, "days", list);
	TRY(audit_days_of_chain(&t->d->repo, t->x->v.id, &days, &n, e));
	for (size_t i = 0; i < n; i++) {
		AUTO(arena) struct arena *mem = arena_new(DAY_MEMORY);
		struct domain one = *t->d;

		one.repo.mem = mem;
		TRY(add_day(t, &one, days[i], list, e));
	}
	return ERR_OK;
}

/* acts -------------------------------------------------------------------- */

enum { PARTY_CERTIFICATES = 16 };

static _Bool is_party(const struct seal *s)
{
	return !strcmp(s->key_id, SEAL_KEY_PARTY);
}

/* A party's own certificate stands with its act: the register of the service's keys does not have it. */
static json_t *certificate_json(const struct seal *s)
{
	struct bytes list[PARTY_CERTIFICATES];
	size_t n;

	if (!is_party(s) || cert_split(s->certificates, list, COUNT_OF(list), &n, NULL) != ERR_OK)
		return json_null();
	return evidence_base64(list[0]);
}

static json_t *act_json(const struct seal *s)
{
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "id", s->id, "act", s->act_id, "kind", s->kind, "document", s->document_id,
			 "revision", (json_int_t)s->revision_no, "recipient",
			 evidence_text(s->recipient_id), "key",
			 s->signature.len && !is_party(s) ? evidence_text(s->key_id) : json_null(),
			 "document_digest", evidence_hex_or_null(s->document_digest),
			 "signed_attributes", evidence_hex_or_null(s->signed_attrs), "signature",
			 evidence_hex_or_null(s->signature), "token",
			 s->token.len ? evidence_base64(s->token) : json_null(), "authority",
			 evidence_text(s->authority), "class", evidence_text(s->class), "time",
			 evidence_time(s->gen_time));

	if (is_party(s))
		json_object_set_new(j, "certificate", certificate_json(s));
	return j;
}

static _Bool have_key(const json_t *keys, const char *id)
{
	json_t *one;
	size_t i;

	json_array_foreach(keys, i, one) if (!strcmp(json_string_value(json_object_get(one, "id")),
						     id)) return 1;
	return 0;
}

/* The certificates of a key are stored when the first of its acts is recorded. */
static enum err add_key(struct export *t, json_t *keys, const char *id, struct error *e)
{
	struct signing_key k;
	enum err rc;

	if (have_key(keys, id))
		return ERR_OK;
	rc = signing_key_get(t->d->repo.db, t->d->repo.mem, id, &k, e);
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	json_array_append_new(keys, json_pack("{s:s, s:s%}", "id", id, "certificates",
					      (const char *)k.chain.data, k.chain.len));
	return ERR_OK;
}

/* Neither signed nor time-stamped: a form that was made ready, validation data alone. */
static _Bool proves_nothing(const struct seal *s)
{
	return !s->document_digest.len;
}

/* Signed, and its job has not ended yet: the next export has it, with its line. */
static _Bool under_way(const struct export *t, const struct seal *s,
		       const struct register_missing *m, size_t n)
{
	if (t->x->state != ENVELOPE_PENDING && t->x->state != ENVELOPE_CONCLUDING)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(m[i].id, s->id))
			return 1;
	return 0;
}

static enum err add_acts(struct export *t, struct error *e)
{
	json_t *list = json_array(), *keys = json_array();
	const struct register_missing *missing;
	const struct seal *seals;
	size_t n, n_missing;

	json_object_set_new(t->out, "acts", list);
	json_object_set_new(t->out, "keys", keys);
	TRY(seal_list(&t->d->repo, t->x->v.id, &seals, &n, e));
	TRY(register_missing_list(&t->d->repo, t->x->v.id, &missing, &n_missing, e));
	for (size_t i = 0; i < n; i++) {
		if (strcmp(seals[i].step, "committed") != 0 || proves_nothing(&seals[i]) ||
		    under_way(t, &seals[i], missing, n_missing))
			continue;
		json_array_append_new(list, act_json(&seals[i]));
		if (seals[i].signature.len && !is_party(&seals[i]))
			TRY(add_key(t, keys, seals[i].key_id, e));
	}
	return ERR_OK;
}

static enum err add_register(struct export *t, struct error *e)
{
	json_t *list = json_array();
	const struct register_line *lines;
	size_t n;

	json_object_set_new(t->out, "register", list);
	TRY(register_line_list(&t->d->repo, t->x->v.id, &lines, &n, e));
	for (size_t i = 0; i < n; i++) {
		json_t *path = json_array();

		for (size_t at = 0; at + 32 <= lines[i].path.len; at += 32)
			json_array_append_new(path,
					      evidence_hex(bytes_slice(lines[i].path, at, 32)));
		json_array_append_new(list,
				      json_pack("{s:s, s:I, s:o}", "line", lines[i].line, "size",
						(json_int_t)lines[i].size, "path", path));
	}
	return ERR_OK;
}

/* For reading: what no hash of this file proves. --------------------------- */

static enum err revisions_json(struct export *t, const struct document *doc, json_t **out,
			       struct error *e)
{
	const struct revision *list;
	json_t *j;
	size_t n;

	TRY(revision_list(&t->d->repo, doc->id, &list, &n, e));
	j = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			j, json_pack("{s:I, s:s, s:I, s:s, s:o, s:o}", "no", (json_int_t)list[i].no,
				     "kind", list[i].kind, "size", (json_int_t)list[i].size,
				     "sha256", list[i].sha256, "act", evidence_text(list[i].act_id),
				     "at", evidence_time(list[i].created_at)));
	*out = j;
	return ERR_OK;
}

static enum err documents_json(struct export *t, json_t *about, struct error *e)
{
	json_t *list = json_array(), *revisions;

	json_object_set_new(about, "documents", list);
	for (size_t i = 0; i < t->x->n_documents; i++) {
		const struct document *doc = &t->x->documents[i];

		TRY(revisions_json(t, doc, &revisions, e));
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s, s:I, s:s, s:o}", "id", doc->id,
						"kind", doc->kind, "name", doc->name, "pages",
						(json_int_t)doc->pages, "uploaded_sha256",
						doc->original_sha256, "revisions", revisions));
	}
	return ERR_OK;
}

static void recipients_json(struct export *t, json_t *about)
{
	json_t *list = json_array();

	json_object_set_new(about, "recipients", list);
	for (size_t i = 0; i < t->x->n_recipients; i++) {
		const struct recipient *r = &t->x->recipients[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s}",
						      "id", r->id, "seat", recipient_seat(r),
						      "side", r->side, "role", r->role, "order",
						      (json_int_t)r->order_no, "name", r->name,
						      "company", r->company, "state", r->state));
	}
}

static enum err add_about(struct export *t, struct error *e)
{
	const struct envelope *v = &t->x->v;
	json_t *about = json_pack(
		"{s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "title", v->title, "state", v->state,
		"trial", (int)v->trial, "sent_at", evidence_time(v->sent_at), "completed_at",
		evidence_time(v->completed_at), "contract_date", evidence_text(v->contract_date),
		"effective_date", evidence_text(v->effective_date));

	json_object_set_new(t->out, "about", about);
	recipients_json(t, about);
	return documents_json(t, about, e);
}

/* What belongs together is read as it was at one moment. */
static enum err add_at_once(struct export *t, struct error *e)
{
	AUTO(tx) struct tx tx = { t->d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(add_events(t, e));
	TRY(add_acts(t, e));
	return add_register(t, e);
}

static enum err gather(struct export *t, struct error *e)
{
	struct organisation org;

	TRY(organisation_get(&t->d->repo, &org, e));
	t->out = json_pack("{s:s, s:i, s:s, s:o, s:s, s:s, s:s}", "format", "skysign-audit-trail",
			   "version", 1, "view", t->view == TRAIL_FULL ? "full" : "parties",
			   "exported_at", evidence_time(domain_now(t->d)), "organisation", org.id,
			   "organisation_name", org.name, "envelope", t->x->v.id);
	TRY(add_about(t, e));
	/* first: a day that is closed meanwhile would name events that were not read yet */
	TRY(add_days(t, e));
	return add_at_once(t, e);
}

enum err trail_export(struct domain *d, const struct dossier *x, enum trail_view view, json_t **out,
		      struct error *e)
{
	struct export t = { .d = d, .x = x, .view = view };
	enum err rc = gather(&t, e);

	if (rc == ERR_OK)
		*out = t.out;
	else
		json_decref(t.out);
	return rc;
}

enum err trail_text(struct domain *d, const json_t *trail, struct bytes *out, struct error *e)
{
	char *s = json_dumps(trail, JSON_COMPACT | JSON_SORT_KEYS), *copy;
	size_t len = s ? strlen(s) : 0;

	copy = s ? arena_alloc(d->repo.mem, len + 1) : NULL;
	if (copy) {
		memcpy(copy, s, len);
		copy[len] = '\n';
		*out = BYTES(copy, len + 1);
	}
	free(s);
	return copy ? ERR_OK
		    : error_set(e, ERR_TOO_LARGE, "the audit trail exceeds the memory limit");
}
