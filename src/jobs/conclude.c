/* job "conclude": all parties have agreed and their acts are sealed. The closing signature goes on
 * every document, the whole files are hashed again, the agreement certificate is drawn and signed. */
#include "jobs/attest.h"
#include "jobs/context.h"
#include "jobs/flatten.h"
#include "jobs/seal.h"

static enum err close_document(struct work *w, const struct document *doc, struct error *e)
{
	const char *act = domain_printf(&w->d, "closing:%s", w->x.v.id);
	struct act_record record = work_record(w, "closing", act, domain_now(&w->d));
	char field[FIELD_NAME_SIZE];
	struct seal_wish wish = {
		.document_id = doc->id,
		.act_id = act,
		.kind = "closing",
		.revision_kind = "closing",
		.field = field,
		.record = &record,
	};

	field_name("Close", w->x.v.id, field);
	memcpy(wish.event_hash, w->event_hash, sizeof(wish.event_hash));
	return seal_document(w->j, &w->d, &wish, NULL, e);
}

static enum err concluded(struct work *w, struct error *e)
{
	return envelope_concluded(&w->d, w->x.v.id, "B-T", e);
}

enum err job_conclude(struct job_run *j, struct error *e)
{
	struct work w;
	size_t n;

	TRY(work_load(j, &w, e));
	n = dossier_contracts(&w.x);
	for (size_t i = 0; i < n; i++)
		TRY(close_document(&w, &w.x.documents[i], e));
	TRY(dossier_load(&w.d, w.x.v.id, &w.x, e)); /* the documents have new heads */
	for (size_t i = 0; i < n; i++)
		TRY(flatten_document(&w, &w.x.documents[i], e));
	TRY(attest_agreement(&w, e));
	return work_finish(&w, concluded, e);
}
