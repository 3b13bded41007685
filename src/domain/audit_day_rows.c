/* Rows of closed days: which one is next, what it proves, when it is renewed. */
#include "domain/audit_day.h"

/* proofs ------------------------------------------------------------------ */

struct bytes audit_proof_bytes(const struct audit_proof *p, size_t i)
{
	return i ? p->lines[i - 1].line : bytes_of_str(p->day.text);
}

size_t audit_proof_leaf(const struct audit_proof *p, const char *chain)
{
	for (size_t i = 0; i < p->n_lines; i++)
		if (!strcmp(p->lines[i].chain, chain))
			return i + 1;
	return 0;
}

static enum err digest_leaf(void *ctx, size_t i, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			    struct error *e)
{
	const struct audit_proof *p = ctx;

	(void)e;
	digest_of(alg, audit_proof_bytes(p, i), out);
	return ERR_OK;
}

static enum err stage_of(struct domain *d, const struct audit_proof *p,
			 const struct audit_day_stamp *s, struct ers_stage *out, struct error *e)
{
	struct ers_stage stage = {
		.kind = !strcmp(s->kind, "hash-tree") ? ERS_RENEW_HASH_TREE : ERS_RENEW_TIMESTAMP,
		.leaves = s->leaves,
		.brothers = s->brothers,
		.token = s->token,
	};

	if (!digest_parse(s->digest, &stage.alg))
		return error_set(e, ERR_INTERNAL, "audit day %s: unknown digest", p->day.day);
	if (!strcmp(s->kind, "first"))
		TRY(audit_day_leaves(d->repo.mem, p->day.text, p->lines, p->n_lines, stage.alg,
				     &stage.leaves, e));
	*out = stage;
	return ERR_OK;
}

/* p has day and stamps. */
static enum err complete(struct domain *d, struct audit_proof *p, struct error *e)
{
	struct ers_stage *stages = arena_alloc_n(d->repo.mem, p->n_stamps + 1, sizeof(*stages));

	if (!stages || !p->n_stamps)
		return error_set(e, stages ? ERR_INTERNAL : ERR_TOO_LARGE,
				 "audit day %s: its time-stamps cannot be read", p->day.day);
	TRY(audit_day_lines(d->repo.mem, p->day.text, &p->lines, &p->n_lines, e));
	for (size_t i = 0; i < p->n_stamps; i++)
		TRY(stage_of(d, p, &p->stamps[i], &stages[i], e));
	p->batch = (struct ers_batch){ stages, p->n_stamps, digest_leaf, p };
	return ERR_OK;
}

enum err audit_proof_load(struct domain *d, const char *day, struct audit_proof *out,
			  struct error *e)
{
	TRY(audit_day_get(&d->repo, day, &out->day, e));
	TRY(audit_day_stamp_list(&d->repo, day, &out->stamps, &out->n_stamps, e));
	return complete(d, out, e);
}

enum err audit_proof_make(struct domain *d, const struct audit_day *day,
			  const struct audit_day_stamp *stamp, struct audit_proof *out,
			  struct error *e)
{
	out->day = *day;
	out->stamps = stamp;
	out->n_stamps = 1;
	return complete(d, out, e);
}

enum err audit_proof_matches(struct domain *d, const struct audit_proof *p, size_t i, _Bool *out,
			     struct error *e)
{
	const struct audit_day_line *l = &p->lines[i - 1];
	struct bytes now;

	TRY(audit_event_hash(&d->repo, l->chain, l->seq, &now, e));
	*out = bytes_eq(now, BYTES(l->hash, sizeof(l->hash)));
	return ERR_OK;
}

/* which day --------------------------------------------------------------- */

time_ms audit_day_open_since(time_ms now)
{
	char day[AUDIT_DAY_SIZE];
	time_ms start = 0;

	audit_day_name(now - AUDIT_DAY_MARGIN_MS, day);
	return audit_day_start(day, &start) ? start : 0;
}

static enum err is_closed(struct domain *d, const char *day, _Bool *out, struct error *e)
{
	struct audit_day v;
	enum err rc = audit_day_get(&d->repo, day, &v, e);

	*out = rc == ERR_OK;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

/* The day of t when it has no row, else "". */
static enum err unless_closed(struct domain *d, time_ms t, char out[AUDIT_DAY_SIZE],
			      struct error *e)
{
	char day[AUDIT_DAY_SIZE];
	_Bool closed;

	audit_day_name(t, day);
	TRY(is_closed(d, day, &closed, e));
	memcpy(out, closed ? "" : day, closed ? 1 : AUDIT_DAY_SIZE);
	return ERR_OK;
}

enum err audit_day_next(struct domain *d, char out[AUDIT_DAY_SIZE], struct error *e)
{
	time_ms open = audit_day_open_since(domain_now(d)), at, from = 0, start;
	char day[AUDIT_DAY_SIZE] = "", of[AUDIT_DAY_SIZE];
	_Bool late = 0;

	for (;;) {
		TRY(audit_day_open_from(&d->repo, from, &at, e));
		if (!at || at >= open)
			break;
		late = 1;
		TRY(unless_closed(d, at, day, e));
		audit_day_name(at, of);
		if (*day || !audit_day_start(of, &start))
			break;
		from = start + AUDIT_DAY_MS;
	}
	if (late && !*day)
		TRY(unless_closed(d, open - 1, day, e));
	memcpy(out, day, AUDIT_DAY_SIZE);
	return ERR_OK;
}

/* renewal ----------------------------------------------------------------- */

static time_ms stored_end(time_ms t)
{
	return t >= KEEP_NEVER ? KEEP_NEVER : t > 0 ? t : 0;
}

void audit_day_replan(struct domain *d, struct audit_day *v, const struct preservation_outcome *o,
		      _Bool begun)
{
	const struct audit_day before = *v;
	struct keep_facts f = {
		.now = domain_now(d),
		.document_id = domain_printf(d, "%s:%s", d->repo.org, v->day),
		.level_requested = "B-LTA",
		.level_reached = "B-LTA",
		.tried = o->tried,
		.attempts = o->error ? v->attempts + 1 : 0,
		.hopeless = o->hopeless,
		.known = begun,
		.ends_before = before.good_until,
		.from_before = before.proof_from,
		.deadline_before = before.deadline_at,
	};
	struct keep_plan plan;

	if (o->known) {
		v->good_until = stored_end(o->facts.good_until);
		v->ends = o->facts.ends;
		v->policy = preservation_policy(d);
	}
	f.ends = v->good_until;
	plan = preservation_plan(&d->set->keep, &f);
	v->state = keep_state_name(plan.state);
	v->next_at = plan.next_at;
	v->deadline_at = plan.deadline_at;
	v->proof_from = plan.from;
	v->attempts = plan.attempts;
	v->last_error = o->error;
	v->updated_at = domain_now(d);
}
