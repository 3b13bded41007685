/* job "preserve": one kept document is brought to its level, given younger revocation data,
 * renewed, or only looked at. What came of it, good or bad, is written with the job's end. */
#include "domain/preservation.h"
#include "jobs/context.h"
#include "jobs/longlife.h"
#include "jobs/records.h"

struct keeping {
	struct job_run *j;
	struct domain d;
	struct preservation row;
	enum keep_action tried;
	_Bool stale; /* another turn has begun, or the document is not kept any more */
};

static enum err load(struct job_run *j, struct keeping *out, struct error *e)
{
	struct job_payload payload;
	enum err rc;

	*out = (struct keeping){ .j = j, .d = work_domain(j) };
	TRY(job_payload_read(&out->d, j->job, &payload, e));
	if (!payload.document)
		return error_set(e, ERR_INTERNAL, "job %s names no document", j->job->id);
	rc = preservation_get(&out->d.repo, payload.document, &out->row, e);
	out->stale = rc == ERR_NOT_FOUND ||
		     (rc == ERR_OK && (!out->row.hand || out->row.turn != payload.turn));
	if (out->stale)
		return ERR_OK;
	TRY(rc);
	if (!keep_action_parse(out->row.next_action, &out->tried))
		return error_set(e, ERR_INTERNAL, "document %s: its next action is unknown",
				 payload.document);
	if (out->row.next_at > domain_now(&out->d))
		out->tried = KEEP_NONE; /* handed out because the rules have changed */
	return ERR_OK;
}

static struct longlife_wish wish_of(const struct keeping *k)
{
	_Bool renew = k->tried == KEEP_RENEW;
	enum pades_level level;

	if (renew || !pades_level_parse(k->row.level_requested, &level))
		level = LEVEL_B_LTA;
	return (struct longlife_wish){
		.document_id = k->row.document_id,
		.purpose = renew ? "renewal" : "conclusion",
		.level = level,
		.renew = renew,
		.newer = k->tried == KEEP_LATER,
		.urgent = renew && k->row.deadline_at <= domain_now(&k->d),
	};
}

static const char *words_or(const char *words, const char *otherwise)
{
	return words && *words ? words : otherwise;
}

/* Why what was to be done is not done; NULL: it is. */
static const char *shortfall(const struct keeping *k, const struct longlife_result *r)
{
	if (k->tried == KEEP_EXTEND &&
	    keep_level(pades_level_name(r->reached)) < keep_level(k->row.level_requested))
		return words_or(r->missing, "the level was not reached");
	if (k->tried == KEEP_LATER && r->newer_at)
		return "there is no younger revocation data yet";
	if (k->tried == KEEP_RENEW && !r->changed)
		return words_or(r->missing, "no new time-stamp was put on it");
	return NULL;
}

static struct preservation_outcome outcome_of(const struct keeping *k,
					      const struct longlife_result *r)
{
	return (struct preservation_outcome){
		.tried = k->tried,
		.error = shortfall(k, r),
		.known = 1,
		.hopeless = !r->later && k->tried != KEEP_LATER,
		.changed = r->changed,
		.facts = { .level_reached = pades_level_name(r->reached),
			   .good_until = r->good_until,
			   .ends = r->ends,
			   .newer_at = r->newer_at,
			   .missing = r->missing },
	};
}

static void log_outcome(const struct keeping *k, const struct preservation_outcome *o)
{
	log_event(k->j->env->log, o->error ? LOG_WARN : LOG_INFO,
		  o->error ? "preservation.lacking" : "preservation.done",
		  LF_STR("document", k->row.document_id), LF_STR("org", k->d.repo.org),
		  LF_STR("step", keep_action_name(k->tried)),
		  LF_INT("attempt", k->row.attempts + 1), LF_STR("error", o->error));
}

static enum err finish(struct keeping *k, const struct preservation_outcome *o, struct error *e)
{
	AUTO(tx) struct tx tx = { k->j->db };

	TRY(db_begin(tx.db, e));
	TRY(preservation_settle(&k->d, &k->row, o, e));
	TRY(job_finish(k->j, e));
	TRY(db_commit(tx.db, e));
	log_outcome(k, o);
	return ERR_OK;
}

/* What has nothing to do with the document: the job alone is tried again, in a moment. */
static _Bool is_collision(enum err rc)
{
	return rc == ERR_BUSY || rc == ERR_CONFLICT || rc == ERR_COMMIT_UNKNOWN;
}

static enum pades_level level_of(const struct preservation *p)
{
	enum pades_level level;

	return pades_level_parse(p->level_reached, &level) ? level : LEVEL_NONE;
}

/* Only looked at, younger data stays wanted as it was. */
static enum err carry_out(struct keeping *k, struct longlife_result *out, struct error *e)
{
	const struct longlife_wish wish = wish_of(k);
	struct evidence_record record;
	_Bool recorded;

	if (k->tried != KEEP_NONE)
		return longlife_extend(k->j, &k->d, &wish, out, e);
	TRY(records_current(&k->d, k->row.document_id, &record, &recorded, e));
	if (recorded) { /* it, not the file's last time-stamp, is the last proof */
		*out = (struct longlife_result){ .reached = level_of(&k->row) };
		return records_judge(k->j, &k->d, &record, out, e);
	}
	TRY(longlife_look(k->j, &k->d, k->row.document_id, out, e));
	if (!strcmp(k->row.next_action, keep_action_name(KEEP_LATER)))
		out->newer_at = k->row.next_at - KEEP_LATER_MARGIN;
	return ERR_OK;
}

enum err job_preserve(struct job_run *j, struct error *e)
{
	struct longlife_result result = { 0 };
	struct preservation_outcome o;
	struct keeping k;
	enum err rc;

	TRY(load(j, &k, e));
	if (k.stale)
		return ERR_OK;
	rc = carry_out(&k, &result, e);
	if (is_collision(rc))
		return rc;
	db_rollback(j->db);
	o = outcome_of(&k, &result);
	if (rc != ERR_OK)
		o = (struct preservation_outcome){ .tried = k.tried,
						   .error = domain_printf(&k.d, "%s", e->msg),
						   .hopeless = !job_may_pass(rc) };
	return finish(&k, &o, e);
}

enum err job_preserve_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct preservation_outcome o = { .error = cause->msg, .hopeless = 1 };
	struct keeping k;

	TRY(load(j, &k, e));
	if (k.stale)
		return ERR_OK;
	o.tried = k.tried;
	return preservation_settle(&k.d, &k.row, &o, e);
}
