/* job "audit_renew": closed days of the audit trail that are due get one more time-stamp, all of
 * the batch the same one; what another policy planned is only looked at.
 *
 * First every day gives its leaf, then one time-stamp is taken over the tree, then day after day
 * is stored. Killed in between, the next run goes on with those that the batch still holds: at
 * most one time-stamp too many. */
#include "domain/audit_day.h"
#include "jobs/audit_judge.h"
#include "jobs/context.h"
#include "jobs/stamping.h"
#include "sig/ers/complete.h"

enum { DAY_MEMORY = 256 * 1024 * 1024, RELEASE_MS = 60 * 60 * 1000 };

struct turn {
	const char *day;
	struct ers_renewal renewal;
};
struct batch {
	struct job_run *j;
	struct domain d; /* its memory holds what lasts as long as the job */
	const char *id;
	enum digest_alg alg;
	struct turn *list;
	size_t n;
	struct buf leaves;
	struct ers_tree tree;
	struct stamped stamped;
	_Bool stored; /* the token is on record */
};

static struct domain for_one(const struct batch *b, struct arena *mem)
{
	struct domain d = b->d;

	d.repo.mem = mem;
	return d;
}

/* What came of a day. */
struct result {
	struct preservation_outcome o;
	const struct audit_day_stamp *stamp; /* NULL: none was taken */
	struct bytes completed;
};

static enum err write_stamp(struct batch *b, struct domain *d, const struct result *r,
			    struct error *e)
{
	TRY(audit_day_stamp_complete(&d->repo, r->stamp->day, r->stamp->no - 1, r->completed, e));
	TRY(audit_day_stamp_insert(&d->repo, r->stamp, e));
	return b->stored ? ERR_OK : stamping_got(d, &b->stamped, e);
}

static void log_result(const struct batch *b, const struct audit_day *v,
		       const struct preservation_outcome *o)
{
	enum log_level bad = v->deadline_at <= domain_now(&b->d) ? LOG_ERROR : LOG_WARN;

	log_event(b->j->env->log, o->error ? bad : LOG_INFO,
		  o->error ? "audit.day_lacking" : "audit.day_kept", LF_STR("org", b->d.repo.org),
		  LF_STR("step", v->day), LF_INT("attempt", v->attempts),
		  LF_STR("error", o->error));
}

/* Under the fence. */
static enum err settle(struct batch *b, struct domain *d, struct audit_day *v,
		       const struct result *r, struct error *e)
{
	AUTO(tx) struct tx tx = { b->j->db };

	audit_day_replan(d, v, &r->o, 1);
	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, d->clock, b->j->job, e));
	if (r->stamp)
		TRY(write_stamp(b, d, r, e));
	TRY(audit_day_plan(&d->repo, v, e));
	TRY(db_commit(tx.db, e));
	if (r->stamp)
		b->stored = 1;
	log_result(b, v, &r->o);
	return ERR_OK;
}

/* What has nothing to do with the day: the whole job is tried again. */
static _Bool is_collision(enum err rc)
{
	return rc == ERR_BUSY || rc == ERR_CONFLICT || rc == ERR_COMMIT_UNKNOWN;
}

/* leaves ---------------------------------------------------------------- */

static enum err look(struct batch *b, struct domain *d, struct audit_proof *p, struct error *e)
{
	struct result r = { .o = { .tried = KEEP_NONE, .known = 1 } };

	TRY(audit_judge(b->j, d, p, &r.o.facts, e));
	return settle(b, d, &p->day, &r, e);
}

static enum err add_leaf(struct batch *b, struct domain *d, const struct audit_proof *p,
			 struct error *e)
{
	struct turn *m = &b->list[b->n];
	struct ers_renewal r = { .alg = b->alg };
	struct ers_completion done;
	struct ers_world world;
	struct ers_last last;
	struct ers_tree own;
	struct bytes record;

	TRY(records_world(b->j, &world, e));
	TRY(ers_batch_record(&p->batch, 0, d->repo.mem, &record, e));
	TRY(ers_last(record, d->repo.mem, &last, e));
	TRY(ers_token_complete(last.token, &world, domain_now(d), d->repo.mem, &done, e));
	if (!done.complete)
		return error_set(e, done.later ? ERR_UNAVAILABLE : ERR_CERT,
				 "the day's last time-stamp: %.200s", done.missing);
	r.kind = last.alg == b->alg ? ERS_RENEW_TIMESTAMP : ERS_RENEW_HASH_TREE;
	r.completed = done.token;
	TRY(ers_batch_renewal(&p->batch, &r, d->repo.mem, &own, e));
	if (!arena_copy(b->j->mem, done.token, &r.completed))
		return error_set(e, ERR_TOO_LARGE, "audit days: out of memory");
	*m = (struct turn){ domain_printf(&b->d, "%s", p->day.day), r };
	buf_append(&b->leaves, ers_tree_root(&own));
	b->n++;
	return ERR_OK;
}

/* Or is it here because the rules have changed? */
static _Bool is_due(const struct domain *d, const struct audit_day *v)
{
	return v->next_at <= domain_now(d);
}

static enum err gather_one(struct batch *b, struct domain *d, struct audit_proof *p,
			   struct error *e)
{
	return is_due(d, &p->day) ? add_leaf(b, d, p, e) : look(b, d, p, e);
}

static enum err gather(struct batch *b, const char *day, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(DAY_MEMORY);
	struct domain d = for_one(b, mem);
	struct audit_proof p;
	struct result r = { 0 };
	enum err rc;

	TRY(audit_proof_load(&d, day, &p, e));
	r.o.tried = is_due(&d, &p.day) ? KEEP_RENEW : KEEP_NONE;
	rc = gather_one(b, &d, &p, e);
	if (rc == ERR_OK || is_collision(rc))
		return rc;
	db_rollback(b->j->db);
	r.o.error = domain_printf(&d, "%s", e->msg);
	r.o.hopeless = !job_may_pass(rc);
	return settle(b, &d, &p.day, &r, e);
}

/* the time-stamp, and storing -------------------------------------------- */

static enum err stamp(struct batch *b, struct error *e)
{
	struct stamping_wish wish = { .purpose = STAMP_RENEWAL, .alg = b->alg };

	wish.subject = domain_printf(&b->d, "audit:%s", b->id);
	TRY(ers_tree_build(b->alg, buf_bytes(&b->leaves), b->j->mem, &b->tree, e));
	wish.imprint = ers_tree_root(&b->tree);
	return stamping_get(b->j, &b->d, &wish, &b->stamped, e);
}

static enum err brothers_of(const struct batch *b, size_t i, struct arena *mem, struct bytes *out,
			    struct error *e)
{
	AUTO(buf) struct buf all = { 0 };
	struct bytes brothers[ERS_LEVELS_MAX];
	size_t n = ers_tree_path(&b->tree, i, brothers);

	for (size_t k = 0; k < n; k++)
		buf_append(&all, brothers[k]);
	if (!n) {
		*out = BYTES(NULL, 0);
		return ERR_OK;
	}
	return arena_copy(mem, buf_bytes(&all), out)
		       ? ERR_OK
		       : error_set(e, ERR_TOO_LARGE, "audit days: out of memory");
}

/* The day as it will be: its last token completed, and one stamp more. */
static enum err extend(struct batch *b, struct domain *d, size_t i, struct audit_proof *p,
		       struct audit_day_stamp *more, struct error *e)
{
	const struct ers_renewal *r = &b->list[i].renewal;
	struct audit_day_stamp *all = arena_alloc_n(d->repo.mem, p->n_stamps + 1, sizeof(*all));
	struct ers_stage *stages = arena_alloc_n(d->repo.mem, p->n_stamps + 1, sizeof(*stages));
	struct ers_tree own;

	if (!all || !stages)
		return error_set(e, ERR_TOO_LARGE, "audit days: out of memory");
	memcpy(stages, p->batch.stages, p->n_stamps * sizeof(*stages));
	*more = (struct audit_day_stamp){
		.day = p->day.day,
		.kind = r->kind == ERS_RENEW_HASH_TREE ? "hash-tree" : "timestamp",
		.digest = digest_name(b->alg),
		.no = p->stamps[p->n_stamps - 1].no + 1,
		.token = b->stamped.token.der,
		.authority = b->stamped.token.authority,
		.class = stamp_class_name(b->stamped.class),
		.gen_time = b->stamped.token.gen_time,
	};
	TRY(ers_batch_renewal(&p->batch, r, d->repo.mem, &own, e));
	if (r->kind == ERS_RENEW_HASH_TREE)
		more->leaves = BYTES(own.level[0], own.n * digest_size(b->alg));
	TRY(brothers_of(b, i, d->repo.mem, &more->brothers, e));
	stages[p->n_stamps - 1].token = r->completed;
	stages[p->n_stamps] =
		(struct ers_stage){ r->kind, b->alg, more->leaves, more->brothers, more->token };
	p->batch.stages = stages;
	p->batch.n = p->n_stamps + 1;
	return ERR_OK;
}

static enum err store_one(struct batch *b, size_t i, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(DAY_MEMORY);
	struct domain d = for_one(b, mem);
	struct audit_day_stamp more;
	struct audit_proof p;
	struct result r = {
		.o = { .tried = KEEP_RENEW, .known = 1, .changed = 1 },
		.stamp = &more,
		.completed = b->list[i].renewal.completed,
	};

	TRY(audit_proof_load(&d, b->list[i].day, &p, e));
	TRY(extend(b, &d, i, &p, &more, e));
	TRY(audit_judge(b->j, &d, &p, &r.o.facts, e));
	return settle(b, &d, &p.day, &r, e);
}

/* ----------------------------------------------------------------------- */

static enum err load(struct job_run *j, struct batch *out, struct error *e)
{
	struct job_payload payload;

	*out = (struct batch){ .j = j, .d = work_domain(j), .alg = records_digest(j->env) };
	TRY(job_payload_read(&out->d, j->job, &payload, e));
	if (!payload.act)
		return error_set(e, ERR_INTERNAL, "job %s names no batch", j->job->id);
	out->id = payload.act;
	return ERR_OK;
}

static enum err run(struct batch *b, struct error *e)
{
	const char *const *days;
	size_t n;

	TRY(audit_day_of_batch(&b->d.repo, b->id, &days, &n, e));
	b->list = arena_alloc_n(b->j->mem, n + 1, sizeof(*b->list));
	if (!b->list)
		return error_set(e, ERR_TOO_LARGE, "audit days: out of memory");
	for (size_t i = 0; i < n; i++)
		TRY(gather(b, days[i], e));
	if (b->n)
		TRY(stamp(b, e));
	for (size_t i = 0; i < b->n; i++)
		TRY(store_one(b, i, e));
	return ERR_OK;
}

enum err job_audit_renew(struct job_run *j, struct error *e)
{
	struct batch b;
	enum err rc;

	TRY(load(j, &b, e));
	rc = run(&b, e);
	buf_done(&b.leaves);
	return rc;
}

enum err job_audit_renew_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct batch b;

	TRY(load(j, &b, e));
	return audit_day_release(&b.d.repo, b.id, cause->msg, domain_now(&b.d) + RELEASE_MS,
				 domain_now(&b.d), e);
}
