/* The signing program's side of a ticket, up to the certificate. */
#include <stdlib.h>
#include "domain/shown.h"
#include "domain/ticket_work.h"

/* redeeming ---------------------------------------------------------------- */

static enum err no_ticket(struct domain *d, struct error *e)
{
	return domain_refuse(d, ERR_TICKET, "ticket-over", e);
}

/* Whether "1.2.3" is at least "1.0.0"; what is no version is none. */
static _Bool version_reaches(const char *version, const char *least)
{
	while (*least) {
		char *end, *least_end;
		unsigned long n = strtoul(version, &end, 10), m = strtoul(least, &least_end, 10);

		if (end == version || n != m)
			return end != version && n > m;
		version = *end == '.' ? end + 1 : end;
		least = *least_end == '.' ? least_end + 1 : least_end;
	}
	return 1;
}

enum err ticket_agent_fits(const struct ticket_agent *agent, struct error *e)
{
	return version_reaches(agent->version, TICKET_AGENT_LEAST)
		       ? ERR_OK
		       : error_set(e, ERR_AGENT_OLD, "at least " TICKET_AGENT_LEAST " is needed");
}

static enum err find(struct domain *d, struct bytes hash, struct signing_ticket_ref *ref,
		     struct error *e)
{
	enum err rc = signing_ticket_find(d->repo.db, d->repo.mem, hash, ref, e);

	if (rc == ERR_OK)
		d->repo.org = ref->organisation_id;
	return rc;
}

static enum err audit_redeemed(struct ticket_work *w, struct error *e)
{
	const struct audit_data more[] = {
		{ "version", w->t.agent_version, 0 },
		{ "os", w->t.agent_os, 0 },
	};

	return ticket_audit(w, "ticket.redeemed", more, COUNT_OF(more), NULL, e);
}

/* R2: what was shown is still what there is. */
enum err ticket_take(struct ticket_work *w, struct error *e)
{
	struct agree_input in;

	TRY(ticket_browser(w, e));
	TRY(act_check(w->d, ACT_SIGN, &w->x, w->r, e));
	TRY(ticket_input(w->d, &w->t, &in, e));
	TRY(shown_check(w->d, &w->x, w->r, &in, e));
	return audit_redeemed(w, e);
}

/* R1: one statement decides who has it. */
static enum err take(struct ticket_work *w, const struct ticket_agent *agent,
		     const struct link_token *session, struct error *e)
{
	struct domain *d = w->d;
	_Bool done;

	w->t.redeemed_at = domain_now(d);
	TRY(link_hash_keep(d->repo.mem, session, &w->t.session_hash, e));
	w->t.session_ends_at = domain_now(d) + TICKET_SESSION_MS;
	w->t.agent_version = agent->version;
	w->t.agent_os = agent->os;
	w->t.agent_address = d->actor.ip;
	TRY(signing_ticket_redeem(&d->repo, &w->t, &done, e));
	if (!done)
		return no_ticket(d, e);
	w->t.state = ticket_state_name(TICKET_REDEEMED);
	return ticket_take(w, e);
}

enum err ticket_redeem(struct domain *d, const char *code, const struct ticket_agent *agent,
		       struct ticket_opened *out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct link_token session = link_token_new(d->rng);
	unsigned char hash[TOKEN_HASH_SIZE];
	struct signing_ticket_ref ref;
	struct ticket_work w;
	enum err rc;

	TRY(ticket_agent_fits(agent, e));
	if (!token_hash(code, hash))
		return no_ticket(d, e);
	rc = find(d, BYTES(hash, sizeof(hash)), &ref, e);
	if (rc == ERR_NOT_FOUND)
		return no_ticket(d, e);
	TRY(rc);
	TRY(db_begin(tx.db, e));
	TRY(ticket_lock(d, ref.envelope_id, ref.id, &w, e));
	if (!bytes_eq_secret(w.t.token_hash, BYTES(hash, sizeof(hash))))
		return no_ticket(d, e);
	TRY(take(&w, agent, &session, e));
	TRY(db_commit(tx.db, e));
	*out = (struct ticket_opened){
		.t = w.t, .session = domain_printf(d, "%s", session.text), .x = w.x, .r = w.r
	};
	return ERR_OK;
}

/* sessions ------------------------------------------------------------------ */

static _Bool belongs(const struct domain *d, const struct signing_ticket *t, struct bytes hash)
{
	return t->session_hash.len && bytes_eq_secret(t->session_hash, hash) &&
	       t->session_ends_at > domain_now(d) && strcmp(t->state, "cancelled") != 0 &&
	       strcmp(t->state, "expired") != 0;
}

enum err ticket_session(struct domain *d, const char *session, struct signing_ticket *out,
			struct error *e)
{
	unsigned char hash[TOKEN_HASH_SIZE];
	struct signing_ticket_ref ref;
	struct signing_ticket t;
	enum err rc;

	if (!session || !token_hash(session, hash))
		return error_set(e, ERR_UNAUTHENTICATED, "no session");
	rc = find(d, BYTES(hash, sizeof(hash)), &ref, e);
	if (rc == ERR_OK)
		rc = signing_ticket_get(&d->repo, ref.id, &t, e);
	if (rc == ERR_NOT_FOUND || (rc == ERR_OK && !belongs(d, &t, BYTES(hash, sizeof(hash)))))
		return error_set(e, ERR_UNAUTHENTICATED, "the session is over");
	TRY(rc);
	*out = t;
	return ERR_OK;
}

/* certificates -------------------------------------------------------------- */

static enum err audit_certificate(struct ticket_work *w, const struct ticket_certificate *c,
				  struct error *e)
{
	const struct audit_data more[] = {
		{ "certificate", c->sha256, 0 }, { "algorithm", c->algorithm, 0 },
		{ "token", c->token_kind, 0 },	 { "status", c->revocation, 0 },
		{ "subject", c->subject, 1 },	 { "issuer", c->issuer, 1 },
	};

	return ticket_audit(w, "ticket.certificate", more, COUNT_OF(more), NULL, e);
}

enum err ticket_accept(struct ticket_work *w, const struct ticket_certificate *c, struct error *e)
{
	TRY(ticket_browser(w, e));
	TRY(ticket_give_way(w, e));
	w->t.token_kind = c->token_kind;
	w->t.certificates = c->certificates;
	w->t.algorithm = c->algorithm;
	w->t.revocation = c->revocation;
	w->t.error = NULL;
	TRY(ticket_move(w, TV_CERTIFICATE, e));
	return audit_certificate(w, c, e);
}

enum err ticket_certificate(struct domain *d, const struct signing_ticket *t, int64_t seq,
			    const struct ticket_certificate *c, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	TRY(ticket_accept(&w, c, e));
	return db_commit(tx.db, e);
}

static enum err burn(struct ticket_work *w, enum err why, struct error *e)
{
	if (why != ERR_SIGNATURE)
		return signing_ticket_update(&w->d->repo, &w->t, e);
	TRY(ticket_give_way(w, e));
	return ticket_move(w, TV_BURN, e);
}

enum err ticket_refuse(struct domain *d, const struct signing_ticket *t, int64_t seq, enum err why,
		       struct error *e)
{
	const char *refusal = d->refusal;
	const struct audit_data more[] = { { "reason", err_slug(why), 0 },
					   { "detail", refusal, 0 } };
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	if (!ticket_open(d, &w.t)) /* it was signed meanwhile */
		return domain_refuse(d, ERR_CONFLICT, "ticket-not-now", e);
	w.t.error = refusal ? domain_printf(d, "%s %s", err_slug(why), refusal) : err_slug(why);
	TRY(burn(&w, why, e));
	TRY(ticket_audit(&w, "ticket.refused", more, COUNT_OF(more), NULL, e));
	return db_commit(tx.db, e);
}

/* the state, and the end ------------------------------------------------------- */

enum err ticket_asked(struct domain *d, const struct signing_ticket *t, int64_t seq,
		      struct signing_ticket *now_out, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	TRY(signing_ticket_update(&d->repo, &w.t, e));
	TRY(db_commit(tx.db, e));
	*now_out = w.t;
	return ERR_OK;
}

enum err ticket_cancel(struct domain *d, const struct signing_ticket *t, int64_t seq,
		       const char *reason, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct ticket_work w;

	TRY(db_begin(tx.db, e));
	TRY(ticket_lock_call(d, t, seq, &w, e));
	TRY(ticket_end(&w, TV_CANCEL, reason, e));
	return db_commit(tx.db, e);
}
