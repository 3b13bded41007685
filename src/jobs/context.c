#include "jobs/context.h"
#include "jobs/witness.h"

struct domain work_domain(const struct job_run *j)
{
	return (struct domain){
		.repo = { j->db, j->mem, j->job->organisation_id },
		.clock = j->env->clock,
		.rng = j->env->rng,
		.master = j->env->master,
		.set = j->env->settings,
		.actor = { .kind = ACTOR_SYSTEM },
	};
}

enum err work_load(struct job_run *j, struct work *out, struct error *e)
{
	*out = (struct work){ .j = j, .d = work_domain(j) };
	TRY(job_payload_read(&out->d, j->job, &out->payload, e));
	if (out->payload.audit_hash && (strlen(out->payload.audit_hash) != 64 ||
					!hex_decode(out->payload.audit_hash, 64, out->event_hash)))
		return error_set(e, ERR_INTERNAL, "job %s: its audit hash is unreadable", j->job->id);
	TRY(organisation_get(&out->d.repo, &out->org, e));
	return dossier_load(&out->d, j->job->envelope_id, &out->x, e);
}

struct act_record work_record(const struct work *w, const char *kind, const char *act_id, time_ms at)
{
	return (struct act_record){
		.kind = kind,
		.act_id = act_id,
		.envelope_id = w->x.v.id,
		.title = w->x.v.title,
		.organisation = w->org.name,
		.event_hash = w->payload.audit_hash,
		.at = at,
		.trial = w->x.v.trial,
	};
}

enum err work_finish(struct work *w, work_step_fn *step, struct error *e)
{
	AUTO(tx) struct tx tx = { w->j->db };
	struct witness seen;

	TRY(witness_ask(w, &seen, e));
	TRY(db_begin(tx.db, e));
	TRY(step(w, e));
	TRY(witness_write(w, &seen, e));
	TRY(envelope_recovered(&w->d, w->x.v.id, e));
	TRY(job_finish(w->j, e));
	return db_commit(tx.db, e);
}
