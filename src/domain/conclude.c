/* Withdrawing, and the steps that the worker reports. */
#include "domain/check.h"
#include "domain/envelope.h"
#include "domain/flow.h"
#include "domain/jobs.h"
#include "domain/notice.h"
#include "domain/ticket.h"

enum err flow_step(struct domain *d, struct dossier *x, enum envelope_event ev, struct error *e)
{
	struct envelope_step step;

	TRY(envelope_step(x->state, ev, &step, e));
	x->state = step.to;
	x->v.state = envelope_state_name(step.to);
	x->v.updated_at = domain_now(d);
	return envelope_update(&d->repo, &x->v, e);
}

static enum err end_envelope(struct domain *d, struct dossier *x, enum envelope_event ev, struct error *e)
{
	x->v.ended_at = domain_now(d);
	return flow_step(d, x, ev, e);
}

enum err flow_lock_recipient(struct domain *d, const char *envelope, const char *recipient,
			     struct dossier *x, struct recipient **r, struct error *e)
{
	TRY(dossier_lock(d, envelope, x, e));
	*r = dossier_recipient(x, recipient);
	return *r ? ERR_OK : error_set(e, ERR_NOT_FOUND, "no such recipient");
}

static enum err tell_asked(struct domain *d, const char *kind, const struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (x->recipients[i].sent_at && strcmp(x->recipients[i].state, "forwarded") != 0)
			TRY(notice_party(d, kind, &x->v, &x->recipients[i], NULL, e));
	return ERR_OK;
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
	TRY(act_check(d, ACT_WITHDRAW, &x, NULL, e));
	TRY(end_envelope(d, &x, EV_WITHDRAW, e));
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.withdrawn",
						   .data = data, .n = COUNT_OF(data) }, NULL, e));
	TRY(tell_asked(d, "withdrawn", &x, e));
	return db_commit(tx.db, e);
}

static _Bool all_sealed(const struct dossier *x)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (recipient_blocks(&x->recipients[i]) && strcmp(x->recipients[i].state, "completed") != 0)
			return 0;
	return 1;
}

_Bool flow_is_last(const struct dossier *x, const struct recipient *me)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != me && recipient_blocks(r) && strcmp(r->state, "processing") != 0 &&
		    strcmp(r->state, "completed") != 0)
			return 0;
	}
	return 1;
}

enum err flow_go_on(struct domain *d, struct dossier *x, struct error *e)
{
	if (x->state == ENVELOPE_PENDING)
		return flow_invite_next(d, x, e);
	if (x->state != ENVELOPE_CONCLUDING || !all_sealed(x))
		return ERR_OK;
	return job_enqueue(d, &(struct job_request){ .kind = JOB_CONCLUDE, .envelope = x->v.id }, e);
}

enum err envelope_act_sealed(struct domain *d, const char *id, const char *recipient, struct error *e)
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
	TRY(ticket_sealed(d, r->act_id, e));
	TRY(notice_sender(d, recipient_role_of(r) == PARTY_APPROVER ? "approved" : "agreed", &x.v, r, e));
	return flow_go_on(d, &x, e);
}

/* A cc whose turn never came is told now, and once only. */
static enum err tell_concluded(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e)
{
	struct link_token t;

	if (!strcmp(r->state, "forwarded"))
		return ERR_OK;
	if (!strcmp(r->state, "awaiting")) {
		r->sent_at = domain_now(d);
		TRY(flow_move(d, r, RV_INVITE, e));
	}
	TRY(flow_arm_link(d, r, &t, e));
	return notice_party(d, "completed", &x->v, r, t.text, e);
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
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.completed",
						   .data = data, .n = COUNT_OF(data) }, NULL, e));
	for (size_t i = 0; i < x.n_recipients; i++)
		TRY(tell_concluded(d, &x, &x.recipients[i], e));
	return notice_sender(d, "completed_sender", &x.v, NULL, e);
}

enum err envelope_expire(struct domain *d, const char *id, struct error *e)
{
	struct dossier x;

	TRY(dossier_lock(d, id, &x, e));
	if (!x.v.expire_at || !act_allows(d, ACT_EXPIRE, &x, NULL))
		return ERR_OK;
	TRY(end_envelope(d, &x, EV_EXPIRE, e));
	for (size_t i = 0; i < x.n_recipients; i++) {
		enum recipient_state from, to;

		if (recipient_state_parse(x.recipients[i].state, &from) &&
		    recipient_step(from, RV_EXPIRE, &to, NULL) == ERR_OK)
			TRY(flow_move(d, &x.recipients[i], RV_EXPIRE, e));
	}
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.expired" }, NULL, e));
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

enum err envelope_undelivered(struct domain *d, const char *id, const char *recipient, const char *mail,
			      struct error *e)
{
	struct notice_facts facts = { 0 };
	struct recipient *r;
	struct dossier x;
	_Bool newest;

	TRY(dossier_lock(d, id, &x, e));
	r = dossier_recipient(&x, recipient);
	if (!r || !act_allows(d, ACT_BOUNCED, &x, r))
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
	TRY(audit_append(d, &(struct audit_entry){ .envelope = id, .kind = "envelope.failed" }, NULL, e));
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
