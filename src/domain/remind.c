/* Deadlines and reminders. A reminder goes out at most once a day to a person, the automatic ones in the
 * daytime of Japan; links that were sent before stay good. */
#include "domain/check.h"
#include "domain/days.h"
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "domain/text.h"
#include "store/repo/flow.h"

enum { REMIND_HOUR = 10, DAYTIME_FROM = 9, DAYTIME_TO = 18 };
#define YEAR_MS (366 * DAY_MS)

/* The next of the two reminders that the sender wishes; 0: none. */
static time_ms next_reminder(const struct envelope *v, time_ms now)
{
	time_ms every = 0, before = 0;

	if (v->remind_every_days > 0)
		every = day_hour(day_of(now) + v->remind_every_days, REMIND_HOUR);
	if (v->remind_before_days >= 0 && v->expire_at)
		before = day_hour(day_of(v->expire_at) - v->remind_before_days, REMIND_HOUR);
	if (before <= now)
		before = 0;
	if (!every || (before && before < every))
		every = before;
	return v->expire_at && every >= v->expire_at ? 0 : every;
}

enum err flow_schedule(struct domain *d, struct dossier *x, struct error *e)
{
	x->v.remind_at = next_reminder(&x->v, domain_now(d));
	TRY(envelope_update(&d->repo, &x->v, e));
	if (x->v.remind_at)
		TRY(job_enqueue(d, &(struct job_request){ .kind = JOB_REMIND, .envelope = x->v.id,
							  .run_at = x->v.remind_at }, e));
	if (!x->v.expire_at)
		return ERR_OK;
	return job_enqueue(d, &(struct job_request){ .kind = JOB_EXPIRE, .envelope = x->v.id,
						     .run_at = x->v.expire_at }, e);
}

static enum err remind_one(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e)
{
	struct link_token t;

	r->reminded_at = domain_now(d);
	TRY(recipient_update(&d->repo, r, e));
	TRY(flow_arm_link(d, r, &t, e));
	TRY(flow_audit_recipient(d, "recipient.reminded", r, e));
	return notice_party(d, "reminder", &x->v, r, t.text, e);
}

static enum err remind_all(struct domain *d, struct dossier *x, struct error *e)
{
	size_t told = 0;

	for (size_t i = 0; i < x->n_recipients; i++) {
		if (!act_allows(d, ACT_REMIND, x, &x->recipients[i]))
			continue;
		TRY(remind_one(d, x, &x->recipients[i], e));
		told++;
	}
	return told ? ERR_OK : domain_refuse(d, ERR_CONFLICT, "nobody-to-remind", e);
}

/* Where it is about nobody, what speaks against it for everybody is said first. */
static enum err check_anybody(struct domain *d, const struct dossier *x, struct error *e)
{
	const struct recipient *r = x->n_recipients ? &x->recipients[0] : NULL;

	if (act_allows(d, ACT_REMIND, x, NULL))
		return ERR_OK;
	if (x->state != ENVELOPE_PENDING || !r)
		return act_check(d, ACT_REMIND, x, NULL, e);
	for (size_t i = 0; i < x->n_recipients; i++)
		if (x->recipients[i].reminded_at && recipient_blocks(&x->recipients[i]))
			r = &x->recipients[i];
	return act_check(d, ACT_REMIND, x, r, e);
}

enum err envelope_remind(struct domain *d, const char *id, const char *recipient, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r = NULL;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	if (recipient) {
		r = dossier_recipient(&x, recipient);
		if (!r)
			return error_set(e, ERR_NOT_FOUND, "no such recipient");
		TRY(act_check(d, ACT_REMIND, &x, r, e));
		TRY(remind_one(d, &x, r, e));
	} else {
		TRY(check_anybody(d, &x, e));
		TRY(remind_all(d, &x, e));
	}
	TRY(flow_step(d, &x, EV_REMIND, e));
	return db_commit(tx.db, e);
}

/* Who got a mail today by whatever reason is left alone. */
static enum err remind_due(struct domain *d, struct dossier *x, struct error *e)
{
	int64_t today = day_of(domain_now(d));

	for (size_t i = 0; i < x->n_recipients; i++) {
		struct recipient *r = &x->recipients[i];

		if (act_allows(d, ACT_REMIND, x, r) && strcmp(r->state, "undelivered") != 0 &&
		    day_of(r->sent_at) != today)
			TRY(remind_one(d, x, r, e));
	}
	return flow_schedule(d, x, e);
}

static _Bool is_daytime(time_ms now)
{
	return now >= day_hour(day_of(now), DAYTIME_FROM) && now < day_hour(day_of(now), DAYTIME_TO);
}

enum err envelope_remind_due(struct domain *d, const char *id, struct error *e)
{
	time_ms now = domain_now(d);
	struct dossier x;

	TRY(dossier_lock(d, id, &x, e));
	if (x.state != ENVELOPE_PENDING || !x.v.remind_at || x.v.remind_at > now)
		return ERR_OK;
	if (is_daytime(now))
		return remind_due(d, &x, e);
	/* the worker was late: nobody is woken for it */
	x.v.remind_at = day_hour(day_of(now) + (now >= day_hour(day_of(now), DAYTIME_FROM)), REMIND_HOUR);
	TRY(envelope_update(&d->repo, &x.v, e));
	return job_enqueue(d, &(struct job_request){ .kind = JOB_REMIND, .envelope = id,
						     .run_at = x.v.remind_at }, e);
}

/* a later deadline ------------------------------------------------------ */

static const char *deadline_words(struct domain *d, const char *lang, time_ms at)
{
	char text[TIME_JST_SIZE];
	const struct text_value v[] = { { "deadline", text } };

	time_jst(at, text);
	return text_fill(d->repo.mem, text_of(lang, "deadline-extended"), v, COUNT_OF(v));
}

static enum err answer_wishes(struct domain *d, const struct dossier *x, struct error *e)
{
	const struct question *list;
	size_t n;

	TRY(question_list(&d->repo, x->v.id, NULL, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		const struct recipient *r = dossier_recipient(x, list[i].recipient_id);
		struct question q = list[i];

		if (q.answered_at || !q.until_at)
			continue;
		q.answer = deadline_words(d, r ? r->locale : "ja", x->v.expire_at);
		q.answered_at = domain_now(d);
		q.answered_by = d->actor.id;
		TRY(question_set_answer(&d->repo, &q, e));
	}
	return ERR_OK;
}

static enum err tell_deadline(struct domain *d, const struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r->sent_at && strcmp(r->state, "forwarded") != 0)
			TRY(notice_party(d, "deadline_changed", &x->v, r, NULL, e));
	}
	return ERR_OK;
}

static enum err audit_deadline(struct domain *d, const char *id, time_ms old, time_ms new, struct error *e)
{
	char from[TIME_RFC3339_SIZE], to[TIME_RFC3339_SIZE];
	const struct audit_data data[] = { { "from", from, 0 }, { "to", to, 0 } };

	time_rfc3339(old, from);
	time_rfc3339(new, to);
	return audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.extended",
						      .data = data, .n = COUNT_OF(data) }, NULL, e);
}

static enum err set_deadline(struct domain *d, struct dossier *x, time_ms at, struct error *e)
{
	time_ms old = x->v.expire_at;

	if (at <= old)
		domain_field_error(d, "expire_at", "deadline-not-later");
	else if (at > domain_now(d) + YEAR_MS)
		domain_field_error(d, "expire_at", "deadline-far");
	TRY(domain_fields_ok(d, e));
	x->v.expire_at = at;
	TRY(flow_step(d, x, EV_EXTEND, e));
	TRY(flow_schedule(d, x, e));
	TRY(answer_wishes(d, x, e));
	TRY(audit_deadline(d, x->v.id, old, at, e));
	return tell_deadline(d, x, e);
}

enum err envelope_extend(struct domain *d, const char *id, time_ms expire_at, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	TRY(act_check(d, ACT_EXTEND, &x, NULL, e));
	TRY(set_deadline(d, &x, expire_at, e));
	return db_commit(tx.db, e);
}
