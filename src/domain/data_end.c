#include "domain/data_end.h"
#include "domain/audit.h"
#include "domain/envelope.h"
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "store/repo/gate.h"

enum { ROUND = 50 };

static enum err plan_one(struct domain *d, time_ms ends_at, struct error *e)
{
	char day[TIME_RFC3339_SIZE];

	time_rfc3339(ends_at, day);
	return job_enqueue(d,
			   &(struct job_request){ .kind = JOB_DATA_ENDING,
						  .day = domain_printf(d, "%s", day) },
			   e);
}

enum err data_end_plan(struct domain *d, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct org_id *list;
	time_ms ends_at, noticed_at;
	size_t n;

	TRY(db_begin(tx.db, e));
	TRY(data_end_due(tx.db, d->repo.mem, domain_now(d) + DATA_NOTICE_MS, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		d->repo.org = list[i].id;
		TRY(data_end_get(&d->repo, &ends_at, &noticed_at, e));
		TRY(plan_one(d, ends_at, e)); /* one for each day that was ever set */
	}
	return db_commit(tx.db, e);
}

/* A link of its own, good until the end: older ones stay good too. */
static enum err tell_one(struct domain *d, const struct counterparty_share *s, time_ms ends_at,
			 struct error *e)
{
	const struct recipient *r;
	struct link_token t;
	struct dossier x;

	TRY(dossier_load(d, s->envelope_id, &x, e));
	r = dossier_recipient(&x, s->recipient_id);
	if (!r)
		return ERR_OK;
	TRY(flow_arm_link(d, r, &t, e));
	return notice_to_party(d, "data_ending", &x.v, r,
			       &(struct notice_facts){ .token = t.text, .deadline = ends_at }, e);
}

enum err data_end_tell(struct domain *d, _Bool *more, struct error *e)
{
	const struct counterparty_share *list;
	time_ms ends_at, noticed_at;
	_Bool first;
	size_t n;

	*more = 0;
	TRY(data_end_get(&d->repo, &ends_at, &noticed_at, e));
	if (!ends_at || noticed_at)
		return ERR_OK; /* taken back, or told before */
	TRY(counterparty_shares(&d->repo, ends_at - DATA_NOTICE_MS, ROUND, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(tell_one(d, &list[i], ends_at, e));
	*more = n == ROUND;
	return *more ? ERR_OK : data_end_noticed(&d->repo, domain_now(d), &first, e);
}

enum err data_end_set_day(struct domain *d, time_ms ends_at, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	char day[TIME_RFC3339_SIZE] = "";
	const struct audit_data data[] = { { "ends_at", day, 0 } };

	if (ends_at && ends_at <= domain_now(d))
		return error_set(e, ERR_INVALID, "the day on which data end must be in the future");
	if (ends_at)
		time_rfc3339(ends_at, day);
	TRY(db_begin(tx.db, e));
	TRY(data_end_set(&d->repo, ends_at ? "terminating" : "active", ends_at, e));
	TRY(audit_append(
		d,
		&(struct audit_entry){ .kind = ends_at ? "organisation.data_end_set"
						       : "organisation.data_end_taken_back",
				       .data = data,
				       .n = COUNT_OF(data) },
		NULL, e));
	return db_commit(tx.db, e);
}
