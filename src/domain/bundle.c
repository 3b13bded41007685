#include "domain/bundle.h"
#include "domain/audit.h"
#include "domain/jobs.h"

/* Who took evidence out is the organisation's matter: in the envelope's own trail it would stand
 * behind everything that was taken. */
static enum err tell(struct domain *d, const char *envelope, struct error *e)
{
	const struct audit_data data[] = { { "envelope", envelope, 0 } };

	return audit_append(d,
			    &(struct audit_entry){ .kind = "evidence.exported",
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

static enum err enqueue(struct domain *d, const struct bundle *v, struct error *e)
{
	const char *once = domain_printf(d, "%s:%lld", v->envelope_id, (long long)v->revision);

	return job_enqueue(d,
			   &(struct job_request){
				   .kind = JOB_BUNDLE, .envelope = v->envelope_id, .act = once },
			   e);
}

enum err bundle_request(struct domain *d, const struct dossier *x, struct bundle *out,
			struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	_Bool asked;

	if (x->state == ENVELOPE_DRAFT)
		return domain_refuse(d, ERR_CONFLICT, "not-sent", e);
	TRY(db_begin(tx.db, e));
	TRY(bundle_ask(&d->repo, x->v.id, d->actor.id, domain_now(d), &asked, e));
	TRY(bundle_get(&d->repo, x->v.id, out, e));
	if (asked) {
		TRY(enqueue(d, out, e));
		TRY(tell(d, x->v.id, e));
	}
	return db_commit(tx.db, e);
}
