/* The member's side of a batch: what waits, making, looking, dropping. */
#include "domain/batch.h"
#include <stdlib.h>
#include "base/rng.h"
#include "domain/field.h"
#include "domain/ticket_work.h"
#include "store/repo/organisation.h"

enum { CONFIRM_CODES = 1000000 };

/* what waits ---------------------------------------------------------------- */

/* A member's session that was opened for nothing else: it has passed the password, and no factor
 * besides. */
static struct recipient_ref member_ref(const struct domain *d, const struct dossier *x,
				       const struct recipient *r)
{
	return (struct recipient_ref){ .organisation_id = d->repo.org,
				       .envelope_id = x->v.id,
				       .recipient_id = r->id,
				       .factor = "member-session" };
}

static _Bool consents_given(const struct consent_list *laws)
{
	for (size_t i = 0; i < laws->n; i++)
		if (strcmp(consent_state(&laws->items[i]), "given") != 0)
			return 0;
	return 1;
}

static enum err fields_of(struct domain *d, const struct dossier *x, const struct recipient *r,
			  _Bool *any, struct error *e)
{
	struct filled *list;
	size_t n;

	TRY(fields_load(d, x, &list, &n, e));
	*any = fields_count(list, n, recipient_seat(r)).total > 0;
	return ERR_OK;
}

/* What belongs to one request alone and is not asked on a page of many: factors, consents with
 * their explanations, and what is filled in. NULL: nothing. */
static enum err why_alone(struct domain *d, const struct recipient_ref *ref,
			  const struct dossier *x, const struct recipient *r, const char **out,
			  struct error *e)
{
	struct gate g;
	_Bool any;

	TRY(gate_load(d, ref, x, r, &g, e));
	TRY(fields_of(d, x, r, &any, e));
	*out = g.next == GATE_FACTOR			    ? "batch-factor"
	       : !consents_given(&g.laws)		    ? "batch-consent"
	       : g.next != GATE_NONE			    ? "batch-gate"
	       : any					    ? "batch-fields"
	       : dossier_contracts(x) > BATCH_DOCUMENTS_MAX ? "batch-documents"
							    : NULL;
	return ERR_OK;
}

static enum err wait_one(struct domain *d, const struct signing_wait *at, struct batch_wait *out,
			 struct error *e)
{
	struct recipient_ref ref;

	TRY(dossier_load(d, at->envelope_id, &out->x, e));
	out->r = dossier_recipient(&out->x, at->recipient_id);
	if (!out->r)
		return ERR_OK; /* gone between the two reads */
	ref = member_ref(d, &out->x, out->r);
	return why_alone(d, &ref, &out->x, out->r, &out->alone, e);
}

enum err batch_waiting(struct domain *d, const char *below, int64_t limit,
		       const struct batch_wait **out, size_t *n, struct error *e)
{
	const struct signing_wait *rows;
	struct batch_wait *list;
	size_t n_rows;

	TRY(signing_wait_list(&d->repo, d->actor.id, below, limit, &rows, &n_rows, e));
	list = arena_alloc_n(d->repo.mem, n_rows + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the list exceeds the memory limit");
	*n = 0;
	for (size_t i = 0; i < n_rows; i++) {
		TRY(wait_one(d, &rows[i], &list[*n], e));
		*n += list[*n].r != NULL;
	}
	*out = list;
	return ERR_OK;
}

static enum err own_party(struct domain *d, const char *account, const struct recipient_ref *ref,
			  struct dossier *x, struct recipient **r, struct error *e)
{
	TRY(flow_lock_party(d, ref, x, r, e));
	if (!(*r)->account_id || strcmp((*r)->account_id, account) != 0)
		return domain_refuse(d, ERR_DENIED, "not-yours", e);
	return ERR_OK;
}

enum err batch_open(struct domain *d, const char *envelope, const char *recipient, struct error *e)
{
	const struct recipient_ref ref = { .envelope_id = envelope, .recipient_id = recipient };
	AUTO(tx) struct tx tx = { d->repo.db };
	const char *account = d->actor.id;
	struct recipient *r;
	struct dossier x;

	TRY(db_begin(tx.db, e));
	TRY(own_party(d, account, &ref, &x, &r, e));
	TRY(flow_mark_opened(d, &x, r, e));
	return db_commit(tx.db, e);
}

/* making ------------------------------------------------------------------ */

static _Bool named_before(const struct batch_pick *picks, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(picks[k].recipient_id, picks[i].recipient_id))
			return 1;
	return 0;
}

static enum err check_picks(struct domain *d, const struct batch_pick *picks, size_t n,
			    struct error *e)
{
	size_t documents = 0;

	if (!n || n > BATCH_REQUESTS_MAX)
		domain_field_error(d, "requests", n ? "batch-too-many" : "required");
	TRY(domain_fields_ok(d, e));
	for (size_t i = 0; i < n; i++) {
		documents += picks[i].in.n_shown;
		if (named_before(picks, i))
			domain_field_error(d, domain_printf(d, "requests[%zu]", i), "batch-twice");
	}
	if (documents > BATCH_DOCUMENTS_MAX)
		domain_field_error(d, "requests", "batch-too-many");
	return flow_check_declared(d, &picks[0].in, e);
}

/* The session of the gate that each request's ticket rests on. Nobody has its cookie. */
static enum err open_session(struct ticket_work *w, struct error *e)
{
	struct link_token secret = link_token_new(w->d->rng);
	time_ms now = domain_now(w->d);

	w->ref = member_ref(w->d, &w->x, w->r);
	w->ref.expires_at = now + w->d->set->recipient_session_ttl;
	TRY(link_hash_keep(w->d->repo.mem, &secret, &w->ref.key, e));
	return recipient_session_insert(&w->d->repo, w->ref.key, &w->ref, now, e);
}

static enum err put_one(struct ticket_work *w, const char *account, const struct batch_pick *pick,
			int64_t position, struct error *e)
{
	const struct recipient_ref ref = { .envelope_id = pick->envelope_id,
					   .recipient_id = pick->recipient_id };
	struct link_token nobodys = link_token_new(w->d->rng);
	const char *alone;

	TRY(own_party(w->d, account, &ref, &w->x, &w->r, e));
	TRY(act_check(w->d, ACT_SIGN, &w->x, w->r, e));
	TRY(open_session(w, e));
	TRY(why_alone(w->d, &w->ref, &w->x, w->r, &alone, e));
	if (alone)
		return domain_refuse(w->d, ERR_CONFLICT, alone, e);
	TRY(ticket_put(w, &pick->in, &nobodys, e));
	return signing_batch_add(&w->d->repo, w->batch, w->t.id, position, e);
}

/* A refusal of the rules, not of the database: the transaction goes on to tell the rest. */
static _Bool is_refusal(enum err rc)
{
	return rc == ERR_CONFLICT || rc == ERR_DENIED || rc == ERR_STALE || rc == ERR_NOT_FOUND ||
	       rc == ERR_OWN_CERTIFICATE;
}

static const struct batch_pick *const *by_envelope(struct domain *d, const struct batch_pick *picks,
						   size_t n)
{
	const struct batch_pick **list = arena_alloc_n(d->repo.mem, n, sizeof(*list));

	for (size_t i = 0; list && i < n; i++) {
		size_t k = i;

		for (; k && strcmp(list[k - 1]->envelope_id, picks[i].envelope_id) > 0; k--)
			list[k] = list[k - 1];
		list[k] = &picks[i];
	}
	return list;
}

/* Rows are locked in one order, whoever makes a batch of them. */
static enum err put_all(struct domain *d, const char *batch, const struct batch_pick *picks,
			size_t n, struct error *e)
{
	const struct batch_pick *const *order = by_envelope(d, picks, n);
	const struct actor member = d->actor;

	if (!order)
		return error_set(e, ERR_TOO_LARGE, "a batch exceeds the memory limit");
	for (size_t i = 0; i < n; i++) {
		struct ticket_work w = { .d = d, .batch = batch };
		size_t at = (size_t)(order[i] - picks);
		enum err rc;

		d->refusal = NULL;
		rc = put_one(&w, member.id, order[i], (int64_t)at, e);
		d->actor = member;
		if (rc != ERR_OK && !is_refusal(rc))
			return rc;
		if (rc != ERR_OK)
			domain_field_error(d, domain_printf(d, "requests[%zu]", at),
					   d->refusal ? d->refusal : "batch-gone");
	}
	d->refusal = NULL;
	return domain_fields_ok(d, e);
}

static struct signing_batch new_batch(struct domain *d, struct bytes member_hash,
				      const struct link_token *code)
{
	time_ms now = domain_now(d);

	return (struct signing_batch){
		.id = domain_id(d, "bat"),
		.account_id = d->actor.id,
		.member_hash = member_hash,
		.token_hash = link_hash(code),
		.confirm_code =
			domain_printf(d, "%06u", (unsigned)rng_below(d->rng, CONFIRM_CODES)),
		.created_at = now,
		.expires_at = now + TICKET_TTL_MS,
	};
}

enum err batch_make(struct domain *d, struct bytes member_hash, const struct batch_pick *picks,
		    size_t n, struct ticket_made *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct link_token code = link_token_new(d->rng);
	struct signing_batch b = new_batch(d, member_hash, &code);

	TRY(check_picks(d, picks, n, e));
	TRY(db_begin(tx.db, e));
	TRY(signing_batch_insert(&d->repo, &b, e));
	TRY(put_all(d, b.id, picks, n, e));
	TRY(db_commit(tx.db, e));
	*out = ticket_made_of(d, b.id, b.confirm_code, b.expires_at, &code);
	return ERR_OK;
}

/* looking, and dropping ------------------------------------------------------- */

static enum err load(struct domain *d, const char *id, struct batch *out, struct error *e)
{
	TRY(signing_batch_get(&d->repo, id, &out->b, e));
	return signing_batch_tickets(&d->repo, id, &out->tickets, &out->n, e);
}

enum err batch_of(struct domain *d, const char *id, struct batch *out, struct error *e)
{
	struct batch b = { 0 };

	TRY(load(d, id, &b, e));
	if (strcmp(b.b.account_id, d->actor.id) != 0)
		return error_set(e, ERR_NOT_FOUND, "no such signing batch");
	*out = b;
	return ERR_OK;
}

/* Whichever of these states one ticket has is that of the batch: while something goes on, that;
 * then what was reached. */
static const enum ticket_state furthest[] = {
	TICKET_SIGNING, TICKET_PREPARED, TICKET_PREPARING, TICKET_CERTIFICATE, TICKET_REDEEMED,
	TICKET_WAITING, TICKET_DONE,	 TICKET_FAILED,	   TICKET_EXPIRED,
};

enum ticket_state batch_state(const struct domain *d, const struct batch *b)
{
	for (size_t k = 0; k < COUNT_OF(furthest); k++)
		for (size_t i = 0; i < b->n; i++)
			if (ticket_state_now(d, &b->tickets[i]) == furthest[k])
				return furthest[k];
	return TICKET_CANCELLED;
}

enum err batch_drop(struct domain *d, const char *id, struct error *e)
{
	struct batch b;

	TRY(batch_of(d, id, &b, e));
	return batch_cancel(d, &b, "browser", e);
}
