/* 転送: another person takes the seat of a recipient, with its order, role and fields. The one who
 * forwarded is out (practice 6): browsers are dead, and links open nothing. All that a link still does is
 * to say so, until it expires. */
#include "domain/check.h"
#include "domain/consent.h"
#include "domain/factor.h"
#include "domain/flow.h"
#include "domain/notice.h"
#include "store/repo/party.h"
#include "store/repo/work.h"

enum { FORWARDS_MAX = 20 }; /* of one envelope */

static enum err check_input(struct domain *d, const struct forward_input *in, struct error *e)
{
	check_text(d, "name", in->name, (struct text_rule){ NAME_MAX_CHARS, 1, 0 });
	check_email(d, "email", in->email ? in->email : "");
	check_text(d, "company", in->company, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "department", in->department, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "title", in->title, (struct text_rule){ NAME_MAX_CHARS, 0, 0 });
	check_text(d, "reason", in->reason, (struct text_rule){ REASON_MAX_CHARS, 1, 1 });
	return domain_fields_ok(d, e);
}

/* Nobody may be asked twice for the same part. */
static enum err check_person(struct domain *d, const struct dossier *x, const struct recipient *me,
			     const char *folded, struct error *e)
{
	size_t forwards = 0;

	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		forwards += !strcmp(r->state, "forwarded");
		if (strcmp(r->email_folded, folded) != 0 || !strcmp(r->state, "forwarded"))
			continue;
		if (r == me)
			domain_field_error(d, "email", "forward-to-oneself");
		else if (r->order_no == me->order_no && !strcmp(r->role, me->role))
			domain_field_error(d, "email", "duplicate-recipient");
	}
	if (forwards >= FORWARDS_MAX)
		return domain_refuse(d, ERR_CONFLICT, "too-many-forwards", e);
	return domain_fields_ok(d, e);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static struct recipient new_holder(struct domain *d, const struct recipient *me,
				   const struct forward_input *in, const char *folded)
{
	return (struct recipient){
		.id = domain_id(d, "rcp"), .envelope_id = me->envelope_id, .order_no = me->order_no,
		.side = me->side, .role = me->role, .name = in->name, .email = in->email,
		.email_folded = folded, .company = in->company ? in->company : me->company,
		.department = or_empty(in->department), .title = or_empty(in->title), .locale = me->locale,
		.state = "awaiting", .factors = "[]", .seat = recipient_seat(me), .method = me->method,
		.forwarded_from = me->id,
		/* whose certificate it has to be is the sender's word about the seat */
		.signer_sha256 = me->signer_sha256, .signer_subject = me->signer_subject,
		.signer_issuer = me->signer_issuer,
	};
}

static enum err audit_forwarded(struct domain *d, const struct recipient *me, const struct recipient *to,
				struct error *e)
{
	const struct audit_data more[] = {
		{ "to", to->id, 0 },
		{ "to_name", to->name, 1 },
		{ "to_email", to->email, 1 },
		{ "reason", me->forward_reason, 1 },
	};

	return flow_audit_more(d, "recipient.forwarded", me, more, COUNT_OF(more), e);
}

static enum err leave(struct domain *d, struct recipient *me, const struct recipient *to,
		      const char *reason, struct error *e)
{
	me->forwarded_to = to->id;
	me->forwarded_at = domain_now(d);
	me->forward_reason = reason;
	TRY(flow_move(d, me, RV_FORWARD, e));
	TRY(recipient_session_delete(&d->repo, me->id, e));
	TRY(signed_copy_drop_all(&d->repo, me->id, e)); /* its own act, nobody else's */
	return mail_supersede(&d->repo, me->id, "handed over to another person", e);
}

static enum err welcome(struct domain *d, const struct dossier *x, struct recipient *to,
			const struct recipient *me, struct error *e)
{
	struct link_token t;

	TRY(flow_link_member(d, to, e));
	TRY(recipient_insert(&d->repo, to, e));
	TRY(factor_copy(d, me->id, me->envelope_id, to->id, e));
	TRY(consent_copy(d, me->id, me->envelope_id, to->id, e));
	to->sent_at = domain_now(d);
	TRY(flow_move(d, to, RV_INVITE, e));
	TRY(flow_arm_link(d, to, &t, e));
	return notice_to_party(d, "forwarded_to", &x->v, to,
			       &(struct notice_facts){ .token = t.text, .who = me->name,
						       .reason = me->forward_reason }, e);
}

/* An access code is not handed on: the sender has to set a new one. */
static enum err tell_sender(struct domain *d, const struct dossier *x, const struct recipient *me,
			    const struct recipient *to, struct error *e)
{
	struct notice_facts facts = { .who = domain_printf(d, "%s <%s>", to->name, to->email),
				      .reason = me->forward_reason };
	_Bool code;

	TRY(factor_asked(d, to->id, FACTOR_ACCESS_CODE, &code, e));
	if (code)
		facts.note = "forwarded-access-code";
	return notice_to_sender(d, "forwarded", &x->v, me, &facts, e);
}

enum err recipient_forward(struct domain *d, const struct recipient_ref *ref,
			   const struct forward_input *in, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	const char *folded;
	struct recipient *me, to;
	struct dossier x;

	TRY(check_input(d, in, e));
	folded = email_fold(d, in->email);
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &me, e));
	TRY(act_check(d, ACT_FORWARD, &x, me, e));
	TRY(check_person(d, &x, me, folded, e));
	to = new_holder(d, me, in, folded);
	TRY(leave(d, me, &to, in->reason, e));
	TRY(welcome(d, &x, &to, me, e));
	TRY(flow_step(d, &x, EV_FORWARD, e));
	TRY(audit_forwarded(d, me, &to, e));
	TRY(tell_sender(d, &x, me, &to, e));
	return db_commit(tx.db, e);
}

/* By the trail, not by the new holder's row: a name that the sender corrected later is none of theirs. */
enum err recipient_handed_over(struct domain *d, const struct recipient *r, struct handed_over *out,
			       struct error *e)
{
	const struct audit_about about = { r->envelope_id, "recipient.forwarded", r->id };
	const char *to;

	TRY(audit_personal(d, &about, "to_name", &to, e));
	*out = (struct handed_over){ to, r->forwarded_at };
	return ERR_OK;
}
