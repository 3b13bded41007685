/* job "prepare": before anybody is asked, every document gets the signature fields of all
 * parties and of the closing, and everything that parties fill in (jobs/fields.h), and the sender's act
 * as a certification signature over that prepared form (DocMDP 2). Later acts add no field.
 *
 * Where the service does not sign (domain/certification.h) the form alone is a revision: the audit trail
 * names its digest, and the first party's signature covers it. */
#include "domain/attachment.h"
#include "domain/certification.h"
#include "jobs/context.h"
#include "jobs/fields.h"
#include "jobs/seal.h"

static enum err make_fields(const struct seal_wish *wish, struct pdf_update *u, struct error *e)
{
	return fields_make(wish->ctx, u, e);
}

/* A file that came with signatures is not certified any more and gets no fields in
 * advance: only the signatures themselves are added, each with a field of its own. */
static _Bool bears_signatures(const struct document *doc)
{
	return doc->signatures > 0 || doc->certified > 0;
}

static enum err certify(struct work *w, const struct document *doc, struct error *e)
{
	struct act_record record = work_record(w, "send", w->payload.act, w->x.v.sent_at);
	char field[FIELD_NAME_SIZE], values[FIELD_DIGEST_SIZE];
	struct fields_job fields;
	struct seal_wish wish = {
		.document_id = doc->id,
		.act_id = w->payload.act,
		.kind = "send",
		.revision_kind = "send",
		.field = field,
		.certify = bears_signatures(doc) ? 0 : 2,
		.record = &record,
		.add = bears_signatures(doc) ? NULL : make_fields,
		.ctx = &fields,
		.visible = 1,
	};

	TRY(fields_job_load(w, doc, &fields, e));
	fields.act = w->payload.act;
	TRY(fields_record(w, w->payload.act, values, &record, e));
	TRY(attachment_record(&w->d, w->x.v.id, &record.attachments, e));
	field_name("Sent", w->x.v.id, field);
	memcpy(wish.event_hash, w->event_hash, sizeof(wish.event_hash));
	return seal_document(w->j, &w->d, &wish, NULL, e);
}

static enum err make_ready(struct work *w, const struct document *doc, struct error *e)
{
	struct fields_job fields;
	const struct seal_wish wish = {
		.document_id = doc->id,
		.act_id = w->payload.act,
		.kind = "send",
		.revision_kind = "send",
		.add = make_fields,
		.ctx = &fields,
		.unsigned_update = 1,
		.visible = 1,
	};

	if (bears_signatures(doc))
		return ERR_OK; /* gets nothing in advance */
	TRY(fields_job_load(w, doc, &fields, e));
	fields.act = w->payload.act;
	return seal_document(w->j, &w->d, &wish, NULL, e);
}

static enum err prepared(struct work *w, struct error *e)
{
	return envelope_prepared(&w->d, w->x.v.id, e);
}

enum err job_prepare(struct job_run *j, struct error *e)
{
	_Bool certified;
	struct work w;

	TRY(work_load(j, &w, e));
	certified = certification_is_given(&w.x);
	for (size_t i = 0; i < dossier_contracts(&w.x); i++)
		TRY((certified ? certify : make_ready)(&w, &w.x.documents[i], e));
	return work_finish(&w, prepared, e);
}
