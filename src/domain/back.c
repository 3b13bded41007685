/* Declining, and sending back (差戻し): from a recipient to the sender. */
#include "domain/check.h"
#include "domain/factor.h"
#include "domain/flow.h"
#include "domain/notice.h"
#include "store/repo/party.h"
#include "store/repo/work.h"

static enum err tell_others(struct domain *d, const char *kind, const struct dossier *x,
			    const struct recipient *me, struct error *e)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		const struct recipient *r = &x->recipients[i];

		if (r != me && r->sent_at && strcmp(r->state, "forwarded") != 0)
			TRY(notice_party(d, kind, &x->v, r, NULL, e));
	}
	return ERR_OK;
}

enum err recipient_decline(struct domain *d, const struct recipient_ref *ref, const char *reason,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	check_text(d, "reason", reason, (struct text_rule){ REASON_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	if (recipient_signs(r) && !strcmp(r->state, "declined"))
		return ERR_OK;
	TRY(act_check(d, ACT_DECLINE, &x, r, e));
	r->declined_at = domain_now(d);
	r->decline_reason = reason;
	TRY(flow_move(d, r, RV_DECLINE, e));
	x.v.ended_at = domain_now(d);
	TRY(flow_step(d, &x, EV_DECLINE, e));
	TRY(flow_audit_recipient(d, "recipient.declined", r, e));
	TRY(tell_others(d, "stopped", &x, r, e));
	TRY(notice_sender(d, "declined", &x.v, r, e));
	return db_commit(tx.db, e);
}

/* sending back ---------------------------------------------------------- */

/* A contract without the service's signature was made ready by a revision that brought none. */
static enum err count_signature(struct domain *d, const struct revision *rev, int *out,
				struct error *e)
{
	struct seal s;
	enum err rc = ERR_NOT_FOUND;

	if (rev->act_id)
		rc = seal_by_act(&d->repo, rev->document_id, rev->act_id, &s, e);
	*out = rc == ERR_OK && s.signature.len > 0;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

/* From the upload on again. The revisions that were made stay as they are, with their seals; their
 * numbers are not used again. */
static enum err restart_document(struct domain *d, struct document *doc, struct error *e)
{
	struct revision rev;
	int brought;

	TRY(revision_get(&d->repo, doc->id, doc->head_no, &rev, e));
	while (rev.parent_no) {
		TRY(count_signature(d, &rev, &brought, e));
		doc->signatures -= brought;
		TRY(revision_get(&d->repo, doc->id, rev.parent_no, &rev, e));
	}
	doc->head_no = doc->visible_no = rev.no;
	return document_update(&d->repo, doc, e);
}

static struct recipient *holder_of(struct dossier *x, const struct recipient *first)
{
	for (size_t i = 0; i < x->n_recipients; i++) {
		struct recipient *r = &x->recipients[i];

		if (r != first && !strcmp(r->seat, first->id) && strcmp(r->state, "forwarded") != 0)
			return r;
	}
	return NULL;
}

/* In a draft there are no links and no forwarded people: who holds a seat now is its first holder. */
static enum err reset_recipient(struct domain *d, struct dossier *x, struct recipient *first, struct error *e)
{
	struct recipient r = {
		RECIPIENT_BLANK,
		.id = first->id, .envelope_id = first->envelope_id, .order_no = first->order_no,
		.side = first->side, .role = first->role, .state = "awaiting",
	};
	const struct recipient *now = strcmp(first->state, "forwarded") ? first : holder_of(x, first);

	if (!now)
		return error_set(e, ERR_INTERNAL, "a seat has no holder");
	r.name = now->name;
	r.email = now->email;
	r.email_folded = now->email_folded;
	r.company = now->company;
	r.department = now->department;
	r.title = now->title;
	r.locale = now->locale;
	r.account_id = now->account_id;
	r.method = now->method;
	r.signer_sha256 = now->signer_sha256;
	r.signer_subject = now->signer_subject;
	r.signer_issuer = now->signer_issuer;
	if (now != first)
		TRY(factor_move(d, now->id, x->v.id, first->id, e));
	return recipient_update(&d->repo, &r, e);
}

static enum err reset_recipients(struct domain *d, struct dossier *x, struct error *e)
{
	TRY(recipient_link_delete_envelope(&d->repo, x->v.id, e));
	TRY(recipient_session_delete_envelope(&d->repo, x->v.id, e));
	for (size_t i = 0; i < x->n_recipients; i++) {
		TRY(mail_supersede(&d->repo, x->recipients[i].id, "sent back", e));
		TRY(signed_copy_drop_all(&d->repo, x->recipients[i].id, e));
		if (!*x->recipients[i].seat)
			TRY(reset_recipient(d, x, &x->recipients[i], e));
	}
	for (size_t i = 0; i < x->n_recipients; i++)
		if (*x->recipients[i].seat)
			TRY(recipient_delete(&d->repo, x->recipients[i].id, e));
	return gate_rows_tidy(&d->repo, x->v.id, e);
}

static enum err audit_returned(struct domain *d, const struct recipient *r, const char *comment,
			       struct error *e)
{
	const struct audit_data more[] = { { "comment", comment, 1 } };

	return flow_audit_more(d, "recipient.sent_back", r, more, COUNT_OF(more), e);
}

static enum err tell_returned(struct domain *d, const struct dossier *x, const struct recipient *r,
			      const char *comment, struct error *e)
{
	TRY(notice_to_sender(d, "returned", &x->v, r, &(struct notice_facts){ .reason = comment }, e));
	return tell_others(d, "revised", x, r, e);
}

static enum err restart(struct domain *d, struct dossier *x, struct error *e)
{
	for (size_t i = 0; i < x->n_documents; i++)
		TRY(restart_document(d, &x->documents[i], e));
	TRY(reset_recipients(d, x, e));
	x->v.version++;
	x->v.sent_at = x->v.prepared_at = x->v.remind_at = 0;
	x->v.sent_by = NULL;
	x->v.group_no = 0;
	return flow_step(d, x, EV_SEND_BACK, e);
}

enum err recipient_send_back(struct domain *d, const struct recipient_ref *ref, const char *comment,
			     struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	check_text(d, "comment", comment, (struct text_rule){ REASON_MAX_CHARS, 1, 1 });
	TRY(domain_fields_ok(d, e));
	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	TRY(act_check(d, ACT_SEND_BACK, &x, r, e));
	x.v.return_by = r->name;
	x.v.return_at = domain_now(d);
	x.v.return_comment = comment;
	TRY(audit_returned(d, r, comment, e));
	TRY(tell_returned(d, &x, r, comment, e));
	TRY(restart(d, &x, e));
	return db_commit(tx.db, e);
}
