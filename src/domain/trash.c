#include "domain/trash.h"
#include "domain/acts.h"
#include "domain/attachment.h"
#include "domain/draft_recipient.h"
#include "domain/jobs.h"
#include "store/repo/approval.h"
#include "store/repo/flow.h"
#include "store/repo/gate.h"

static enum err plan_purge(struct domain *d, const struct envelope *v, struct error *e)
{
	/* an act of its own each time: the same draft may come here again after it was restored */
	return job_enqueue(d,
			   &(struct job_request){ .kind = JOB_PURGE,
						  .envelope = v->id,
						  .act = domain_id(d, "act"),
						  .run_at = v->discarded_at + d->set->trash_ttl },
			   e);
}

enum err envelope_discard(struct domain *d, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	TRY(act_check(d, ACT_DISCARD, &x, NULL, e));
	x.v.discarded_at = domain_now(d);
	TRY(draft_touch(d, &x, e));
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.discarded" },
			 NULL, e));
	TRY(plan_purge(d, &x.v, e));
	return db_commit(tx.db, e);
}

enum err envelope_restore(struct domain *d, const char *id, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	TRY(act_check(d, ACT_RESTORE, &x, NULL, e));
	x.v.discarded_at = 0;
	TRY(draft_touch(d, &x, e));
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.restored" },
			 NULL, e));
	return db_commit(tx.db, e);
}

/* Whatever hangs on an envelope by a table of its own goes first. */
static enum err remove_parts(struct domain *d, const struct dossier *x, struct error *e)
{
	TRY(attachment_remove_all(d, x->v.id, e));
	TRY(approval_delete_all(&d->repo, x->v.id, e));
	TRY(question_delete_envelope(&d->repo, x->v.id, e));
	TRY(gate_rows_delete(&d->repo, x->v.id, e));
	for (size_t i = 0; i < x->n_documents; i++)
		TRY(document_delete(&d->repo, &x->documents[i], e));
	for (size_t i = 0; i < x->n_recipients; i++)
		TRY(recipient_remove(d, &x->recipients[i], e));
	return mail_delete_envelope(&d->repo, x->v.id, e);
}

enum err envelope_purge(struct domain *d, const char *id, struct error *e)
{
	const struct audit_data data[] = { { "envelope", id, 0 } };
	struct dossier x;
	enum err rc = dossier_lock(d, id, &x, e);

	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	/* signed and shown once: what came back from a recipient is evidence, and stays */
	if (!x.v.discarded_at || x.v.return_at)
		return ERR_OK;
	if (x.v.discarded_at + d->set->trash_ttl > domain_now(d))
		return plan_purge(d, &x.v, e);
	TRY(remove_parts(d, &x, e));
	TRY(envelope_delete(&d->repo, id, e));
	return audit_append(d,
			    &(struct audit_entry){
				    .kind = "envelope.purged", .data = data, .n = COUNT_OF(data) },
			    NULL, e);
}
