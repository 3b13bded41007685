/* Drafts: made, edited under a version, given files, discarded. */
#include "domain/check.h"
#include "domain/consent.h"
#include "domain/envelope.h"
#include "domain/factor.h"
#include "domain/flow.h"
#include "domain/source.h"
#include "domain/text.h"
#include "store/repo/flow.h"
#include "store/repo/organisation.h"
#include "store/repo/work.h"

#define YEAR_MS ((time_ms)366 * 24 * 60 * 60 * 1000)
enum { ORDER_MAX = 99 };

static enum err check_texts(struct domain *d, const char *title, const char *message, struct error *e)
{
	check_text(d, "title", title, (struct text_rule){ TITLE_MAX_CHARS, 0, 0 });
	check_text(d, "message", message, (struct text_rule){ MESSAGE_MAX_CHARS, 0, 1 });
	return domain_fields_ok(d, e);
}

enum err envelope_create(struct domain *d, const char *title, const char *message, _Bool sample,
			 const char **id_out, struct error *e)
{
	struct envelope v = {
		ENVELOPE_BLANK,
		.id = domain_id(d, "env"), .kind = "contract", .state = "draft", .version = 1,
		.title = title ? title : "", .message = message ? message : "", .trial = d->set->trial,
		.sample = sample, .created_by = d->actor.id, .created_at = domain_now(d),
		.updated_at = domain_now(d), .level_requested = d->set->level,
	};
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(check_texts(d, v.title, v.message, e));
	TRY(db_begin(tx.db, e));
	TRY(envelope_insert(&d->repo, &v, e));
	TRY(audit_append(d, &(struct audit_entry){ .envelope = v.id, .kind = "envelope.created" }, NULL, e));
	TRY(db_commit(tx.db, e));
	*id_out = v.id;
	return ERR_OK;
}

/* Locks a draft; whoever comes with an old version is told so. version 0: any. */
static enum err lock_draft(struct domain *d, const char *id, int64_t version, struct dossier *x,
			   struct error *e)
{
	TRY(dossier_lock(d, id, x, e));
	TRY(act_check(d, ACT_EDIT, x, NULL, e));
	if (version && version != x->v.version)
		return domain_refuse(d, ERR_STALE, "version-stale", e);
	return ERR_OK;
}

enum err flow_lock_draft(struct domain *d, const char *id, int64_t version, struct dossier *x,
			 struct error *e)
{
	return lock_draft(d, id, version, x, e);
}

static enum err touch(struct domain *d, struct dossier *x, struct error *e)
{
	x->v.version++;
	x->v.updated_at = domain_now(d);
	return envelope_update(&d->repo, &x->v, e);
}

enum err flow_touch(struct domain *d, struct dossier *x, struct error *e)
{
	return touch(d, x, e);
}

static void check_deadline(struct domain *d, time_ms at)
{
	if (at && at <= domain_now(d))
		domain_field_error(d, "expire_at", "deadline-past");
	else if (at > domain_now(d) + YEAR_MS)
		domain_field_error(d, "expire_at", "deadline-far");
}

static const char *field_of(struct domain *d, size_t i, const char *name)
{
	return domain_printf(d, "recipients[%zu].%s", i, name);
}

/* A draft may be incomplete; what is there must be right. */
static void check_recipient(struct domain *d, size_t i, const struct recipient_input *r)
{
	check_text(d, field_of(d, i, "name"), r->name, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "company"), r->company, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "department"), r->department, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, field_of(d, i, "title"), r->title, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_locale(d, field_of(d, i, "locale"), r->locale);
	if (r->role && !recipient_role_known(r->role))
		domain_field_error(d, field_of(d, i, "role"), "unknown-role");
	if (r->email && *r->email)
		check_email(d, field_of(d, i, "email"), r->email);
	if (r->order < 1 || r->order > ORDER_MAX)
		domain_field_error(d, field_of(d, i, "order"), "order-range");
	if (strcmp(r->side, "own") != 0 && strcmp(r->side, "counterparty") != 0)
		domain_field_error(d, field_of(d, i, "side"), "invalid");
}

static enum err check_edit(struct domain *d, const struct draft_edit *in, struct error *e)
{
	check_text(d, "title", in->title, (struct text_rule){ TITLE_MAX_CHARS, 0, 0 });
	check_text(d, "message", in->message, (struct text_rule){ MESSAGE_MAX_CHARS, 0, 1 });
	if (in->set_expire)
		check_deadline(d, in->expire_at);
	if (in->n_recipients > d->set->recipients_max)
		domain_field_error(d, "recipients", "too-many-recipients");
	else
		for (size_t i = 0; i < in->n_recipients; i++)
			check_recipient(d, i, &in->recipients[i]);
	return domain_fields_ok(d, e);
}

/* Codes are hashed here, slowly: after everything else, and before the transaction. */
static enum err check_gates(struct domain *d, const struct draft_edit *in, struct error *e)
{
	for (size_t i = 0; i < in->n_recipients; i++) {
		const struct recipient_input *r = &in->recipients[i];

		TRY(factor_check(d, field_of(d, i, "factors"), r->factors, r->n_factors, e));
		consent_check(d, field_of(d, i, "consents"), r->consents, r->n_consents);
	}
	return domain_fields_ok(d, e);
}

static enum err save_gate(struct domain *d, const char *envelope, const char *recipient,
			  const struct recipient_input *in, struct error *e)
{
	if (in->set_factors)
		TRY(factor_save(d, envelope, recipient, in->factors, in->n_factors, e));
	if (in->set_consents)
		TRY(consent_save(d, envelope, recipient, in->consents, in->n_consents, e));
	return ERR_OK;
}

/* An own-side party that is a member gets the request inside the application too. */
enum err flow_link_member(struct domain *d, struct recipient *r, struct error *e)
{
	struct member m;
	enum err rc;

	r->account_id = NULL;
	if (strcmp(r->side, "own") != 0 || !*r->email)
		return ERR_OK;
	rc = member_by_email(&d->repo, r->email_folded, &m, e);
	if (rc == ERR_OK)
		r->account_id = m.account_id;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err save_recipient(struct domain *d, const struct dossier *x, const struct recipient_input *in,
			       struct error *e)
{
	const struct recipient *old = in->id ? dossier_recipient(x, in->id) : NULL;
	struct recipient r = {
		RECIPIENT_BLANK,
		.id = old ? old->id : domain_id(d, "rcp"), .envelope_id = x->v.id, .order_no = in->order,
		.side = in->side, .role = in->role ? in->role : "signer", .name = in->name ? in->name : "",
		.email = in->email ? in->email : "", .email_folded = email_fold(d, in->email ? in->email : ""),
		.company = in->company ? in->company : "", .department = in->department ? in->department : "",
		.title = in->title ? in->title : "", .locale = in->locale, .state = "awaiting",
	};

	TRY(flow_link_member(d, &r, e));
	TRY(recipient_insert(&d->repo, &r, e));
	return save_gate(d, x->v.id, r.id, in, e);
}

static enum err replace_recipients(struct domain *d, const struct dossier *x, const struct draft_edit *in,
				   struct error *e)
{
	TRY(recipient_delete_all(&d->repo, x->v.id, e));
	for (size_t i = 0; i < in->n_recipients; i++)
		for (size_t k = 0; k < i; k++)
			if (in->recipients[i].id && in->recipients[k].id &&
			    !strcmp(in->recipients[i].id, in->recipients[k].id))
				domain_field_error(d, field_of(d, i, "id"), "invalid");
	TRY(domain_fields_ok(d, e));
	for (size_t i = 0; i < in->n_recipients; i++)
		TRY(save_recipient(d, x, &in->recipients[i], e));
	return gate_rows_tidy(&d->repo, x->v.id, e);
}

enum err envelope_edit(struct domain *d, const char *id, const struct draft_edit *in, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(check_edit(d, in, e));
	TRY(check_gates(d, in, e));
	TRY(db_begin(tx.db, e));
	TRY(lock_draft(d, id, in->version, &x, e));
	x.v.title = in->title ? in->title : x.v.title;
	x.v.message = in->message ? in->message : x.v.message;
	if (in->set_expire)
		x.v.expire_at = in->expire_at;
	if (in->set_recipients)
		TRY(replace_recipients(d, &x, in, e));
	TRY(touch(d, &x, e));
	return db_commit(tx.db, e);
}

enum err envelope_discard(struct domain *d, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct audit_data data[] = { { "envelope", id, 0 } };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(lock_draft(d, id, 0, &x, e));
	for (size_t i = 0; i < x.n_documents; i++)
		TRY(document_delete(&d->repo, &x.documents[i], e));
	TRY(recipient_delete_all(&d->repo, id, e));
	TRY(question_delete_envelope(&d->repo, id, e));
	TRY(mail_delete_envelope(&d->repo, id, e));
	TRY(envelope_delete(&d->repo, id, e));
	TRY(audit_append(d, &(struct audit_entry){ .kind = "envelope.discarded", .data = data,
						   .n = COUNT_OF(data) }, NULL, e));
	return db_commit(tx.db, e);
}

static enum err check_room(struct domain *d, const struct dossier *x, int64_t more, struct error *e)
{
	uint64_t bytes = (uint64_t)more;

	if (dossier_contracts(x) >= d->set->documents_max)
		return domain_refuse(d, ERR_TOO_LARGE, "too-many-documents", e);
	for (size_t i = 0; i < x->n_documents; i++)
		bytes += (uint64_t)x->documents[i].original_size;
	if (bytes > d->set->envelope_bytes_max)
		return domain_refuse(d, ERR_TOO_LARGE, "envelope-too-large", e);
	return ERR_OK;
}

enum err document_begin(struct domain *d, const char *envelope, const char *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(lock_draft(d, envelope, 0, &x, e));
	TRY(check_room(d, &x, 0, e));
	TRY(blob_row_insert(&d->repo, blob, domain_now(d), e));
	return db_commit(tx.db, e);
}

enum err document_abandon(struct domain *d, const char *blob, _Bool *gone, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(blob_row_give_up(&d->repo, blob, gone, e));
	return db_commit(tx.db, e);
}

static enum err document_rows(struct domain *d, const struct document_new *in, struct document *doc,
			      struct error *e)
{
	_Bool repaired = in->base.blob != NULL;
	struct revision rev = {
		.document_id = doc->id, .no = 1, .kind = repaired ? "repaired" : "upload",
		.blob_id = repaired ? in->base.blob : in->original.blob,
		.size = repaired ? in->base.size : in->original.size,
		.sha256 = repaired ? in->base.sha256 : in->original.sha256, .state256 = in->state256,
		.state384 = in->state384, .state512 = in->state512, .created_at = doc->created_at,
	};

	TRY(blob_row_ready(&d->repo, in->original.blob, in->original.size, in->original.wrapped_key, e));
	if (repaired)
		TRY(blob_row_ready(&d->repo, in->base.blob, in->base.size, in->base.wrapped_key, e));
	TRY(document_insert(&d->repo, doc, e));
	return revision_insert(&d->repo, &rev, e);
}

static int64_t next_position(const struct dossier *x)
{
	int64_t last = 0;

	for (size_t i = 0; i < x->n_documents; i++)
		last = x->documents[i].position > last ? x->documents[i].position : last;
	return last + 1;
}

static enum err audit_document(struct domain *d, const char *kind, const struct document *doc,
			       struct error *e)
{
	const struct audit_data data[] = {
		{ "document", doc->id, 0 },
		{ "sha256", doc->original_sha256, 0 },
		{ "document_name", doc->name, 1 },
	};

	return audit_append(d, &(struct audit_entry){ .envelope = doc->envelope_id, .kind = kind,
						      .data = data, .n = COUNT_OF(data) }, NULL, e);
}

enum err document_finish(struct domain *d, const struct document_new *in, struct document *out,
			 struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct document doc = {
		.id = domain_id(d, "doc"), .envelope_id = in->envelope, .kind = "contract",
		.name = in->name, .state = "ready", .pages = in->pages, .signatures = in->signatures,
		.certified = in->certified, .repaired = in->base.blob != NULL, .notes = in->notes,
		.original_blob = in->original.blob, .original_size = in->original.size,
		.original_sha256 = in->original.sha256, .head_no = 1, .visible_no = 1, .created_at = domain_now(d),
	};
	struct dossier x;

	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(lock_draft(d, in->envelope, 0, &x, e));
	TRY(check_room(d, &x, in->original.size, e));
	doc.position = next_position(&x);
	TRY(document_rows(d, in, &doc, e));
	TRY(document_source_rows(d, in, &doc, e));
	TRY(touch(d, &x, e));
	TRY(audit_document(d, "document.added", &doc, e));
	TRY(db_commit(tx.db, e));
	*out = doc;
	return ERR_OK;
}

enum err document_receive(struct domain *d, const struct document_new *in, struct document *out,
			  struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct document doc = {
		.id = domain_id(d, "doc"), .envelope_id = in->envelope, .kind = "contract",
		.name = in->name, .state = "processing", .notes = "[\"note-converting\"]",
		.original_blob = in->original.blob, .original_size = in->original.size,
		.original_sha256 = in->original.sha256, .created_at = domain_now(d),
	};
	struct dossier x;

	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(lock_draft(d, in->envelope, 0, &x, e));
	TRY(check_room(d, &x, in->original.size, e));
	doc.position = next_position(&x);
	TRY(blob_row_ready(&d->repo, in->original.blob, in->original.size, in->original.wrapped_key, e));
	TRY(document_insert(&d->repo, &doc, e));
	TRY(document_source_rows(d, in, &doc, e));
	TRY(touch(d, &x, e));
	TRY(audit_document(d, "document.added", &doc, e));
	TRY(db_commit(tx.db, e));
	*out = doc;
	return ERR_OK;
}

enum err document_remove(struct domain *d, const char *envelope, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct document *doc;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(lock_draft(d, envelope, 0, &x, e));
	doc = dossier_document(&x, id);
	if (!doc)
		return error_set(e, ERR_NOT_FOUND, "no such document");
	TRY(document_delete(&d->repo, doc, e));
	TRY(touch(d, &x, e));
	TRY(audit_document(d, "document.removed", doc, e));
	return db_commit(tx.db, e);
}
