/* A viewer (閲覧者) has looked: no signature, but waited for like one. */
#include "domain/flow.h"
#include "domain/notice.h"
#include "domain/shown.h"
#include "domain/statement.h"

/* With the digests that the page showed; else those of the moment. */
static enum err audit_confirmed(struct domain *d, const struct dossier *x, const struct recipient *r,
				const struct agree_input *in, struct error *e)
{
	const struct audit_data own[] = {
		{ "recipient", r->id, 0 },
		{ "statement", r->statement_version, 0 },
		{ "recipient_name", r->name, 1 },
		{ "recipient_email", r->email, 1 },
	};
	struct audit_data *data;
	size_t n;

	TRY(shown_data(d, x, in->n_shown ? in : NULL, COUNT_OF(own), &data, &n, e));
	memcpy(data + n, own, sizeof(own));
	return audit_append(d, &(struct audit_entry){ .envelope = x->v.id, .kind = "recipient.confirmed",
						      .data = data, .n = n + COUNT_OF(own) }, NULL, e);
}

static _Bool pressed_twice(const struct dossier *x, const struct recipient *r)
{
	return recipient_role_of(r) == PARTY_VIEWER && !strcmp(r->state, "completed") &&
	       (x->state == ENVELOPE_PENDING || x->state == ENVELOPE_CONCLUDING);
}

enum err recipient_confirm(struct domain *d, const struct recipient_ref *ref, const struct agree_input *in,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct recipient *r;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(flow_lock_party(d, ref, &x, &r, e));
	if (pressed_twice(&x, r))
		return ERR_OK;
	TRY(act_check(d, ACT_CONFIRM, &x, r, e));
	if (in->n_shown)
		TRY(shown_check_documents(d, &x, in, e));
	r->completed_at = domain_now(d);
	r->statement_version = statement_current(PARTY_VIEWER);
	TRY(flow_move(d, r, RV_CONFIRM, e));
	TRY(flow_step(d, &x, flow_is_last(&x, r) ? EV_CONFIRM_LAST : EV_CONFIRM, e));
	TRY(audit_confirmed(d, &x, r, in, e));
	TRY(notice_sender(d, "confirmed", &x.v, r, e));
	TRY(flow_go_on(d, &x, e));
	return db_commit(tx.db, e);
}
