#include "jobs/attest.h"
#include <jansson.h>
#include "domain/vault.h"
#include "jobs/certificate.h"
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

		files[i] = (struct certificate_file){ doc->name, doc->pages, doc->original_sha256, NULL };
		TRY(document_digest(&w->d, doc, &files[i].final_sha256, e));
	}
	f->files = files;
	return files ? ERR_OK : error_set(e, ERR_TOO_LARGE, "certificate: too many files");
}

static const struct seal *seal_of(const struct seal *seals, size_t n, const char *recipient)
{
	for (size_t i = 0; i < n; i++)
		if (seals[i].recipient_id && !strcmp(seals[i].recipient_id, recipient))
			return &seals[i];
	return NULL;
}

static const char *factor_words(const char *kind, const char *channel)
{
	static const struct {
		const char *name, *words;
	} known[] = {
		{ "mail-link", "メールで送付した専用リンク / personal link sent by mail" },
		{ "handed-link", "送信者が手渡ししたリンク / link handed over by the sender" },
		{ "member-session", "本サービスへのサインイン / signed in to this service" },
	};

	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (!strcmp(known[i].name, channel) || !strcmp(known[i].name, kind))
			return known[i].words;
	return kind;
}

/* factors: JSON list of {kind, channel} */
static const char *factors_in_words(struct work *w, const char *factors)
{
	json_t *list = json_loads(factors, JSON_REJECT_DUPLICATES, NULL), *one;
	const char *words = "";
	size_t i;

	json_array_foreach (list, i, one) {
		const char *kind = json_string_value(json_object_get(one, "kind"));
		const char *channel = json_string_value(json_object_get(one, "channel"));

		words = domain_printf(&w->d, "%s%s%s", words, *words ? "、" : "",
				      factor_words(kind ? kind : "", channel ? channel : ""));
	}
	json_decref(list);
	return words;
}

static struct certificate_party party_of(struct work *w, const struct recipient *r,
					 const struct seal *s)
{
	return (struct certificate_party){
		.side = r->side,
		.name = r->declared_name,
		.company = r->declared_company,
		.department = r->declared_department,
		.title = r->declared_title,
		.email = r->email,
		.factors = factors_in_words(w, r->factors),
		.sent_at = r->sent_at,
		.opened_at = r->opened_at,
		.agreed_at = r->agreed_at,
		.timestamp_at = s ? s->gen_time : 0,
		.authority = s ? s->authority : NULL,
		.authority_class = s ? s->class : NULL,
		.act_id = r->act_id,
	};
}

static enum err add_parties(struct work *w, struct certificate_facts *f, struct error *e)
{
	struct certificate_party *parties;
	const struct seal *seals;
	size_t n;

	TRY(seal_list(&w->d.repo, w->x.v.id, &seals, &n, e));
	parties = arena_alloc_n(w->j->mem, w->x.n_recipients, sizeof(*parties));
	if (!parties)
		return error_set(e, ERR_TOO_LARGE, "certificate: too many parties");
	for (size_t i = 0; i < w->x.n_recipients; i++) {
		const struct recipient *r = &w->x.recipients[i];

		if (recipient_signs(r))
			parties[f->n_parties++] = party_of(w, r, seal_of(seals, n, r->id));
	}
	f->parties = parties;
	return ERR_OK;
}

/* Between the sender and one party, and nobody else's to read. */
static _Bool is_private(const struct audit_event *v)
{
	static const char *const kinds[] = { "recipient.asked", "recipient.asked_more_time",
					     "question.answered" };

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(v->kind, kinds[i]))
			return 1;
	return 0;
}

/* All parties get the trail from the last sending on. What was tried and taken back in the draft, files
 * and their names among it, is the sender's own (practice 9). */
static size_t first_shown(const struct audit_event *events, size_t n)
{
	for (size_t i = n; i > 0; i--)
		if (!strcmp(events[i - 1].kind, "envelope.sent"))
			return i - 1;
	return n;
}

static enum err add_events(struct work *w, struct certificate_facts *f, struct error *e)
{
	struct certificate_event *list;
	const struct audit_event *events;
	_Bool intact;
	size_t n;

	TRY(audit_read(&w->d, w->x.v.id, "ja", &events, &n, &intact, e));
	if (!intact)
		return error_set(e, ERR_INTERNAL, "envelope %s: its audit chain is broken", w->x.v.id);
	list = arena_alloc_n(w->j->mem, n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "certificate: too many events");
	for (size_t i = first_shown(events, n); i < n; i++)
		if (!is_private(&events[i]) && !audit_is_internal(events[i].kind))
			list[f->n_events++] = (struct certificate_event){ events[i].seq, events[i].at,
									  events[i].text, events[i].hash };
	f->events = list;
	return ERR_OK;
}

static enum err draw(struct work *w, struct bytes *pdf_out, struct error *e)
{
	struct certificate_facts f = {
		.envelope_id = w->x.v.id,
		.title = w->x.v.title,
		.sender = w->org.name,
		.trial = w->x.v.trial,
		.sent_at = w->x.v.sent_at,
		.completed_at = domain_now(&w->d),
	};

	TRY(add_files(w, &f, e));
	TRY(add_parties(w, &f, e));
	TRY(add_events(w, &f, e));
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
