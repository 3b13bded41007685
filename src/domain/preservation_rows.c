/* Rows of kept documents: begun at conclusion, settled after each try. */
#include "domain/audit.h"
#include "domain/preservation.h"
#include "domain/timestamps.h"
#include "store/repo/document.h"
#include "store/repo/envelope.h"

enum { DAY_SIZE = 16 };

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static time_ms stored_end(time_ms t)
{
	return t >= KEEP_NEVER ? KEEP_NEVER : t > 0 ? t : 0;
}

/* The row by the plan; what the plan says nothing about stays. */
static void apply(struct domain *d, const struct keep_plan *plan, struct preservation *p)
{
	const char *state = keep_state_name(plan->state);

	if (!p->state || strcmp(p->state, state) != 0)
		p->since = domain_now(d);
	p->state = state;
	p->next_action = keep_action_name(plan->action);
	p->next_at = plan->next_at;
	p->deadline_at = plan->deadline_at;
	p->proof_from = plan->from;
	p->urgent = (plan->urgent ? KEEP_ANY_HOUR : 0) |
		    (plan->action == KEEP_RENEW && !strcmp(p->method, "record") ? KEEP_SHARED : 0);
	p->attempts = plan->attempts;
	p->updated_at = domain_now(d);
}

static enum err write_new(struct domain *d, struct preservation *p, struct error *e)
{
	struct preservation old;
	enum err rc = preservation_get(&d->repo, p->document_id, &old, e);

	if (rc == ERR_NOT_FOUND)
		return preservation_insert(&d->repo, p, e);
	TRY(rc);
	p->turn = old.turn + 1; /* a job that still has it has nothing to say any more */
	p->created_at = old.created_at;
	return preservation_update(&d->repo, p, e);
}

static enum err begin(struct domain *d, const struct preservation_facts *f, const char *policy,
		      struct error *e)
{
	struct stamp_policy stamps;
	const struct keep_facts facts = {
		.now = domain_now(d),
		.document_id = f->document_id,
		.level_requested = f->level_requested,
		.level_reached = f->level_reached,
		.ends = stored_end(f->good_until),
		.newer_at = f->newer_at,
	};
	const struct keep_plan plan = preservation_plan(&d->set->keep, &facts);
	struct preservation p = {
		.document_id = f->document_id,
		.envelope_id = f->envelope_id,
		.level_requested = or_empty(f->level_requested),
		.level_reached = or_empty(f->level_reached),
		.proof_ends_at = facts.ends,
		.proof_ends_why = f->ends,
		.policy = policy,
		.last_error = f->missing && *f->missing ? f->missing : NULL,
		.created_at = domain_now(d),
	};

	TRY(stamp_policy_get(d, &stamps, e));
	p.method = stamps.renewal_method;
	apply(d, &plan, &p);
	return write_new(d, &p, e);
}

enum err preservation_begin(struct domain *d, const struct preservation_facts *f, struct error *e)
{
	return begin(d, f, preservation_policy(d), e);
}

enum err preservation_adopt(struct domain *d, const struct preservation_orphan *o, struct error *e)
{
	const char *today = d->set->level;
	const struct preservation_facts f = {
		.document_id = o->document_id,
		.envelope_id = o->envelope_id,
		.level_requested = keep_level(o->level_requested) > keep_level(today)
					   ? o->level_requested
					   : today,
		.level_reached = o->level_reached,
	};

	return begin(d, &f, "", e); /* of no policy: it is looked at */
}

/* settling -------------------------------------------------------------- */

static void day_of(time_ms t, char out[DAY_SIZE])
{
	char text[TIME_JST_SIZE];

	time_jst(t, text);
	memcpy(out, text, 10); /* 2026-11-23 */
	out[10] = '\0';
}

static enum err tell_trail(struct domain *d, const char *kind, const struct preservation *p,
			   struct error *e)
{
	char until[DAY_SIZE] = "-";
	struct document doc;

	TRY(document_get(&d->repo, p->document_id, &doc, e));
	if (p->proof_ends_at && p->proof_ends_at < KEEP_NEVER)
		day_of(p->proof_ends_at, until);
	return audit_append(
		d,
		&(struct audit_entry){
			.envelope = p->envelope_id,
			.kind = kind,
			.data = (const struct audit_data[]){ { "document", p->document_id, 0 },
							     { "document_name", doc.name, 1 },
							     { "level", p->level_reached, 0 },
							     { "until", until, 0 } },
			.n = 4 },
		NULL, e);
}

static enum err audit_outcome(struct domain *d, const struct preservation *before,
			      const struct preservation *p, const struct preservation_outcome *o,
			      struct error *e)
{
	if (keep_level(p->level_reached) > keep_level(before->level_reached))
		return tell_trail(d, "document.level_reached", p, e);
	if (!o->changed)
		return ERR_OK;
	return tell_trail(d, o->tried == KEEP_RENEW ? "document.renewed" : "document.refreshed", p,
			  e);
}

/* The contract's level is that of its weakest document. */
static enum err update_contract(struct domain *d, struct envelope *v, struct error *e)
{
	const struct preservation *rows;
	const char *worst = NULL;
	size_t n;

	TRY(preservation_of_envelope(&d->repo, v->id, &rows, &n, e));
	for (size_t i = 0; i < n; i++)
		if (!worst || keep_level(rows[i].level_reached) < keep_level(worst))
			worst = rows[i].level_reached;
	if (!worst || (v->level_reached && !strcmp(worst, v->level_reached)))
		return ERR_OK;
	v->level_reached = worst;
	return envelope_update(&d->repo, v, e);
}

/* Holds the contract's row, so that its documents are settled one after the other. */
static enum err lock_contract(struct domain *d, const char *id, struct envelope *out,
			      struct error *e)
{
	struct envelope v;

	TRY(envelope_get(&d->repo, id, &v, e));
	return envelope_lock(&d->repo, id, v.updated_at, out, e);
}

static struct keep_facts facts_of(struct domain *d, const struct preservation *p,
				  const struct preservation *before,
				  const struct preservation_outcome *o)
{
	return (struct keep_facts){
		.now = domain_now(d),
		.document_id = p->document_id,
		.level_requested = p->level_requested,
		.level_reached = p->level_reached,
		.ends = p->proof_ends_at,
		.newer_at = o->facts.newer_at,
		.tried = o->tried,
		.attempts = o->error ? before->attempts + 1 : 0,
		.hopeless = o->hopeless,
		.known = 1,
		.ends_before = before->proof_ends_at,
		.from_before = before->proof_from,
		.deadline_before = before->deadline_at,
	};
}

static const char *last_error(struct domain *d, const struct preservation_outcome *o,
			      const struct keep_plan *plan, const struct preservation *p)
{
	if (o->error)
		return o->error;
	if (plan->in_vain && !p->proof_ends_at)
		return "renewed, but it is not known when the proof ends";
	if (plan->in_vain)
		return domain_printf(
			d,
			"renewed, but the proof ends no later than before (%s): another "
			"time-stamp authority or stronger algorithms are needed",
			or_empty(p->proof_ends_why));
	return plan->action == KEEP_EXTEND ? o->facts.missing : NULL;
}

static struct preservation settled(struct domain *d, const struct preservation *before,
				   const struct preservation_outcome *o)
{
	struct preservation p = *before;
	struct keep_facts facts;
	struct keep_plan plan;

	if (o->known) {
		p.level_reached = or_empty(o->facts.level_reached);
		p.proof_ends_at = stored_end(o->facts.good_until);
		p.proof_ends_why = o->facts.ends;
	}
	facts = facts_of(d, &p, before, o);
	plan = preservation_plan(&d->set->keep, &facts);
	apply(d, &plan, &p);
	p.last_error = last_error(d, o, &plan, &p);
	p.hand = 0;
	if (o->known) /* what was only tried in vain has not been looked at by the present rules */
		p.policy = preservation_policy(d);
	if (o->tried == KEEP_RENEW && o->changed && !o->error)
		p.renewed_at = domain_now(d);
	return p;
}

enum err preservation_settle(struct domain *d, const struct preservation *row,
			     const struct preservation_outcome *o, struct error *e)
{
	struct preservation before, p;
	struct envelope v;

	TRY(lock_contract(d, row->envelope_id, &v, e));
	TRY(preservation_get(&d->repo, row->document_id, &before, e));
	if (!before.hand || before.turn != row->turn)
		return error_set(e, ERR_CONFLICT, "the document was handed out again meanwhile");
	p = settled(d, &before, o);
	TRY(preservation_update(&d->repo, &p, e));
	TRY(audit_outcome(d, &before, &p, o, e));
	return update_contract(d, &v, e);
}

enum err preservation_retry(struct domain *d, const char *document, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct preservation p;
	struct envelope v;

	TRY(db_begin(tx.db, e));
	TRY(preservation_get(&d->repo, document, &p, e));
	TRY(lock_contract(d, p.envelope_id, &v, e));
	TRY(preservation_get(&d->repo, document, &p, e));
	if (!strcmp(p.state, keep_state_name(KEEP_OK)))
		return domain_refuse(d, ERR_CONFLICT, "keep-nothing-to-do", e);
	p.next_at = domain_now(d);
	p.urgent |= KEEP_ANY_HOUR;
	p.updated_at = domain_now(d);
	TRY(preservation_update(&d->repo, &p, e));
	TRY(tell_trail(d, "document.retried", &p, e));
	return db_commit(tx.db, e);
}
