/* Links made anew: sent again by the sender or asked for by the recipient, handed over on trial, and
 * after an address was corrected. */
#include "crypto/digest.h"
#include "domain/check.h"
#include "domain/factor.h"
#include "domain/flow.h"
#include "domain/notice.h"
#include "store/repo/work.h"

enum { REARMS_MAX = 3 }; /* of one recipient in an hour */
#define REARM_WINDOW_MS ((time_ms)60 * 60 * 1000)

enum err envelope_resend(struct domain *d, const char *id, const char *recipient, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct link_token t;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(flow_lock_recipient(d, id, recipient, &x, &r, e));
	TRY(act_check(d, ACT_RESEND, &x, r, e));
	r->sent_at = domain_now(d);
	TRY(flow_move(d, r, RV_RESEND, e));
	TRY(flow_kill_links(d, r, e));
	TRY(flow_arm_link(d, r, &t, e));
	TRY(flow_audit_recipient(d, "recipient.resent", r, e));
	TRY(notice_party(d, "resend", &x.v, r, t.text, e));
	return db_commit(tx.db, e);
}

enum err envelope_link(struct domain *d, const char *id, const char *recipient, const char **url_out,
		       struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct link_token t;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(flow_lock_recipient(d, id, recipient, &x, &r, e));
	TRY(act_check(d, ACT_LINK, &x, r, e));
	r->handed_at = domain_now(d);
	TRY(recipient_update(&d->repo, r, e));
	TRY(flow_arm_handed_link(d, r, &t, e));
	TRY(flow_audit_recipient(d, "recipient.link_handed", r, e));
	TRY(db_commit(tx.db, e));
	*url_out = domain_printf(d, "%s/r/#%s", d->set->base_url, t.text);
	return ERR_OK;
}

/* asked for by the recipient ------------------------------------------- */

static enum err count_rearm(struct domain *d, const struct recipient_ref *ref, _Bool *ok, struct error *e)
{
	unsigned char bucket[DIGEST_MAX];
	time_ms now = domain_now(d);
	int64_t hits;

	TRY(rate_hit(d->repo.db, d->repo.mem,
		     digest_of(DIGEST_SHA256, bytes_of_str(domain_printf(d, "rearm\n%s", ref->recipient_id)),
			       bucket),
		     now - now % REARM_WINDOW_MS, &hits, e));
	*ok = hits <= REARMS_MAX;
	return ERR_OK;
}

/* The old link stays: it is what was asked by, and an expired one opens nothing. */
static enum err rearm(struct domain *d, const struct recipient_ref *ref, _Bool *done, struct error *e)
{
	struct recipient *r;
	struct link_token t;
	struct dossier x;
	_Bool concluded;

	TRY(flow_lock_party(d, ref, &x, &r, e));
	concluded = x.state == ENVELOPE_COMPLETED;
	*done = act_allows(d, concluded ? ACT_COME_BACK : ACT_REARM, &x, r);
	if (*done)
		TRY(count_rearm(d, ref, done, e));
	if (!*done)
		return ERR_OK;
	TRY(flow_arm_link(d, r, &t, e));
	TRY(flow_audit_recipient(d, "recipient.rearmed", r, e));
	return notice_party(d, concluded ? "download" : "rearmed", &x.v, r, t.text, e);
}

enum err recipient_rearm(struct domain *d, const char *token, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient_ref ref;
	enum err rc = recipient_find(d, token, &ref, e);
	_Bool done;

	d->refusal = NULL;
	if (rc == ERR_LINK_EXPIRED)
		return ERR_OK;
	TRY(rc);
	TRY(db_begin(tx.db, e));
	TRY(rearm(d, &ref, &done, e));
	return done ? db_commit(tx.db, e) : ERR_OK;
}

/* corrected addresses --------------------------------------------------- */

static enum err check_correction(struct domain *d, const struct correction *in, struct error *e)
{
	if (in->name)
		check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	if (in->email)
		check_email(d, "email", in->email);
	check_text(d, "company", in->company, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "department", in->department, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "title", in->title, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	return domain_fields_ok(d, e);
}

static enum err check_other_people(struct domain *d, const struct dossier *x, const struct recipient *me,
				   struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != me && !strcmp(r->email_folded, me->email_folded) && r->order_no == me->order_no &&
		    !strcmp(r->role, me->role) && strcmp(r->state, "forwarded") != 0)
			domain_field_error(d, "email", "duplicate-recipient");
	}
	return domain_fields_ok(d, e);
}

static enum err apply_correction(struct domain *d, struct recipient *r, const struct correction *in,
				 struct error *e)
{
	r->name = in->name ? in->name : r->name;
	r->company = in->company ? in->company : r->company;
	r->department = in->department ? in->department : r->department;
	r->title = in->title ? in->title : r->title;
	if (in->email) {
		r->email = in->email;
		r->email_folded = email_fold(d, in->email);
		r->opened_at = 0; /* it was somebody else who looked; the trail keeps that */
	}
	return flow_link_member(d, r, e);
}

static enum err audit_correction(struct domain *d, const struct recipient *old, const struct recipient *r,
				 struct error *e)
{
	const struct audit_data more[] = {
		{ "old_name", old->name, 1 },
		{ "old_email", old->email, 1 },
		{ "old_company", old->company, 1 },
		{ "new_company", r->company, 1 },
	};

	return flow_audit_more(d, "recipient.corrected", r, more, COUNT_OF(more), e);
}

/* Who was not asked yet gets the link when the turn comes. */
static enum err send_anew(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e)
{
	_Bool asked = strcmp(r->state, "awaiting") != 0;
	struct link_token t;

	if (asked)
		r->sent_at = domain_now(d);
	TRY(flow_move(d, r, RV_CORRECT, e));
	TRY(flow_kill_links(d, r, e));
	if (!asked)
		return ERR_OK;
	TRY(flow_arm_link(d, r, &t, e));
	return notice_party(d, "address_changed", &x->v, r, t.text, e);
}

static _Bool code_alone(const struct correction *in)
{
	return in->access_code && !in->name && !in->email && !in->company && !in->department && !in->title;
}

/* Told by the trail as a fact, never as the code. */
static enum err new_code(struct domain *d, const struct recipient *r, const char *hash,
			 struct error *e)
{
	enum err rc;

	if (!hash)
		return ERR_OK;
	rc = factor_set_code(d, r->id, hash, e);
	if (rc == ERR_NOT_FOUND) {
		domain_field_error(d, "access_code", "access-code-not-asked");
		return domain_fields_ok(d, e);
	}
	TRY(rc);
	return flow_audit_recipient(d, "recipient.access_code_set", r, e);
}

enum err envelope_correct(struct domain *d, const char *id, const char *recipient,
			  const struct correction *in, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r, old;
	const char *hash = NULL;
	struct dossier x;

	TRY(check_correction(d, in, e));
	if (in->access_code) /* slow, so before the transaction */
		TRY(factor_hash(d, "access_code", in->access_code, &hash, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_recipient(d, id, recipient, &x, &r, e));
	TRY(act_check(d, ACT_CORRECT, &x, r, e));
	TRY(new_code(d, r, hash, e));
	if (code_alone(in))
		return db_commit(tx.db, e);
	old = *r;
	TRY(apply_correction(d, r, in, e));
	TRY(check_other_people(d, &x, r, e));
	TRY(send_anew(d, &x, r, e));
	TRY(flow_step(d, &x, EV_CORRECT, e));
	TRY(audit_correction(d, &old, r, e));
	return db_commit(tx.db, e);
}
