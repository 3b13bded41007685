/* Withdrawing, sending again, and the steps that the worker reports. */
#include "domain/check.h"
#include "domain/envelope.h"
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/notice.h"

static enum err end_envelope(struct domain *d, struct dossier *x, enum envelope_event ev,
			     struct error *e)
{
	struct envelope_step step;

	TRY(envelope_step(x->state, ev, &step, e));
	x->state = step.to;
	x->v.state = envelope_state_name(step.to);
	x->v.ended_at = x->v.updated_at = domain_now(d);
	return envelope_update(&d->repo, &x->v, e);
}

static enum err tell_asked(struct domain *d, const char *kind, const struct dossier *x,
			   struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (x->recipients[i].sent_at)
			TRY(notice_party(d, kind, &x->v, &x->recipients[i], NULL, e));
	return ERR_OK;
}

/* Why it cannot be withdrawn, in words that help (practice 7). */
static const char *withdraw_refusal(enum envelope_state s)
{
	if (s == ENVELOPE_DRAFT)
		return "not-sent-yet";
	return s == ENVELOPE_CONCLUDING || s == ENVELOPE_COMPLETED ? "withdraw-too-late"
								   : "envelope-ended";
}

enum err envelope_withdraw(struct domain *d, const char *id, const char *reason, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const struct audit_data data[] = { { "reason", reason, 1 } };
	struct dossier x;

	check_text(d, "reason", reason, (struct text_rule){ REASON_MAX_CHARS, 0, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	x.v.withdraw_reason = reason;
	if (!dossier_allows(&x, EV_WITHDRAW))
		return domain_refuse(d, ERR_CONFLICT, withdraw_refusal(x.state), e);
	TRY(end_envelope(d, &x, EV_WITHDRAW, e));
	TRY(audit_append(d,
			 &(struct audit_entry){ .envelope = id,
						.kind = "envelope.withdrawn",
						.data = data,
						.n = COUNT_OF(data) },
			 NULL, e));
	TRY(tell_asked(d, "withdrawn", &x, e));
	return db_commit(tx.db, e);
}

enum err envelope_resend(struct domain *d, const char *id, const char *recipient, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct link_token t;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	r = dossier_recipient(&x, recipient);
	if (!r)
		return error_set(e, ERR_NOT_FOUND, "no such recipient");
	if (!dossier_allows(&x, EV_RESEND))
		return domain_refuse(d, ERR_CONFLICT, "resend-not-now", e);
	r->sent_at = domain_now(d);
	if (flow_move(d, r, RV_RESEND, e) != ERR_OK)
		return domain_refuse(d, ERR_CONFLICT, "resend-not-now", e);
	TRY(recipient_link_delete(&d->repo, r->id, e));
	TRY(recipient_session_delete(&d->repo, r->id, e));
	TRY(mail_supersede(&d->repo, r->id, "replaced by a newer link", e));
	TRY(flow_arm_link(d, r, &t, e));
	TRY(flow_audit_recipient(d, "recipient.resent", r, e));
	TRY(notice_party(d, "resend", &x.v, r, t.text, e));
	return db_commit(tx.db, e);
}

static _Bool all_sealed(const struct dossier *x)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (strcmp(x->recipients[i].state, "completed") != 0)
			return 0;
	return 1;
}

/* What follows a signed act: the next group, or the conclusion. */
static enum err after_seal(struct domain *d, struct dossier *x, struct error *e)
{
	if (x->state == ENVELOPE_PENDING)
		return flow_invite_next(d, x, e);
	if (x->state != ENVELOPE_CONCLUDING || !all_sealed(x))
		return ERR_OK;
	return job_enqueue(d, &(struct job_request){ .kind = JOB_CONCLUDE, .envelope = x->v.id },
			   e);
}

enum err envelope_act_sealed(struct domain *d, const char *id, const char *recipient,
			     struct error *e)
{
	struct envelope_step step;
	struct recipient *r;
	struct dossier x;
	int64_t missing;

	TRY(dossier_lock(d, id, &x, e));
	r = dossier_recipient(&x, recipient);
	if (!r || !r->act_id)
		return error_set(e, ERR_NOT_FOUND, "no such act");
	if (!strcmp(r->state, "completed"))
		return ERR_OK; /* reported before */
	TRY(seal_missing(&d->repo, id, r->act_id, &missing, e));
	if (missing)
		return error_set(e, ERR_CONFLICT, "a document has no signature of this act yet");
	TRY(envelope_step(x.state, EV_SEALED, &step, e));
	r->completed_at = domain_now(d);
	TRY(flow_move(d, r, RV_SEALED, e));
	x.v.updated_at = domain_now(d);
	TRY(envelope_update(&d->repo, &x.v, e));
	TRY(flow_audit_recipient(d, "recipient.sealed", r, e));
	TRY(notice_sender(d, "agreed", &x.v, r, e));
	return after_seal(d, &x, e);
}

enum err envelope_concluded(struct domain *d, const char *id, const char *level, struct error *e)
{
	const struct audit_data data[] = { { "level", level, 0 } };
	struct dossier x;

	TRY(dossier_lock(d, id, &x, e));
	if (x.state == ENVELOPE_COMPLETED)
		return ERR_OK;
	x.v.completed_at = domain_now(d);
	x.v.level_reached = level;
	x.v.failure = NULL;
	TRY(end_envelope(d, &x, EV_CONCLUDE, e));
	TRY(audit_append(d,
			 &(struct audit_entry){ .envelope = id,
						.kind = "envelope.completed",
						.data = data,
						.n = COUNT_OF(data) },
			 NULL, e));
	for (size_t i = 0; i < x.n_recipients; i++) {
		struct link_token t;

		TRY(flow_arm_link(d, &x.recipients[i], &t, e));
		TRY(notice_party(d, "completed", &x.v, &x.recipients[i], t.text, e));
	}
	return notice_sender(d, "completed_sender", &x.v, NULL, e);
}

enum err envelope_expire(struct domain *d, const char *id, struct error *e)
{
	struct dossier x;

	TRY(dossier_lock(d, id, &x, e));
	if (!dossier_allows(&x, EV_EXPIRE) || !x.v.expire_at || x.v.expire_at > domain_now(d))
		return ERR_OK;
	TRY(end_envelope(d, &x, EV_EXPIRE, e));
	for (size_t i = 0; i < x.n_recipients; i++) {
		enum recipient_state from, to;

		if (recipient_state_parse(x.recipients[i].state, &from) &&
		    recipient_step(from, RV_EXPIRE, &to, NULL) == ERR_OK)
			TRY(flow_move(d, &x.recipients[i], RV_EXPIRE, e));
	}
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.expired" },
			 NULL, e));
	return notice_sender(d, "expired", &x.v, NULL, e);
}

/* An older mail that comes back after a newer one went out says nothing of the newer one. */
static enum err is_newest(struct domain *d, const char *recipient, const char *mail, _Bool *out,
			  const char **words, struct error *e)
{
	struct mail_delivery last;

	TRY(mail_last(&d->repo, recipient, &last, e));
	*out = !strcmp(last.id, mail);
	*words = last.dsn_text && *last.dsn_text ? last.dsn_text : last.reply;
	return ERR_OK;
}

enum err envelope_undelivered(struct domain *d, const char *id, const char *recipient,
			      const char *mail, struct error *e)
{
	enum recipient_state from, to;
	struct notice_facts facts = { 0 };
	struct recipient *r;
	struct dossier x;
	_Bool newest;

	TRY(dossier_lock(d, id, &x, e));
	r = dossier_recipient(&x, recipient);
	if (!r || x.state != ENVELOPE_PENDING || !recipient_state_parse(r->state, &from) ||
	    recipient_step(from, RV_BOUNCE, &to, NULL) != ERR_OK)
		return ERR_OK;
	TRY(is_newest(d, recipient, mail, &newest, &facts.reason, e));
	if (!newest)
		return ERR_OK;
	TRY(flow_move(d, r, RV_BOUNCE, e));
	TRY(flow_audit_recipient(d, "recipient.undelivered", r, e));
	return notice_to_sender(d, "undelivered", &x.v, r, &facts, e);
}

enum err envelope_failed(struct domain *d, const char *id, const char *text, struct error *e)
{
	struct dossier x;

	TRY(dossier_lock(d, id, &x, e));
	if (x.v.failure)
		return ERR_OK;
	x.v.failure = text;
	TRY(envelope_update(&d->repo, &x.v, e));
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.failed" },
			 NULL, e));
	return notice_sender(d, "failed", &x.v, NULL, e);
}

enum err envelope_recovered(struct domain *d, const char *id, struct error *e)
{
	struct dossier x;
	int64_t stopped;

	TRY(dossier_lock(d, id, &x, e));
	if (!x.v.failure)
		return ERR_OK;
	TRY(job_stopped(&d->repo, id, &stopped, e));
	if (stopped)
		return ERR_OK; /* one party's act is signed, another's is not */
	x.v.failure = NULL;
	return envelope_update(&d->repo, &x.v, e);
}
