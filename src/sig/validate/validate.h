/* The validator: any PDF in, a report out (ETSI EN 319 102-1). It reads with the strict reader and
 * believes nothing that the file says about itself: see docs/formats/verify-report.md. */
#pragma once
#include "pdf/source.h"
#include "sig/trust/session.h"
#include "sig/trust/trust.h"
#include "sig/validate/policy.h"
#include "sig/validate/report.h"

/* A proof from outside that the whole file existed, such as an evidence record (sig/ers). */
struct validate_existence {
	time_ms time;
	const char *by; /* for reports */
};

struct validate_options {
	const struct trust *trust;	 /* for signers and time-stamp authorities; NULL: nobody */
	time_ms at;			 /* time of validation */
	const char *file;		 /* name for the report; NULL: "" */
	_Bool require_revocation;	 /* no revocation data: INDETERMINATE / TRY_LATER */
	const struct algo_policy *algorithms; /* NULL: the built-in one */
	const struct trust_online *online; /* where more may be asked; NULL: nothing is fetched */
	const char *const *policies;	 /* a signer's chain must have one of them; n 0: any */
	size_t n_policies;
	const struct validate_existence *existence; /* accepted before all else */
	size_t n_existence;
};

/* The limit for mem below: grows with the file, so that a small one cannot ask for much. */
size_t validate_memory(uint64_t size);

/* Never fails: what cannot be read is VERDICT_UNREADABLE. Everything lives in mem. */
struct validate_report validate_file(const struct pdf_source *src, const struct validate_options *o,
				     struct arena *mem);
