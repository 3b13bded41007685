/* job "audit_day": closes one day of an organisation's audit trail.
 *
 * The heads of its chains are read, one time-stamp is taken over them, and one transaction writes
 * the day's row, the token, its metering, the marks on the events and the job's end. Killed before
 * it, the next run reads the heads again: at most one time-stamp too many. What was added to a
 * chain meanwhile is not marked and goes into a later day. */
#include "domain/audit_day.h"
#include "jobs/audit_judge.h"
#include "jobs/context.h"
#include "jobs/stamping.h"

struct closing {
	struct job_run *j;
	struct domain d;
	const char *name;
	struct audit_day day;
	struct audit_head *heads;
	size_t n;
	enum digest_alg alg;
	struct ers_tree tree;
	struct stamped stamped;
	_Bool nothing; /* it has a row, or nothing to prove */
};

static enum err load(struct job_run *j, struct closing *out, struct error *e)
{
	struct job_payload payload;
	struct audit_day old;
	enum err rc;

	*out = (struct closing){ .j = j, .d = work_domain(j), .alg = records_digest(j->env) };
	TRY(job_payload_read(&out->d, j->job, &payload, e));
	if (!payload.day)
		return error_set(e, ERR_INTERNAL, "job %s names no day", j->job->id);
	out->name = payload.day;
	rc = audit_day_get(&out->d.repo, out->name, &old, e);
	out->nothing = rc == ERR_OK;
	return rc == ERR_NOT_FOUND ? ERR_OK : rc;
}

static enum err read_heads(struct closing *c, struct error *e)
{
	const struct audit_head *heads;
	time_ms start;

	if (!audit_day_start(c->name, &start))
		return error_set(e, ERR_INTERNAL, "\"%s\" is no day", c->name);
	TRY(audit_day_heads(&c->d.repo, start + AUDIT_DAY_MS, AUDIT_DAY_CHAINS_MAX, &heads, &c->n,
			    e));
	c->heads = (struct audit_head *)heads;
	c->nothing = !c->n;
	return ERR_OK;
}

static enum err plant(struct closing *c, struct error *e)
{
	struct arena *mem = c->d.repo.mem;
	const struct audit_day_line *lines;
	struct audit_day last;
	struct bytes leaves;
	size_t n;

	TRY(audit_day_last(&c->d.repo, &last, e));
	c->day = (struct audit_day){ .day = c->name,
				     .no = last.no + 1,
				     .chains = (int64_t)c->n,
				     .digest = digest_name(c->alg),
				     .previous_root = last.root };
	TRY(audit_day_text(&c->d, c->name, &last, c->heads, c->n, &c->day.text, e));
	TRY(audit_day_lines(mem, c->day.text, &lines, &n, e));
	TRY(audit_day_leaves(mem, c->day.text, lines, n, c->alg, &leaves, e));
	TRY(ers_tree_build(c->alg, leaves, mem, &c->tree, e));
	c->day.root = ers_tree_root(&c->tree);
	return ERR_OK;
}

static enum err stamp(struct closing *c, struct error *e)
{
	const struct stamping_wish wish = {
		.purpose = STAMP_CONCLUSION,
		.alg = c->alg,
		.imprint = c->day.root,
		.subject = domain_printf(&c->d, "audit:%s:%s", c->d.repo.org, c->name),
	};

	TRY(stamping_get(c->j, &c->d, &wish, &c->stamped, e));
	c->day.authority = c->stamped.token.authority;
	c->day.class = stamp_class_name(c->stamped.class);
	c->day.gen_time = c->stamped.token.gen_time;
	c->day.created_at = domain_now(&c->d);
	return ERR_OK;
}

static enum err judge(struct closing *c, const struct audit_day_stamp *first, struct error *e)
{
	struct preservation_outcome o = { .tried = KEEP_NONE, .known = 1 };
	struct audit_proof proof;

	TRY(audit_proof_make(&c->d, &c->day, first, &proof, e));
	TRY(audit_judge(c->j, &c->d, &proof, &o.facts, e));
	audit_day_replan(&c->d, &c->day, &o, 0);
	if (*o.facts.missing)
		c->day.last_error = o.facts.missing;
	return ERR_OK;
}

static enum err mark_events(struct closing *c, struct error *e)
{
	for (size_t i = 0; i < c->n; i++)
		TRY(audit_day_mark(&c->d.repo, c->name, c->heads[i].chain, c->heads[i].seq, e));
	return ERR_OK;
}

static enum err store(struct closing *c, const struct audit_day_stamp *first, struct error *e)
{
	AUTO(tx) struct tx tx = { c->j->db };

	TRY(db_begin(tx.db, e));
	TRY(audit_day_insert(&c->d.repo, &c->day, e));
	TRY(audit_day_stamp_insert(&c->d.repo, first, e));
	TRY(mark_events(c, e));
	TRY(stamping_got(&c->d, &c->stamped, e));
	TRY(job_finish(c->j, e));
	return db_commit(tx.db, e);
}

static enum err close_day(struct closing *c, struct error *e)
{
	struct audit_day_stamp first = { .kind = "first" };

	TRY(plant(c, e));
	TRY(stamp(c, e));
	first.day = c->name;
	first.digest = c->day.digest;
	first.token = c->stamped.token.der;
	first.authority = c->day.authority;
	first.class = c->day.class;
	first.gen_time = c->day.gen_time;
	TRY(judge(c, &first, e));
	TRY(store(c, &first, e));
	log_event(c->j->env->log, LOG_INFO, "audit.day_closed", LF_STR("org", c->d.repo.org),
		  LF_STR("step", c->name), LF_INT("count", c->n));
	return ERR_OK;
}

static enum err run(struct job_run *j, struct error *e)
{
	struct closing c;

	TRY(load(j, &c, e));
	if (!c.nothing)
		TRY(read_heads(&c, e));
	return c.nothing ? ERR_OK : close_day(&c, e);
}

/* A day is never given up: whatever failed, it is tried again, more and more rarely. */
enum err job_audit_day(struct job_run *j, struct error *e)
{
	enum err rc = run(j, e);

	if (rc == ERR_OK || job_may_pass(rc))
		return rc;
	log_event(j->env->log, LOG_ERROR, "audit.day_failed",
		  LF_STR("org", j->job->organisation_id), LF_STR("code", err_slug(rc)),
		  LF_STR("error", e->msg));
	e->code = ERR_UNAVAILABLE;
	return e->code;
}
