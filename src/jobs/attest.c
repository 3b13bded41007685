#include "jobs/attest.h"
#include <jansson.h>
#include "domain/vault.h"
#include "evidence/certificate.h"
#include "evidence/trail.h"
#include "jobs/attest_facts.h"
#include "jobs/revision.h"
#include "jobs/seal.h"
#include "pdf/doc.h"

/* facts ----------------------------------------------------------------- */

static enum err add_files(struct work *w, struct certificate_facts *f, struct error *e)
{
	struct certificate_file *files;

	f->n_files = dossier_contracts(&w->x);
	files = arena_alloc_n(w->j->mem, f->n_files, sizeof(*files));
	for (size_t i = 0; files && i < f->n_files; i++) {
		const struct document *doc = &w->x.documents[i];

		files[i] = (struct certificate_file){ doc->name, doc->pages, doc->original_sha256,
						      NULL };
		TRY(document_digest(&w->d, doc, &files[i].final_sha256, e));
	}
	f->files = files;
	return files ? ERR_OK : error_set(e, ERR_TOO_LARGE, "certificate: too many files");
}

static enum err no_room(struct error *e)
{
	return error_set(e, ERR_TOO_LARGE, "certificate: out of memory");
}

static const char *file_name(const struct work *w, const char *document)
{
	const struct document *doc = dossier_document(&w->x, document);

	return doc ? doc->name : document;
}

/* factors: JSON list of {kind, channel, at} */
static enum err add_factors(struct work *w, const char *factors, struct certificate_party *p,
			    struct error *e)
{
	json_t *list = json_loads(factors, JSON_REJECT_DUPLICATES, NULL), *one;
	struct certificate_factor *out;
	size_t i;

	out = arena_alloc_n(w->j->mem, json_array_size(list) + 1, sizeof(*out));
	json_array_foreach(list, i, one)
	{
		const char *kind = json_string_value(json_object_get(one, "kind"));
		const char *channel = json_string_value(json_object_get(one, "channel"));
		const char *at = json_string_value(json_object_get(one, "at"));

		if (!out)
			break;
		out[i] = (struct certificate_factor){
			.kind = domain_printf(&w->d, "%s", kind ? kind : ""),
			.channel = domain_printf(&w->d, "%s", channel ? channel : ""),
		};
		if (!at || !time_parse_rfc3339(at, &out[i].at))
			out[i].at = 0;
	}
	p->factors = out;
	p->n_factors = json_array_size(list);
	json_decref(list);
	return out ? ERR_OK : no_room(e);
}

/* What the audit event of the act says was shown. */
static enum err add_shown(struct work *w, const json_t *data, struct certificate_party *p,
			  struct error *e)
{
	struct certificate_shown *out =
		arena_alloc_n(w->j->mem, json_object_size(data) + 1, sizeof(*out));
	const char *name;
	json_t *value;

	if (!out)
		return no_room(e);
	json_object_foreach((json_t *)data, name, value)
	{
		const char *id = json_string_value(value), *digest;

		if (strncmp(name, "document.", 9) != 0 || !id)
			continue;
		digest = json_string_value(
			json_object_get(data, domain_printf(&w->d, "sha256.%s", name + 9)));
		out[p->n_shown++] = (struct certificate_shown){
			domain_printf(&w->d, "%s", file_name(w, id)),
			domain_printf(&w->d, "%s", digest ? digest : ""),
		};
	}
	p->shown = out;
	return ERR_OK;
}

/* The payload of the event by which the recipient acted; a new reference, NULL: none. */
static json_t *payload_of_act(const struct audit_event *events, size_t n, const char *act)
{
	for (size_t i = 0; act && i < n; i++) {
		json_t *payload = json_loads(events[i].payload, JSON_REJECT_DUPLICATES, NULL);
		const char *of =
			json_string_value(json_object_get(json_object_get(payload, "data"), "act"));

		if (of && !strcmp(of, act))
			return payload;
		json_decref(payload);
	}
	return NULL;
}

static enum err add_act(struct work *w, const struct recipient *r, const struct audit_event *events,
			size_t n, struct certificate_party *p, struct error *e)
{
	json_t *payload = payload_of_act(events, n, r->act_id);
	json_t *data = json_object_get(payload, "data");
	const char *authority = json_string_value(json_object_get(data, "authority"));
	enum err rc = add_shown(w, data, p, e);

	p->authority = authority && !strcmp(authority, "declared");
	json_decref(payload);
	return rc;
}

static enum err add_stamps(struct work *w, const struct recipient *r, struct certificate_party *p,
			   struct error *e)
{
	struct certificate_stamp *out;
	const struct seal *seals;
	size_t n;

	TRY(seal_list(&w->d.repo, w->x.v.id, &seals, &n, e));
	out = arena_alloc_n(w->j->mem, n + 1, sizeof(*out));
	if (!out)
		return no_room(e);
	for (size_t i = 0; i < n; i++)
		if (seals[i].recipient_id && !strcmp(seals[i].recipient_id, r->id) &&
		    seals[i].gen_time)
			out[p->n_stamps++] =
				(struct certificate_stamp){ file_name(w, seals[i].document_id),
							    seals[i].authority, seals[i].class,
							    seals[i].gen_time };
	p->stamps = out;
	return ERR_OK;
}

static const char *name_of(struct work *w, const char *id)
{
	const struct recipient *r = id && *id ? dossier_recipient(&w->x, id) : NULL;

	return r ? domain_printf(&w->d, "%s%s%s", r->company, *r->company ? "　" : "", r->name)
		 : NULL;
}

static enum err party_of(struct work *w, const struct recipient *r,
			 const struct audit_event *events, size_t n, struct certificate_party *out,
			 struct error *e)
{
	*out = (struct certificate_party){
		.side = r->side,
		.role = r->role,
		.state = r->state,
		.order = r->order_no,
		.asked_name = r->name,
		.asked_company = r->company,
		.asked_department = r->department,
		.asked_title = r->title,
		.email = r->email,
		.name = r->declared_name,
		.company = r->declared_company,
		.department = r->declared_department,
		.title = r->declared_title,
		.statement = r->statement_version,
		.sent_at = r->sent_at,
		.opened_at = r->opened_at,
		.agreed_at = r->agreed_at,
		.completed_at = r->completed_at,
		.declined_at = r->declined_at,
		.forwarded_from = name_of(w, r->forwarded_from),
		.forwarded_to = name_of(w, r->forwarded_to),
		.forwarded_at = r->forwarded_at,
		.forward_reason = r->forward_reason,
		.act_id = r->act_id,
	};
	TRY(add_factors(w, r->factors, out, e));
	TRY(add_act(w, r, events, n, out, e));
	return add_stamps(w, r, out, e);
}

static enum err add_parties(struct work *w, struct certificate_facts *f,
			    const struct audit_event *events, size_t n, struct error *e)
{
	struct certificate_party *parties =
		arena_alloc_n(w->j->mem, w->x.n_recipients, sizeof(*parties));

	if (!parties)
		return no_room(e);
	for (size_t i = 0; i < w->x.n_recipients; i++)
		TRY(party_of(w, &w->x.recipients[i], events, n, &parties[f->n_parties++], e));
	TRY(attest_party_facts(w, parties, e));
	f->parties = parties;
	return ERR_OK;
}

static size_t last_sent(const struct audit_event *events, size_t n)
{
	for (size_t i = n; i > 0; i--)
		if (!strcmp(events[i - 1].kind, "envelope.sent"))
			return i - 1;
	return SIZE_MAX;
}

/* All parties get the trail from the last sending on; what the sender did among themselves is the
 * sender's own (practice 9). Then the parties, of whose acts the trail tells. */
static enum err add_events(struct work *w, struct certificate_facts *f, struct error *e)
{
	struct trail_curtain curtain = { 0 };
	struct certificate_event *list;
	const struct audit_event *ja, *en;
	_Bool intact;
	size_t n;

	TRY(audit_read(&w->d, w->x.v.id, "ja", &ja, &n, &intact, e));
	if (!intact)
		return error_set(e, ERR_INTERNAL, "envelope %s: its audit chain is broken",
				 w->x.v.id);
	TRY(audit_read(&w->d, w->x.v.id, "en", &en, &n, &intact, e));
	curtain.last_sent = last_sent(ja, n);
	list = arena_alloc_n(w->j->mem, n + 1, sizeof(*list));
	if (!list)
		return no_room(e);
	for (size_t i = 0; i < n; i++)
		if (!trail_is_internal(&curtain, ja[i].kind))
			list[f->n_events++] =
				(struct certificate_event){ ja[i].seq, ja[i].at, ja[i].text,
							    en[i].text, ja[i].hash };
	f->events = list;
	return add_parties(w, f, ja, n, e);
}

static enum err draw(struct work *w, struct bytes *pdf_out, struct error *e)
{
	struct certificate_facts f = {
		.envelope_id = w->x.v.id,
		.title = w->x.v.title,
		.sender = w->org.name,
		.trial = w->x.v.trial,
		.contract_date = w->x.v.contract_date,
		.effective_date = w->x.v.effective_date,
		.sent_at = w->x.v.sent_at,
		.completed_at = domain_now(&w->d),
	};

	TRY(add_files(w, &f, e));
	TRY(add_events(w, &f, e));
	TRY(attest_facts(w, &f, e));
	return certificate_draw(&f, w->j->mem, pdf_out, e);
}

/* storing --------------------------------------------------------------- */

static struct bytes state_over(struct work *w, enum digest_alg alg, struct bytes file)
{
	unsigned char state[DIGEST_STATE_MAX];
	struct bytes out = { NULL, 0 };
	struct digest d;

	digest_init(&d, alg);
	digest_update(&d, file);
	if (!arena_copy(w->j->mem, BYTES(state, digest_export(&d, state)), &out))
		return (struct bytes){ NULL, 0 };
	return out;
}

static const char *sha256_of(struct work *w, struct bytes file)
{
	unsigned char value[DIGEST_MAX];
	char hex[65];

	hex_encode(digest_of(DIGEST_SHA256, file, value), hex);
	return domain_printf(&w->d, "%s", hex);
}

static enum err page_count(struct work *w, struct bytes pdf, int64_t *out, struct error *e)
{
	struct pdf_source src = pdf_source_memory(pdf);
	struct pdf_doc *doc;
	uint32_t pages;

	TRY(pdf_doc_open(&src, w->j->mem, NULL, &doc, e));
	TRY(pdf_doc_page_count(doc, &pages, e));
	*out = pages;
	return ERR_OK;
}

static enum err insert_rows(struct work *w, const struct document *doc, const struct revision *rev,
			    const struct stored_blob *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { w->j->db };

	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, w->d.clock, w->j->job, e));
	TRY(blob_row_ready(&w->d.repo, blob->id, blob->size, blob->wrapped_key, e));
	TRY(document_insert(&w->d.repo, doc, e));
	TRY(revision_insert(&w->d.repo, rev, e));
	return db_commit(tx.db, e);
}

static enum err store_drawn(struct work *w, struct bytes pdf, const char **id_out, struct error *e)
{
	AUTO(secret) struct secret *org_key = NULL;
	const char *id = domain_id(&w->d, "doc"), *sha256 = sha256_of(w, pdf);
	struct stored_blob blob;
	struct document doc = {
		.id = id,
		.envelope_id = w->x.v.id,
		.kind = "certificate",
		.name = "合意締結証明書.pdf",
		.state = "ready",
		.notes = "[]",
		.original_size = (int64_t)pdf.len,
		.original_sha256 = sha256,
		.position = (int64_t)w->x.n_documents + 1,
		.head_no = 1,
		.visible_no = 1,
		.created_at = domain_now(&w->d),
	};
	struct revision rev = {
		.document_id = id,
		.kind = "certificate",
		.sha256 = sha256,
		.no = 1,
		.size = (int64_t)pdf.len,
		.state256 = state_over(w, DIGEST_SHA256, pdf),
		.state384 = state_over(w, DIGEST_SHA384, pdf),
		.state512 = state_over(w, DIGEST_SHA512, pdf),
		.created_at = domain_now(&w->d),
	};

	TRY(page_count(w, pdf, &doc.pages, e));
	TRY(vault_key(&w->d, &org_key, e));
	TRY(stored_blob_write(&w->d, w->j->env->blobs, org_key, pdf, &blob, e));
	doc.original_blob = blob.id;
	rev.blob_id = blob.id;
	TRY(insert_rows(w, &doc, &rev, &blob, e));
	*id_out = id;
	return ERR_OK;
}

static enum err seal_certificate(struct work *w, const char *document, struct error *e)
{
	const char *act = domain_printf(&w->d, "certificate:%s", w->x.v.id);
	struct act_record record = work_record(w, "certificate", act, domain_now(&w->d));

	return seal_document(w->j, &w->d,
			     &(struct seal_wish){ .document_id = document,
						  .act_id = act,
						  .kind = "certificate",
						  .revision_kind = "certificate",
						  .field = "SkySign_Certificate",
						  .certify = 1,
						  .record = &record },
			     NULL, e);
}

enum err attest_agreement(struct work *w, struct error *e)
{
	const char *id = NULL;
	struct bytes pdf;

	for (size_t i = 0; i < w->x.n_documents; i++)
		if (!strcmp(w->x.documents[i].kind, "certificate"))
			id = w->x.documents[i].id;
	if (!id) {
		TRY(draw(w, &pdf, e));
		TRY(store_drawn(w, pdf, &id, e));
	}
	return seal_certificate(w, id, e);
}
