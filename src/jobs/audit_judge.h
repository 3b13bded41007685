/* What a closed day of the audit trail proves, judged as anyone would judge it: by the record of
 * its file, offline. */
#pragma once
#include "domain/audit_day.h"
#include "jobs/records.h"

/* ERR_TSP: it proves nothing, the time-stamp is no good. One that cannot be judged here (its
 * authority is not among the anchors) gives no end, and why in out->missing; else that is "". */
enum err audit_judge(struct job_run *j, struct domain *d, const struct audit_proof *p,
		     struct preservation_facts *out, struct error *e) MUST_USE;
