/* job "prepare": before anybody is asked, every document gets the signature fields of all
 * parties and of the closing, each locking itself, and the sender's act as a certification
 * signature over that prepared form (DocMDP 2). Later acts add no field. */
#include "domain/attachment.h"
#include "jobs/context.h"
#include "jobs/seal.h"
#include "pdf/form.h"

/* The update keeps what it is given until it is written: the name is copied for it. */
static enum err add_field(struct pdf_update *u, const char *what, const char *id, int p,
			  struct error *e)
{
	char *name = arena_alloc(pdf_update_mem(u), FIELD_NAME_SIZE);
	const char **only = arena_alloc(pdf_update_mem(u), sizeof(*only));
	struct pdf_ref ref;

	if (!name || !only)
		return error_set(e, ERR_TOO_LARGE, "too many signature fields");
	field_name(what, id, name);
	*only = name;
	return pdf_form_add_sigfield(u,
				     &(struct pdf_new_sigfield){
					     .name = name,
					     .lock = { .action = PDF_LOCK_INCLUDE,
						       .fields = only,
						       .n = 1,
						       .p = p },
				     },
				     &ref, e);
}

static enum err add_fields(const struct seal_wish *wish, struct pdf_update *u, struct error *e)
{
	const struct dossier *x = wish->ctx;

	for (size_t i = 0; i < x->n_recipients; i++) {
		if (!recipient_signs(&x->recipients[i]))
			continue;
		TRY(add_field(u, "Party", recipient_seat(&x->recipients[i]), 0, e));
	}
	return add_field(u, "Close", x->v.id, 1, e);
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
	char field[FIELD_NAME_SIZE];
	struct seal_wish wish = {
		.document_id = doc->id,
		.act_id = w->payload.act,
		.kind = "send",
		.revision_kind = "send",
		.field = field,
		.certify = bears_signatures(doc) ? 0 : 2,
		.record = &record,
		.add = bears_signatures(doc) ? NULL : add_fields,
		.ctx = &w->x,
	};

	TRY(attachment_record(&w->d, w->x.v.id, &record.attachments, e));
	field_name("Sent", w->x.v.id, field);
	memcpy(wish.event_hash, w->event_hash, sizeof(wish.event_hash));
	return seal_document(w->j, &w->d, &wish, NULL, e);
}

static enum err prepared(struct work *w, struct error *e)
{
	return envelope_prepared(&w->d, w->x.v.id, e);
}

enum err job_prepare(struct job_run *j, struct error *e)
{
	struct work w;

	TRY(work_load(j, &w, e));
	for (size_t i = 0; i < dossier_contracts(&w.x); i++)
		TRY(certify(&w, &w.x.documents[i], e));
	return work_finish(&w, prepared, e);
}
