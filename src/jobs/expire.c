/* jobs "expire", at the deadline, and "remind", before it. */
#include "jobs/context.h"

static enum err expire(struct work *w, struct error *e)
{
	return envelope_expire(&w->d, w->x.v.id, e);
}

enum err job_expire(struct job_run *j, struct error *e)
{
	struct work w;

	TRY(work_load(j, &w, e));
	return work_finish(&w, expire, e);
}

static enum err remind(struct work *w, struct error *e)
{
	return envelope_remind_due(&w->d, w->x.v.id, e);
}

enum err job_remind(struct job_run *j, struct error *e)
{
	struct work w;

	TRY(work_load(j, &w, e));
	return work_finish(&w, remind, e);
}

enum err job_envelope_failed(struct job_run *j, const struct error *cause, struct error *e)
{
	struct work w;

	(void)cause; /* told by the log; the person is told that it failed and will be looked at */
	TRY(work_load(j, &w, e));
	return envelope_failed(&w.d, w.x.v.id, "next-failed", e);
}
