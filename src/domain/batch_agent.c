/* The signing program's side of a batch: redeeming, its session, and how one request ends without
 * the others. */
#include "domain/account.h"
#include "domain/batch.h"
#include "base/rng.h"
#include "domain/permission.h"
#include "domain/ticket_work.h"
#include "store/repo/organisation.h"

static enum err over(struct domain *d, struct error *e)
{
	return domain_refuse(d, ERR_TICKET, "ticket-over", e);
}

/* The member is still signed in, and may act for itself. */
static enum err member_there(struct domain *d, const struct signing_batch *b, _Bool *there,
			     struct error *e)
{
	struct session_row s;
	enum role role;
	enum err rc = session_get(d->repo.db, d->repo.mem, b->member_hash, &s, e);

	*there = 0;
	if (rc == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(rc);
	*there = s.expires_at > domain_now(d) && !strcmp(s.account_id, b->account_id) &&
		 !strcmp(s.organisation_state, "active") && role_parse(s.role, &role) &&
		 role_may(role, "envelope.act");
	return ERR_OK;
}

/* Longer each time: the slower the machine, the longer others take. */
enum { TRIES_MAX = 10, PAUSE_MS = 30 };

_Bool batch_again(struct domain *d, enum err rc, unsigned *tries)
{
	if (rc != ERR_BUSY || ++*tries > TRIES_MAX)
		return 0;
	d->refusal = NULL;
	clock_pause(1 + rng_below(d->rng, PAUSE_MS * *tries));
	return 1;
}

/* ending one ------------------------------------------------------------------ */

_Bool batch_ends(enum err why)
{
	return why == ERR_CONFLICT || why == ERR_DENIED || why == ERR_STALE || why == ERR_TICKET ||
	       why == ERR_NOT_FOUND || why == ERR_INVALID;
}

/* Signed ones, and those that are over, stay as they are. */
static _Bool is_open(const struct domain *d, const struct signing_ticket *t)
{
	enum ticket_state to;

	return ticket_step(ticket_state_now(d, t), TV_CANCEL, &to, NULL) == ERR_OK;
}

static enum err end_once(struct domain *d, const struct signing_ticket *t, const char *reason,
			 const char *error, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;
	enum err rc;

	TRY(db_begin(tx.db, e));
	rc = ticket_lock(d, t->envelope_id, t->id, &w, e);
	if (rc == ERR_TICKET || (rc == ERR_OK && !is_open(d, &w.t)))
		return ERR_OK; /* the recipient is gone, or it is over: nothing goes on */
	TRY(rc);
	w.t.error = error ? error : w.t.error;
	TRY(ticket_end(&w, TV_CANCEL, reason, e));
	return db_commit(tx.db, e);
}

static enum err end_one(struct domain *d, const struct signing_ticket *t, const char *reason,
			const char *error, struct error *e)
{
	unsigned tries = 0;
	enum err rc;

	do
		rc = end_once(d, t, reason, error, e);
	while (batch_again(d, rc, &tries));
	return rc;
}

enum err batch_fail(struct domain *d, const struct signing_ticket *t, enum err why, struct error *e)
{
	const char *refusal = d->refusal, *slug = err_slug(why);

	return end_one(d, t, slug, refusal ? domain_printf(d, "%s %s", slug, refusal) : slug, e);
}

static enum err end_batch(struct domain *d, const struct signing_batch *b, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };

	TRY(db_begin(tx.db, e));
	TRY(signing_batch_end(&d->repo, b->id, domain_now(d), e));
	return db_commit(tx.db, e);
}

enum err batch_cancel(struct domain *d, const struct batch *b, const char *reason, struct error *e)
{
	TRY(end_batch(d, &b->b, e));
	for (size_t i = 0; i < b->n; i++) {
		enum err rc = ERR_OK;

		if (is_open(d, &b->tickets[i]))
			rc = end_one(d, &b->tickets[i], reason, NULL, e);
		if (rc != ERR_OK &&
		    rc != ERR_BUSY) /* busy: it ends with its time, the others now */
			return rc;
	}
	return ERR_OK;
}

/* redeeming ---------------------------------------------------------------- */

static enum err take_batch(struct domain *d, struct signing_batch *b,
			   const struct ticket_agent *agent, const struct link_token *session,
			   struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	_Bool done, there;

	TRY(db_begin(tx.db, e));
	TRY(member_there(d, b, &there, e));
	b->redeemed_at = domain_now(d);
	TRY(link_hash_keep(d->repo.mem, session, &b->session_hash, e));
	b->session_ends_at = domain_now(d) + BATCH_SESSION_MS;
	b->agent_version = agent->version;
	b->agent_os = agent->os;
	b->agent_address = d->actor.ip;
	TRY(signing_batch_redeem(&d->repo, b, &done, e));
	if (!there || !done)
		return over(d, e);
	return db_commit(tx.db, e);
}

/* One of the batch's tickets, as if it had been redeemed by itself. */
static enum err take_one(struct domain *d, const struct signing_batch *b,
			 const struct signing_ticket *t, struct batch_item *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock(d, t->envelope_id, t->id, &w, e));
	TRY(act_check(d, ACT_SIGN, &w.x, w.r, e));
	w.t.redeemed_at = b->redeemed_at;
	w.t.session_ends_at = b->session_ends_at;
	w.t.agent_version = b->agent_version;
	w.t.agent_os = b->agent_os;
	w.t.agent_address = b->agent_address;
	TRY(ticket_move(&w, TV_REDEEM, e));
	TRY(ticket_take(&w, e));
	TRY(db_commit(tx.db, e));
	*out = (struct batch_item){ w.t, w.x, w.r };
	return ERR_OK;
}

/* Over, or tried in vain: then it ends with its time, and is told of as the rest. */
static enum err leave_out(struct domain *d, const struct signing_ticket *t, enum err why,
			  struct signing_ticket *out, struct error *e)
{
	enum err rc = batch_fail(d, t, why, e);

	if (rc == ERR_OK)
		rc = signing_ticket_get(&d->repo, t->id, out, e);
	if (rc != ERR_BUSY)
		return rc;
	*out = *t;
	out->error = err_slug(why);
	return ERR_OK;
}

static enum err take_tickets(struct domain *d, const struct batch *b, struct batch_opened *out,
			     struct error *e)
{
	struct signing_ticket *left = arena_alloc_n(d->repo.mem, b->n + 1, sizeof(*left));
	enum err last = ERR_TICKET;

	out->items = arena_alloc_n(d->repo.mem, b->n + 1, sizeof(*out->items));
	if (!left || !out->items)
		return error_set(e, ERR_TOO_LARGE, "a batch exceeds the memory limit");
	for (size_t i = 0; i < b->n; i++) {
		const struct signing_ticket *t = &b->tickets[i];
		unsigned tries = 0;
		enum err rc;

		d->refusal = NULL;
		do
			rc = take_one(d, &b->b, t, &out->items[out->n], e);
		while (batch_again(d, rc, &tries));
		out->n += rc == ERR_OK;
		if (rc == ERR_OK)
			continue;
		if (rc != ERR_BUSY && !batch_ends(rc))
			return rc;
		TRY(leave_out(d, t, rc, &left[out->n_left_out++], e));
		last = rc == ERR_BUSY ? ERR_UNAVAILABLE : rc;
	}
	out->left_out = left;
	return out->n ? ERR_OK : error_set(e, last, "none of the requests can be signed any more");
}

static enum err find(struct domain *d, const char *text, unsigned char hash[TOKEN_HASH_SIZE],
		     struct batch *out, struct error *e)
{
	struct signing_batch_ref ref;

	if (!text || !token_hash(text, hash))
		return error_set(e, ERR_NOT_FOUND, "no such signing batch");
	TRY(signing_batch_find(d->repo.db, d->repo.mem, BYTES(hash, TOKEN_HASH_SIZE), &ref, e));
	d->repo.org = ref.organisation_id;
	TRY(signing_batch_get(&d->repo, ref.id, &out->b, e));
	return signing_batch_tickets(&d->repo, ref.id, &out->tickets, &out->n, e);
}

enum err batch_redeem(struct domain *d, const char *code, const struct ticket_agent *agent,
		      struct batch_opened *out, struct error *e)
{
	struct link_token session = link_token_new(d->rng);
	unsigned char hash[TOKEN_HASH_SIZE];
	struct batch_opened made = { 0 };
	struct batch b;

	TRY(find(d, code, hash, &b, e));
	if (!bytes_eq_secret(b.b.token_hash, BYTES(hash, sizeof(hash))))
		return over(d, e);
	TRY(ticket_agent_fits(agent, e));
	if (!agent->batch)
		return domain_refuse(d, ERR_AGENT_OLD, "agent-no-batch", e);
	TRY(take_batch(d, &b.b, agent, &session, e));
	TRY(take_tickets(d, &b, &made, e));
	made.b = b.b;
	made.session = domain_printf(d, "%s", session.text);
	*out = made;
	return ERR_OK;
}

/* sessions ------------------------------------------------------------------ */

enum err batch_session(struct domain *d, const char *session, struct batch *out, struct error *e)
{
	unsigned char hash[TOKEN_HASH_SIZE];
	struct batch b;
	_Bool there = 0;
	enum err rc = find(d, session, hash, &b, e);

	if (rc == ERR_OK)
		rc = member_there(d, &b.b, &there, e);
	if (rc != ERR_OK && rc != ERR_NOT_FOUND)
		return rc;
	if (rc == ERR_NOT_FOUND || !there || b.b.ended_at || b.b.session_ends_at <= domain_now(d) ||
	    !b.b.session_hash.len || !bytes_eq_secret(b.b.session_hash, BYTES(hash, sizeof(hash))))
		return error_set(e, ERR_UNAUTHENTICATED, "the session is over");
	*out = b;
	return ERR_OK;
}

enum err batch_number(struct domain *d, const struct batch *b, int64_t seq, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	_Bool done;

	TRY(db_begin(tx.db, e));
	TRY(signing_batch_number(&d->repo, b->b.id, seq, &done, e));
	if (!done)
		return error_set(e, ERR_SEQ, "the number is not above the last one");
	return db_commit(tx.db, e);
}

const struct signing_ticket *batch_ticket(const struct batch *b, const char *id)
{
	for (size_t i = 0; i < b->n; i++)
		if (id && b->tickets[i].redeemed_at && !strcmp(b->tickets[i].id, id))
			return &b->tickets[i];
	return NULL;
}

enum err batch_look(struct domain *d, const struct signing_ticket *t, struct error *e)
{
	const struct recipient_ref ref = { .envelope_id = t->envelope_id,
					   .recipient_id = t->recipient_id };
	struct recipient *r;
	struct dossier x;

	TRY(flow_look_party(d, &ref, &x, &r, e));
	return act_check(d, ACT_SIGN, &x, r, e);
}
