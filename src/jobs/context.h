/* What the handlers share: the domain of a job's organisation, its dossier, names of fields. */
#pragma once
#include "domain/field.h"
#include "domain/envelope.h"
#include "domain/jobs.h"
#include "jobs/act_record.h"
#include "jobs/runner.h"
#include "store/repo/organisation.h"

/* One envelope being worked on, the domain acting as the system. */
struct work {
	struct job_run *j;
	struct domain d;
	struct job_payload payload;
	struct dossier x;
	struct organisation org;
	unsigned char event_hash[32]; /* of the audit event that the act is; zeros: none */
};
/* The domain of the job's organisation, acting as the system. */
struct domain work_domain(const struct job_run *j);
enum err work_load(struct job_run *j, struct work *out, struct error *e) MUST_USE;

/* The record of an act, with what every act of this envelope shares. */
struct act_record work_record(const struct work *w, const char *kind, const char *act_id, time_ms at);

/* The job's last transaction: step, then the job is done. */
typedef enum err work_step_fn(struct work *w, struct error *e);
enum err work_finish(struct work *w, work_step_fn *step, struct error *e) MUST_USE;

