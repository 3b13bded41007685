#include "pdf/survey.h"
#include "sig/pades/extend_work.h"
#include "sig/pades/sign.h"

/* A signature without a time-stamp gets one over the document first; its authority's data comes
 * with the second increment. */
enum { ROUNDS_MAX = 2, HOLE_SLACK = 1024 };

struct extending {
	const struct pades_extend_request *rq;
	struct arena *mem;
	struct pdf_joined file; /* with what was added so far */
	struct pdf_source whole;
	struct pades_extended result;
	_Bool stands; /* valid by what it holds itself, before anything is added */
};

static enum err append(struct extending *x, const struct pdf_tail *t, struct error *e)
{
	struct bytes had = x->file.tail;
	unsigned char *all = arena_alloc(x->mem, had.len + t->len);

	if (!all)
		return error_set(e, ERR_PDF_LIMIT, "the extension needs more memory than allowed");
	if (had.len)
		memcpy(all, had.data, had.len);
	memcpy(all + had.len, t->data, t->len);
	x->file.tail = BYTES(all, had.len + t->len);
	x->whole = pdf_source_joined(&x->file);
	return ERR_OK;
}

static enum err stamp(struct extending *x, struct pdf_tail *t, struct error *e)
{
	struct bytes imprint;
	unsigned char digest[DIGEST_MAX];
	struct tsp_token token;

	TRY(pades_digest(&x->whole, NULL, x->rq->digest, t, digest, e));
	imprint = BYTES(digest, digest_size(x->rq->digest));
	TRY(tsp_stamp(x->rq->authorities, x->rq->digest, imprint, x->mem, &token, e));
	TRY(pdf_tail_fill(t, token.der, e));
	x->result.timestamped = 1;
	x->result.gen_time = token.gen_time;
	x->result.authority = token.authority;
	return ERR_OK;
}

static size_t token_room(const struct extending *x)
{
	size_t n = x->rq->authorities ? x->rq->authorities->token_bytes : 0;

	return (n ? n : TSP_TOKEN_BYTES) + HOLE_SLACK;
}

static enum err add_increment(struct extending *x, const struct pades_extension *what,
			      struct error *e)
{
	struct pades_extension here = *what;
	struct pdf_update *u;
	struct pdf_doc *doc;
	struct pdf_tail t;
	int pdf_a = 0;

	TRY(pdf_doc_open(&x->whole, x->mem, NULL, &doc, e));
	if (what->timestamp)
		TRY(pdf_survey_pdf_a(doc, x->mem, &pdf_a, e));
	here.pdf_a = pdf_a > 0;
	TRY(pdf_update_begin(doc, x->mem, &u, e));
	TRY(pades_extend_prepare(u, &here, &t, e));
	if (!t.len)
		return ERR_OK;
	if (what->timestamp)
		TRY(stamp(x, &t, e));
	return append(x, &t, e);
}

static enum err too_low(const struct extending *x, struct error *e)
{
	const struct pades_material *m = &x->result.material;

	return error_set(e, ERR_LEVEL, "%s is not reached: %.400s%s",
			 pades_level_name(x->rq->level),
			 m->missing && m->missing[0] ? m->missing : x->result.after.below,
			 m->later ? "; try again later" : "");
}

/* A document that has its level loses it when the authority of its last time-stamp is silent for
 * good and nothing is done: another one's time-stamp over it takes nothing away. What was gathered
 * is then left out: it was to judge what could not be judged. */
static _Bool renews_regardless(const struct extending *x, const struct pades_material *m)
{
	return x->rq->renew && x->rq->allow_lower && m->later && x->stands &&
	       x->result.before.level >= x->rq->level;
}

/* One step nearer: data as far as it is to be had, and a time-stamp where it counts. */
static enum err step(struct extending *x, const struct validate_report *r, _Bool *again,
		     struct error *e)
{
	struct pades_material *m = &x->result.material;
	_Bool lta = x->rq->level == LEVEL_B_LTA, stamps = x->rq->authorities != NULL, regardless;
	struct pades_extension what = { .field = x->rq->field, .hole_bytes = token_room(x) };

	*again = 0;
	TRY(pades_gather_report(r, x->rq->gather.foreign_end, x->mem, m, e));
	if (m->untimed && stamps) {
		what.timestamp = *again = 1;
		return add_increment(x, &what, e);
	}
	if (!m->complete && !x->rq->allow_lower)
		return too_low(x, e);
	regardless = lta && stamps && !m->complete && renews_regardless(x, m);
	what.material = regardless ? NULL : m;
	what.timestamp = regardless || (lta && stamps && m->complete);
	return add_increment(x, &what, e);
}

static enum err steps(struct extending *x, const struct validate_report *first, struct error *e)
{
	struct validate_report r = *first;
	_Bool again = 1;

	for (int i = 0; i < ROUNDS_MAX && again; i++) {
		if (i)
			r = pades_judge(&x->whole, &x->rq->gather, 1, x->mem);
		TRY(step(x, &r, &again, e));
	}
	return ERR_OK;
}

/* By the document alone: nothing is asked any more. */
static enum err judge_result(struct extending *x, struct error *e)
{
	struct pades_gather_options o = x->rq->gather;
	struct validate_report r;

	if (x->result.timestamped && x->result.gen_time > o.at)
		o.at = x->result.gen_time;
	r = pades_judge(&x->whole, &o, 0, x->mem);
	if (r.verdict == VERDICT_UNREADABLE || r.verdict == VERDICT_FAILED)
		return error_set(e, ERR_INTERNAL, "the extended document is not valid: %.300s",
				 r.verdict == VERDICT_UNREADABLE ? r.error.msg
								 : "a signature failed");
	if (x->stands && r.verdict != VERDICT_PASSED)
		return error_set(e, ERR_LEVEL,
				 "extended, the document would not be valid any more");
	x->result.after = pades_standing(&r, o.foreign_end, x->mem);
	if (x->result.after.level < x->rq->level && !x->rq->allow_lower)
		return too_low(x, e);
	return ERR_OK;
}

static enum err check_request(const struct pades_extend_request *rq, struct error *e)
{
	if (rq->level != LEVEL_B_LT && rq->level != LEVEL_B_LTA)
		return error_set(e, ERR_INVALID, "a document is extended to B-LT or B-LTA");
	if (rq->level == LEVEL_B_LTA && !rq->authorities)
		return error_set(e, ERR_INVALID, "B-LTA needs a time-stamp authority");
	return ERR_OK;
}

static enum err extend(struct extending *x, struct error *e)
{
	const struct pades_extend_request *rq = x->rq;
	struct validate_report r = pades_judge(&x->file.head, &rq->gather, 0, x->mem);

	x->result.before = pades_standing(&r, rq->gather.foreign_end, x->mem);
	x->result.material.missing = "";
	x->stands = r.verdict == VERDICT_PASSED;
	if (x->result.before.level >= rq->level && !rq->renew && !rq->gather.newer) {
		x->result.after = x->result.before;
		return ERR_OK;
	}
	r = pades_judge(&x->file.head, &rq->gather, 1, x->mem);
	TRY(steps(x, &r, e));
	return judge_result(x, e);
}

enum err pades_extend(const struct pdf_source *src, const struct pades_extend_request *rq,
		      struct arena *mem, struct pdf_tail *out, struct pades_extended *result,
		      struct error *e)
{
	struct extending x = { .rq = rq, .mem = mem, .file.head = *src, .whole = *src };
	enum err rc;

	TRY(check_request(rq, e));
	rc = extend(&x, e);
	if (rc == ERR_OK)
		*out = (struct pdf_tail){ .data = (unsigned char *)x.file.tail.data,
					  .len = x.file.tail.len,
					  .base = src->size };
	if (rc == ERR_OK || rc == ERR_LEVEL)
		*result = x.result;
	return rc;
}
