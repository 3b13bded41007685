/* What stands inside the signed bytes of an act: a JSON record in the signature
 * dictionary (text string /SKYS_Act) and a reason for people.
 *
 * IP address, device and viewing times stay out of the PDF. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

struct act_record {
	const char *kind; /* "send", "agree", "approve", "closing", "certificate" */
	const char *act_id, *envelope_id, *document_id;
	const char *title;	       /* of the envelope */
	const char *organisation;      /* sending organisation */
	const char *name, *company, *department, *job_title, *email; /* of the person; NULL: none */
	const char *factors;	       /* JSON list of {kind, channel}; NULL: none */
	const char *statement_version; /* NULL: none */
	const char *shown_sha256;      /* digest of the revision that was shown; NULL: none */
	const char *attachments;       /* JSON list of {id, sha256}, of what was sent along; NULL: none */
	const char *values_sha256;     /* digest of what was filled in (domain/field.h); NULL: nothing */
	const char *event_hash;	       /* hex, of the audit event of the act */
	time_ms at;
	_Bool trial;
};

/* Canonical: keys sorted, no spaces. NULL when mem is full. */
const char *act_record_json(const struct act_record *r, struct arena *mem);
/* One line, Japanese: what a PDF reader shows as reason. */
const char *act_record_reason(const struct act_record *r, struct arena *mem);
