#include "domain/jobs.h"
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include "domain/audit.h"

static const struct {
	const char *kind;
	enum job_lane lane;
} kinds[] = {
	{ JOB_PREPARE, LANE_INTERACTIVE },
	{ JOB_ACT, LANE_INTERACTIVE },
	{ JOB_PARTY_PREPARE, LANE_INTERACTIVE },
	{ JOB_CONCLUDE, LANE_NORMAL },
	{ JOB_MAIL, LANE_NORMAL },
	{ JOB_SMS, LANE_INTERACTIVE },
	{ JOB_DATA_ENDING, LANE_BACKGROUND },
	{ JOB_EXPIRE, LANE_BACKGROUND },
	{ JOB_PURGE, LANE_BACKGROUND },
	{ JOB_REMIND, LANE_BACKGROUND },
	{ JOB_PRESERVE, LANE_BACKGROUND },
	{ JOB_RECORD, LANE_BACKGROUND },
	{ JOB_AUDIT_DAY, LANE_BACKGROUND },
	{ JOB_AUDIT_RENEW, LANE_BACKGROUND },
	{ JOB_BUNDLE, LANE_BACKGROUND },
	{ JOB_CONVERT, LANE_INTERACTIVE },
	{ JOB_READ_TEXT, LANE_INTERACTIVE },
};

static enum job_lane lane_of(const char *kind)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i].kind, kind))
			return kinds[i].lane;
	assert(!"unknown kind of job");
	abort();
}

static const char *payload_text(struct domain *d, const struct job_request *rq)
{
	char hex[2 * AUDIT_HASH_SIZE + 1];
	json_t *j = json_pack("{s:s*, s:s*, s:s*, s:s*, s:s*, s:s*}", "envelope_id", rq->envelope,
			      "recipient_id", rq->recipient, "act_id", rq->act, "mail_id", rq->mail,
			      "document_id", rq->document, "day", rq->day);

	if (rq->mark) {
		hex_encode(BYTES(rq->mark->hash, sizeof(rq->mark->hash)), hex);
		json_object_set_new(j, "audit_hash", json_string(hex));
		json_object_set_new(j, "audit_seq", json_integer(rq->mark->seq));
	}
	if (rq->turn)
		json_object_set_new(j, "turn", json_integer(rq->turn));
	return domain_json(d, j);
}

/* What exists once only of a kind. */
static const char *subject_of(struct domain *d, const struct job_request *rq)
{
	if (rq->document)
		return domain_printf(d, "%s:%lld", rq->document, (long long)rq->turn);
	if (rq->day)
		return domain_printf(d, "%s:%s", d->repo.org, rq->day);
	if (!strcmp(rq->kind, JOB_EXPIRE) || !strcmp(rq->kind, JOB_REMIND))
		return domain_printf(d, "%s:%lld", rq->envelope, (long long)rq->run_at);
	return rq->mail ? rq->mail : rq->act ? rq->act : rq->envelope;
}

enum err job_enqueue(struct domain *d, const struct job_request *rq, struct error *e)
{
	struct job j = {
		.id = domain_id(d, "job"), .lane = lane_of(rq->kind), .kind = rq->kind,
		.organisation_id = d->repo.org, .envelope_id = rq->envelope,
		.payload = payload_text(d, rq),
		.dedup = domain_printf(d, "%s:%s", rq->kind, subject_of(d, rq)),
		.run_at = rq->run_at ? rq->run_at : domain_now(d), .created_at = domain_now(d),
	};

	return job_insert(d->repo.db, &j, e);
}

static const char *member(struct domain *d, const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return s ? domain_printf(d, "%s", s) : NULL;
}

enum err job_payload_read(struct domain *d, const struct job *j, struct job_payload *out, struct error *e)
{
	json_t *p = json_loads(j->payload, 0, NULL);

	if (!p)
		return error_set(e, ERR_INTERNAL, "the payload of a job is not JSON");
	*out = (struct job_payload){
		.envelope = member(d, p, "envelope_id"), .recipient = member(d, p, "recipient_id"),
		.act = member(d, p, "act_id"), .mail = member(d, p, "mail_id"),
		.audit_hash = member(d, p, "audit_hash"),
		.document = member(d, p, "document_id"),
		.day = member(d, p, "day"),
		.audit_seq = json_integer_value(json_object_get(p, "audit_seq")),
		.turn = json_integer_value(json_object_get(p, "turn")),
	};
	json_decref(p);
	return ERR_OK;
}
