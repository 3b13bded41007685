/* Questions, wishes for more time, and the sender's answers: between the sender's side and one
 * recipient, told to nobody else. */
#include "domain/check.h"
#include "domain/days.h"
#include "domain/flow.h"
#include "domain/notice.h"
#include "store/repo/flow.h"

enum { OPEN_QUESTIONS_MAX = 10 }; /* of one recipient */
#define YEAR_MS (366 * DAY_MS)

static enum err check_room(struct domain *d, const struct recipient *r, struct error *e)
{
	const struct question *list;
	size_t n, open = 0;

	TRY(question_list(&d->repo, r->envelope_id, r->id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		open += !list[i].answered_at;
	return open < OPEN_QUESTIONS_MAX ? ERR_OK : domain_refuse(d, ERR_CONFLICT, "too-many-questions", e);
}

static enum err audit_question(struct domain *d, const char *kind, const struct recipient *r,
			       const struct question *q, const char *text, struct error *e)
{
	const struct audit_data more[] = { { "question", q->id, 0 }, { "text", text, 1 } };

	return flow_audit_more(d, kind, r, more, COUNT_OF(more), e);
}

static enum err put(struct domain *d, struct dossier *x, const struct recipient *r, struct question *q,
		    struct error *e)
{
	_Bool time = q->until_at != 0;

	TRY(check_room(d, r, e));
	q->id = domain_id(d, "qst");
	q->envelope_id = r->envelope_id;
	q->recipient_id = r->id;
	q->recipient_name = r->name;
	q->kind = time ? "more_time" : "question";
	q->asked_at = domain_now(d);
	TRY(flow_step(d, x, EV_ASK, e));
	TRY(question_insert(&d->repo, q, e));
	TRY(audit_question(d, time ? "recipient.asked_more_time" : "recipient.asked", r, q, q->text, e));
	return notice_to_sender(d, q->kind, &x->v, r,
				&(struct notice_facts){ .text = q->text, .until = q->until_at }, e);
}

enum err recipient_ask(struct domain *d, const struct recipient_ref *ref, const char *text, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct question q = { .text = text };
	struct recipient *r;
	struct dossier x;

	check_text(d, "text", text, (struct text_rule){ MESSAGE_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(act_check(d, ACT_ASK, &x, r, e));
	TRY(put(d, &x, r, &q, e));
	return db_commit(tx.db, e);
}

enum err recipient_more_time(struct domain *d, const struct recipient_ref *ref, time_ms until,
			     const char *reason, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct question q = { .text = reason, .until_at = until };
	struct recipient *r;
	struct dossier x;

	check_text(d, "reason", reason, (struct text_rule){ REASON_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(act_check(d, ACT_MORE_TIME, &x, r, e));
	if (until <= x.v.expire_at)
		domain_field_error(d, "until", "deadline-not-later");
	else if (until > domain_now(d) + YEAR_MS)
		domain_field_error(d, "until", "deadline-far");
	TRY(domain_fields_ok(d, e));
	TRY(put(d, &x, r, &q, e));
	return db_commit(tx.db, e);
}

/* answers --------------------------------------------------------------- */

static enum err find_question(struct domain *d, const char *envelope, const char *id,
			      struct question *out, struct error *e)
{
	const struct question *list;
	size_t n;

	TRY(question_list(&d->repo, envelope, NULL, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(list[i].id, id)) {
			*out = list[i];
			return ERR_OK;
		}
	}
	return error_set(e, ERR_NOT_FOUND, "no such question");
}

static enum err tell_answer(struct domain *d, const struct dossier *x, const struct recipient *r,
			    const struct question *q, struct error *e)
{
	struct notice_facts facts = { .text = q->answer };
	struct link_token t;

	if (strcmp(r->state, "forwarded") != 0) { /* whose links are dead */
		TRY(flow_arm_link(d, r, &t, e));
		facts.token = t.text;
	}
	return notice_to_party(d, "answered", &x->v, r, &facts, e);
}

enum err question_answer(struct domain *d, const char *id, const char *question, const char *text,
			 struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct question q = { 0 };
	struct recipient *r;
	struct dossier x;

	check_text(d, "text", text, (struct text_rule){ MESSAGE_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(dossier_lock(d, id, &x, e));
	TRY(find_question(d, id, question, &q, e));
	r = dossier_recipient(&x, q.recipient_id);
	TRY(act_check(d, ACT_ANSWER, &x, r, e));
	if (q.answered_at || !r)
		return domain_refuse(d, ERR_CONFLICT, "already-answered", e);
	q.answer = text;
	q.answered_at = domain_now(d);
	q.answered_by = d->actor.id;
	TRY(flow_step(d, &x, EV_ASK, e));
	TRY(question_set_answer(&d->repo, &q, e));
	TRY(audit_question(d, "question.answered", r, &q, text, e));
	TRY(tell_answer(d, &x, r, &q, e));
	return db_commit(tx.db, e);
}
