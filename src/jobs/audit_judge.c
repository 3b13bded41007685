#include "jobs/audit_judge.h"
#include "sig/ers/verify.h"

static enum err digest_file(void *ctx, enum digest_alg alg, unsigned char out[DIGEST_MAX],
			    struct error *e)
{
	const struct bytes *file = ctx;

	(void)e;
	digest_of(alg, *file, out);
	return ERR_OK;
}

enum err audit_judge(struct job_run *j, struct domain *d, const struct audit_proof *p,
		     struct preservation_facts *out, struct error *e)
{
	struct bytes file = audit_proof_bytes(p, 0), record;
	const struct ers_document document = { digest_file, &file };
	struct preservation_facts facts = { .missing = "" };
	struct ers_report report;
	struct ers_world world;

	TRY(records_world(j, &world, e));
	world.online = NULL;
	TRY(ers_batch_record(&p->batch, 0, d->repo.mem, &record, e));
	TRY(ers_verify(record, &document, &world, domain_now(d), d->repo.mem, &report, e));
	if (report.verdict == ERS_FAILED)
		return error_set(e, ERR_TSP, "audit day %s: %s", p->day.day,
				 report.n_findings ? ers_text(report.findings[0].code, 0)
						   : "its record proves nothing");
	if (report.verdict == ERS_PASSED) {
		facts.good_until = report.good_until;
		facts.ends = domain_printf(d, "%s", report.ends);
	} else {
		facts.missing = report.n_findings ? ers_text(report.findings[0].code, 0)
						  : "the time-stamp cannot be judged";
	}
	*out = facts;
	return ERR_OK;
}
