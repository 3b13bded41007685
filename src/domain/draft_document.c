/* Files of a draft: taken in, removed. */
#include "domain/check.h"
#include "domain/draft.h"
#include "domain/source.h"

static enum err check_count(struct domain *d, const struct dossier *x, struct error *e)
{
	if (dossier_contracts(x) >= d->set->documents_max)
		return domain_refuse(d, ERR_TOO_LARGE, "too-many-documents", e);
	return ERR_OK;
}

enum err document_begin(struct domain *d, const char *envelope, const char *blob, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, envelope, 0, &x, e));
	TRY(check_count(d, &x, e));
	TRY(draft_room(d, &x, 0, e));
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
		.document_id = doc->id,
		.no = 1,
		.kind = repaired ? "repaired" : "upload",
		.blob_id = repaired ? in->base.blob : in->original.blob,
		.size = repaired ? in->base.size : in->original.size,
		.sha256 = repaired ? in->base.sha256 : in->original.sha256,
		.state256 = in->state256,
		.state384 = in->state384,
		.state512 = in->state512,
		.signing_index = in->signing_index,
		.created_at = doc->created_at,
	};

	TRY(blob_row_ready(&d->repo, in->original.blob, in->original.size, in->original.wrapped_key,
			   e));
	if (repaired)
		TRY(blob_row_ready(&d->repo, in->base.blob, in->base.size, in->base.wrapped_key,
				   e));
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

	return audit_append(d,
			    &(struct audit_entry){ .envelope = doc->envelope_id,
						   .kind = kind,
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

/* doc: what is this upload's own; what every upload has is filled in here. */
typedef enum err rows_fn(struct domain *d, const struct document_new *in, struct document *doc,
			 struct error *e);
static enum err add(struct domain *d, const struct document_new *in, struct document doc,
		    rows_fn *rows, struct document *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	doc.id = domain_id(d, "doc");
	doc.envelope_id = in->envelope;
	doc.kind = "contract";
	doc.name = in->name;
	doc.original_blob = in->original.blob;
	doc.original_size = in->original.size;
	doc.original_sha256 = in->original.sha256;
	doc.created_at = domain_now(d);
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, in->envelope, 0, &x, e));
	TRY(check_count(d, &x, e));
	TRY(draft_room(d, &x, in->original.size, e));
	doc.position = next_position(&x);
	TRY(rows(d, in, &doc, e));
	TRY(document_source_rows(d, in, &doc, e));
	TRY(draft_touch(d, &x, e));
	TRY(audit_document(d, "document.added", &doc, e));
	TRY(db_commit(tx.db, e));
	*out = doc;
	return ERR_OK;
}

enum err document_finish(struct domain *d, const struct document_new *in, struct document *out,
			 struct error *e)
{
	return add(d, in,
		   (struct document){ .state = "ready",
				      .pages = in->pages,
				      .signatures = in->signatures,
				      .certified = in->certified,
				      .repaired = in->base.blob != NULL,
				      .notes = in->notes,
				      .head_no = 1,
				      .visible_no = 1 },
		   document_rows, out, e);
}

static enum err received_rows(struct domain *d, const struct document_new *in, struct document *doc,
			      struct error *e)
{
	TRY(blob_row_ready(&d->repo, in->original.blob, in->original.size, in->original.wrapped_key,
			   e));
	return document_insert(&d->repo, doc, e);
}

enum err document_receive(struct domain *d, const struct document_new *in, struct document *out,
			  struct error *e)
{
	return add(d, in,
		   (struct document){ .state = "processing", .notes = "[\"note-converting\"]" },
		   received_rows, out, e);
}

enum err document_remove(struct domain *d, const char *envelope, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct document *doc;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(draft_lock(d, envelope, 0, &x, e));
	doc = dossier_document(&x, id);
	if (!doc)
		return error_set(e, ERR_NOT_FOUND, "no such document");
	TRY(document_delete(&d->repo, doc, e));
	TRY(draft_touch(d, &x, e));
	TRY(audit_document(d, "document.removed", doc, e));
	return db_commit(tx.db, e);
}
