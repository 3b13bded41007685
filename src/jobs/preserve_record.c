/* job "record": many kept documents are renewed by one time-stamp, an evidence record for each.
 *
 * The planner has put them into one batch. First every document gives its leaf; what fails is
 * settled alone. Then one time-stamp is taken over the tree. Then the records are stored, some
 * hundred in each transaction. Killed in between, the next run makes a tree of what is left: at
 * most one time-stamp too many. */
#include "domain/preservation.h"
#include "jobs/context.h"
#include "jobs/records.h"
#include "jobs/stamping.h"

enum { PAGE = 100, DOCUMENT_MEMORY = 256 * 1024 * 1024 };

struct batch {
	struct job_run *j;
	struct domain d;
	const char *id;
	struct record_tree tree;
	struct record_member *list;
	size_t n, cap;
	struct ers_tree hashes;
	struct stamped stamped;
	struct longlife_result proof; /* how long the records last */
	_Bool stored;		      /* the token is on record */
};

/* leaves ---------------------------------------------------------------- */

static enum err settle_failed(struct batch *b, const struct preservation *row, enum err rc,
			      const struct error *cause, struct error *e)
{
	AUTO(tx) struct tx tx = { b->j->db };
	const struct preservation_outcome o = { .tried = KEEP_RENEW,
						.error = cause->msg,
						.hopeless = !job_may_pass(rc) };

	log_event(b->j->env->log, LOG_WARN, "preservation.lacking",
		  LF_STR("document", row->document_id), LF_STR("org", b->d.repo.org),
		  LF_STR("step", "record"), LF_STR("error", cause->msg));
	TRY(db_begin(tx.db, e));
	TRY(preservation_settle(&b->d, row, &o, e));
	return db_commit(tx.db, e);
}

static enum err keep_lease(struct batch *b, struct error *e)
{
	AUTO(tx) struct tx tx = { b->j->db };

	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, b->d.clock, b->j->job, e));
	return db_commit(tx.db, e);
}

/* What has nothing to do with the document: the whole job is tried again. */
static _Bool is_collision(enum err rc)
{
	return rc == ERR_BUSY || rc == ERR_CONFLICT || rc == ERR_COMMIT_UNKNOWN;
}

static enum err gather_one(struct batch *b, const struct preservation *row, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(DOCUMENT_MEMORY);
	struct record_member m;
	struct error cause;
	enum err rc;

	TRY(keep_lease(b, e));
	rc = records_leaf(&b->tree, row, mem, &m, e);
	if (is_collision(rc))
		return rc;
	if (rc != ERR_OK) {
		db_rollback(b->j->db);
		cause = *e;
		return settle_failed(b, row, rc, &cause, e);
	}
	b->list = arena_grow(b->j->mem, b->list, b->n, &b->cap, sizeof(*b->list));
	if (!b->list)
		return error_set(e, ERR_TOO_LARGE, "record: too many documents");
	b->list[b->n++] = m;
	return ERR_OK;
}

/* By day only what is overdue goes on. */
static _Bool is_over(const struct batch *b, const struct preservation *row)
{
	return atomic_load(b->j->stop) || (!(row->urgent & KEEP_ANY_HOUR) &&
					   !preservation_night(&b->d.set->keep, domain_now(&b->d)));
}

static enum err gather_page(struct batch *b, const char **after, _Bool *more, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct repo r = { b->j->db, mem, b->d.repo.org };
	const struct preservation *rows;
	size_t n;

	TRY(preservation_of_batch(&r, b->id, *after, PAGE, &rows, &n, e));
	*more = n == PAGE;
	for (size_t i = 0; i < n; i++) {
		if (is_over(b, &rows[i])) {
			*more = 0;
			return ERR_OK;
		}
		TRY(gather_one(b, &rows[i], e));
		*after = domain_printf(&b->d, "%s", rows[i].document_id);
	}
	return ERR_OK;
}

static enum err gather(struct batch *b, struct error *e)
{
	const char *after = "";
	_Bool more = 1;

	while (more)
		TRY(gather_page(b, &after, &more, e));
	return ERR_OK;
}

/* the time-stamp -------------------------------------------------------- */

static enum err stamp(struct batch *b, struct error *e)
{
	struct stamping_wish wish = {
		.purpose = STAMP_RENEWAL,
		.alg = b->tree.alg,
		.subject = b->id,
	};

	TRY(ers_tree_build(b->tree.alg, buf_bytes(&b->tree.leaves), b->j->mem, &b->hashes, e));
	wish.imprint = ers_tree_root(&b->hashes);
	return stamping_get(b->j, &b->d, &wish, &b->stamped, e);
}

/* All records of the batch end with this token: the first one tells when. */
static enum err judge_first(struct batch *b, struct error *e)
{
	struct evidence_record v;

	TRY(records_make(&b->tree, &b->hashes, b->stamped.token.der, &b->list[0], b->j->mem, &v,
			 e));
	return records_judge(b->j, &b->d, &v, &b->proof, e);
}

/* storing --------------------------------------------------------------- */

static enum err store_one(struct batch *b, const struct record_member *m, struct arena *mem,
			  struct error *e)
{
	struct domain d = b->d;
	struct preservation row;
	struct evidence_record v;
	const struct preservation_outcome o = {
		.tried = KEEP_RENEW,
		.known = 1,
		.changed = 1,
		.facts = { .level_reached = m->reached,
			   .good_until = b->proof.good_until,
			   .ends = b->proof.ends },
	};

	d.repo.mem = mem;
	TRY(records_make(&b->tree, &b->hashes, b->stamped.token.der, m, mem, &v, e));
	v.authority = b->stamped.token.authority;
	v.gen_time = b->stamped.token.gen_time;
	v.good_until = b->proof.good_until;
	TRY(evidence_record_put(&d.repo, &v, e));
	TRY(preservation_get(&d.repo, m->document_id, &row, e));
	return preservation_settle(&d, &row, &o, e);
}

static enum err store_page(struct batch *b, size_t from, size_t to, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(tx) struct tx tx = { b->j->db };

	TRY(db_begin(tx.db, e));
	TRY(queue_extend(tx.db, b->d.clock, b->j->job, e));
	if (!b->stored)
		TRY(stamping_got(&b->d, &b->stamped, e));
	for (size_t i = from; i < to; i++)
		TRY(store_one(b, &b->list[i], mem, e));
	TRY(db_commit(tx.db, e));
	b->stored = 1;
	return ERR_OK;
}

static enum err store(struct batch *b, struct error *e)
{
	for (size_t i = 0; i < b->n; i += PAGE)
		TRY(store_page(b, i, i + PAGE < b->n ? i + PAGE : b->n, e));
	return ERR_OK;
}

/* ----------------------------------------------------------------------- */

static enum err load(struct job_run *j, struct batch *out, struct error *e)
{
	struct job_payload payload;

	*out = (struct batch){ .j = j, .d = work_domain(j) };
	TRY(job_payload_read(&out->d, j->job, &payload, e));
	if (!payload.act)
		return error_set(e, ERR_INTERNAL, "job %s names no batch", j->job->id);
	out->id = payload.act;
	return ERR_OK;
}

/* What the night did not suffice for waits for the next one. */
static enum err finish(struct batch *b, struct error *e)
{
	AUTO(tx) struct tx tx = { b->j->db };

	TRY(db_begin(tx.db, e));
	TRY(preservation_release_batch(&b->d.repo, b->id, e));
	TRY(job_finish(b->j, e));
	TRY(db_commit(tx.db, e));
	log_event(b->j->env->log, LOG_INFO, "preservation.records", LF_STR("org", b->d.repo.org),
		  LF_INT("count", b->n));
	return ERR_OK;
}

static enum err run(struct batch *b, struct error *e)
{
	TRY(gather(b, e));
	if (b->n) {
		TRY(stamp(b, e));
		TRY(judge_first(b, e));
		TRY(store(b, e));
	}
	return finish(b, e);
}

enum err job_record(struct job_run *j, struct error *e)
{
	struct batch b;
	enum err rc;

	TRY(load(j, &b, e));
	b.tree = (struct record_tree){ .j = j, .d = &b.d, .alg = records_digest(j->env) };
	rc = run(&b, e);
	buf_done(&b.tree.leaves);
	return rc;
}

enum err job_record_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct batch b;

	TRY(load(j, &b, e));
	return preservation_fail_batch(&b.d.repo, b.id, cause->msg, domain_now(&b.d), e);
}
