#include "sig/validate/validate.h"
#include <stdlib.h>
#include "sig/validate/ciphers.h"
#include "sig/validate/work.h"

enum { MEMORY_LEAST = 24 << 20, MEMORY_FACTOR = 16, MEMORY_MOST = 1 << 30 };

static size_t at_most(size_t least, uint64_t factor, uint64_t size, size_t most)
{
	return size < (most - least) / factor ? least + (size_t)(factor * size) : most;
}

size_t validate_memory(uint64_t size)
{
	return at_most(MEMORY_LEAST, MEMORY_FACTOR, size, MEMORY_MOST);
}

/* No honest file of a size needs more than a part of its memory for one stream, nor has its streams
 * decoded over and over. */
static struct pdf_limits limits_of(uint64_t size)
{
	struct pdf_limits l = pdf_limits_default;

	l.inflate_bytes = at_most(4 << 20, 4, size, l.inflate_bytes);
	l.decoded_bytes = at_most(32 << 20, 32, size, SIZE_MAX / 2);
	return l;
}

static int newest_first(const void *a, const void *b)
{
	const struct sig_work *x = a, *y = b;

	return (x->dict.signed_end < y->dict.signed_end) -
	       (x->dict.signed_end > y->dict.signed_end);
}

static void refuse_shared(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		for (size_t j = 0; j < w->n; j++) {
			if (i == j || !w->sigs[i].dict.holder ||
			    w->sigs[i].dict.holder != w->sigs[j].dict.holder)
				continue;
			findings_add(&w->sigs[i].report->findings, FINDING_SIG_SHARED, "also %s",
				     w->sigs[j].field->name);
			break;
		}
	}
}

static void conclude(struct validate_report *r)
{
	r->verdict = VERDICT_NO_SIGNATURE;
	for (size_t i = 0; i < r->n; i++) {
		struct sig_report *s = &r->signatures[i];

		/* whatever the steps said: without these nothing passes */
		if (findings_indication(&s->findings) == IND_PASSED &&
		    (!s->integrity || s->coverage < COVERAGE_REVISION || !s->permitted ||
		     !s->signer.trusted))
			findings_add(&s->findings, FINDING_SIG_DICT, "a check could not be made");
		s->indication = findings_indication(&s->findings);
		s->sub = findings_sub(&s->findings);
		if (s->kind == SIG_USAGE_RIGHTS)
			continue; /* nobody's signature of what the document says */
		if (s->indication == IND_FAILED)
			r->verdict = VERDICT_FAILED;
		else if (s->indication == IND_INDETERMINATE && r->verdict != VERDICT_FAILED)
			r->verdict = VERDICT_INDETERMINATE;
		else if (r->verdict == VERDICT_NO_SIGNATURE)
			r->verdict = VERDICT_PASSED;
	}
}

static enum err run(struct work *w, struct validate_report *r, struct error *e)
{
	struct pdf_source src = pdf_doc_source(w->doc);

	r->size = src.size;
	r->require_revocation = w->o->require_revocation;
	r->revisions = pdf_doc_revisions(w->doc);
	r->encryption = pdf_doc_encryption(w->doc);
	TRY(work_collect(w, r, e));
	if (pdf_doc_is_hybrid(w->doc))
		TRY(work_hybrid(w, e));
	w->given.cache = w->o->trust ? trust_cert_cache(w->o->trust) : NULL;
	dss_read(w->doc, w->given.cache, w->mem, &w->dss);
	w->given.certs = w->dss.certs;
	work_verify(w);
	refuse_shared(w);
	if (w->n > 1)
		qsort(w->sigs, w->n, sizeof(*w->sigs), newest_first);
	TRY(work_compare(w, e));
	TRY(work_judge_trust(w, e));
	for (size_t i = 0; i < w->n && trust_session_left_out(w->session); i++)
		findings_add(&w->sigs[i].report->findings, FINDING_REVOCATION_LARGE, NULL);
	TRY(work_judge_changes(w, e));
	conclude(r);
	return ERR_OK;
}

static void work_done(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		cms_view_done(&w->sigs[i].cms);
		token_done(&w->sigs[i].token);
	}
	trust_session_free(w->session);
	dss_done(&w->dss);
}

struct validate_report validate_file(const struct pdf_source *src, const struct validate_options *o,
				     struct arena *mem)
{
	struct validate_report r = { .file = o->file ? o->file : "",
				     .at = o->at,
				     .size = src->size,
				     .policy = algo_policy_name(
					     o->algorithms ? o->algorithms : algo_policy_default()) };
	struct work w = { .o = o, .mem = mem, .session = trust_session_new(o->online) };
	struct pdf_limits limits = limits_of(src->size);
	struct pdf_open_options how = { .limits = &limits, .ciphers = &sig_pdf_ciphers };
	enum err err;

	trust_session_bound(w.session, at_most(1 << 20, 2, src->size, SIZE_MAX / 2));
	err = pdf_doc_open_with(src, &how, mem, &w.doc, &r.error);
	if (err == ERR_OK)
		err = run(&w, &r, &r.error);
	if (err != ERR_OK) {
		r.verdict = VERDICT_UNREADABLE;
		r.n = 0;
	}
	work_done(&w);
	return r;
}
