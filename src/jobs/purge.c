/* job "purge": a discarded draft's time in the trash is over. */
#include "domain/trash.h"
#include "jobs/context.h"

enum err job_purge(struct job_run *j, struct error *e)
{
	AUTO(tx) struct tx tx = { j->db };
	struct domain d = work_domain(j);

	TRY(db_begin(tx.db, e));
	TRY(envelope_purge(&d, j->job->envelope_id, e));
	TRY(job_finish(j, e));
	return db_commit(tx.db, e);
}
