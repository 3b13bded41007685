/* job "conclude": all parties have agreed and their acts are sealed. The closing signature goes on
 * every document that the service certified, the agreement certificate is drawn and signed, all are
 * brought to the level asked for, and the whole files are hashed again before anything is announced. */
#include "domain/certification.h"
#include "domain/preservation.h"
#include "jobs/attest.h"
#include "jobs/context.h"
#include "jobs/flatten.h"
#include "jobs/longlife.h"
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

/* What the service did not certify it does not close: who has signed is told by the parties' fields, and
 * their locks hold (jobs/fields.h). */
static enum err close_all(struct work *w, struct error *e)
{
	if (!certification_is_given(&w->x))
		return ERR_OK;
	for (size_t i = 0; i < dossier_contracts(&w->x); i++)
		TRY(close_document(w, &w->x.documents[i], e));
	return ERR_OK;
}

/* the level that lasts -------------------------------------------------- */

static enum pades_level level_asked(const struct work *w)
{
	enum pades_level level;

	return pades_level_parse(w->x.v.level_requested, &level) ? level : LEVEL_B_LTA;
}

/* The parties need not wait for long because a server of others does not answer. */
static _Bool is_patient(const struct work *w)
{
	time_ms last = 0;

	for (size_t i = 0; i < w->x.n_recipients; i++)
		if (w->x.recipients[i].completed_at > last)
			last = w->x.recipients[i].completed_at;
	return domain_now(&w->d) < last + w->j->env->level_patience;
}

/* What may pass is waited for; after that the contract is concluded at the level it has, which is
 * shown and told, and the rest is left to the keeping of documents. */
static enum err raise_document(struct work *w, const char *document, struct longlife_result *out,
			       struct error *e)
{
	struct longlife_wish wish = { .document_id = document,
				      .purpose = "conclusion",
				      .level = level_asked(w) };
	enum err rc = longlife_extend(w->j, &w->d, &wish, out, e);

	if (rc == ERR_OK && (!out->later || !is_patient(w)))
		return ERR_OK;
	if (rc == ERR_OK)
		return error_set(e, ERR_LEVEL, "document %s: %.200s", document, out->missing);
	if (rc == ERR_BAD_SIG || !job_may_pass(rc) || rc == ERR_CONFLICT || is_patient(w))
		return rc;
	db_rollback(w->j->db);
	TRY(longlife_look(w->j, &w->d, document, out, NULL));
	out->missing = domain_printf(&w->d, "%s", e->msg);
	return ERR_OK;
}

struct conclusion {
	struct work w;			 /* first */
	struct longlife_result *results; /* of each document of the dossier */
};

static enum err raise_all(struct conclusion *c, struct error *e)
{
	struct work *w = &c->w;

	TRY(dossier_load(&w->d, w->x.v.id, &w->x, e)); /* the documents have new heads */
	c->results = arena_alloc_n(w->j->mem, w->x.n_documents, sizeof(*c->results));
	if (!c->results)
		return error_set(e, ERR_TOO_LARGE, "conclude: too many documents");
	for (size_t i = 0; i < w->x.n_documents; i++)
		TRY(raise_document(w, w->x.documents[i].id, &c->results[i], e));
	return ERR_OK;
}

static enum err keep_all(struct conclusion *c, struct error *e)
{
	struct work *w = &c->w;

	for (size_t i = 0; i < w->x.n_documents; i++) {
		const struct longlife_result *r = &c->results[i];
		struct preservation_facts f = {
			.document_id = w->x.documents[i].id,
			.envelope_id = w->x.v.id,
			.level_requested = w->x.v.level_requested,
			.level_reached = pades_level_name(r->reached),
			.good_until = r->good_until,
			.ends = r->ends,
			.newer_at = r->newer_at,
			.missing = r->missing,
		};

		TRY(preservation_begin(&w->d, &f, e));
	}
	return ERR_OK;
}

static enum err concluded(struct work *w, struct error *e)
{
	struct conclusion *c = (struct conclusion *)w;
	enum pades_level least = LEVEL_B_LTA;

	for (size_t i = 0; i < w->x.n_documents; i++)
		if (c->results[i].reached < least)
			least = c->results[i].reached;
	TRY(envelope_concluded(&w->d, w->x.v.id, pades_level_name(least), e));
	return keep_all(c, e);
}

enum err job_conclude(struct job_run *j, struct error *e)
{
	struct conclusion c = { .results = NULL };
	struct work *w = &c.w;
	size_t n;

	TRY(work_load(j, w, e));
	n = dossier_contracts(&w->x);
	TRY(close_all(w, e));
	TRY(dossier_load(&w->d, w->x.v.id, &w->x, e));
	TRY(attest_agreement(w, e));
	TRY(raise_all(&c, e));
	TRY(dossier_load(&w->d, w->x.v.id, &w->x, e));
	for (size_t i = 0; i < n; i++)
		TRY(flatten_document(w, &w->x.documents[i], e));
	return work_finish(w, concluded, e);
}
