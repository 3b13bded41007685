#include "sig/validate/validate.h"
#include <inttypes.h>
#include <stdlib.h>
#include "sig/validate/pdfdate.h"
#include "sig/validate/work.h"

enum { SIGNATURES_MAX = 1000, LINE_ENDS = 2 };

static const char *text_entry(struct pdf_doc *d, const struct pdf_obj *dict, const char *key,
			      struct arena *mem)
{
	const struct pdf_obj *o;
	const char *s = NULL;

	if (pdf_doc_get(d, dict, key, &o, NULL) == ERR_OK && o->kind == PDF_STRING)
		s = pdf_text_utf8(mem, o->u.text);
	return s ? s : "";
}

static void describe(struct work *w, struct sig_work *s)
{
	const struct pdf_obj *dict = s->dict.dict, *m = NULL;
	struct sig_report *r = s->report;

	r->sub_filter = s->dict.sub_filter;
	if (!dict || dict->kind != PDF_DICT)
		return;
	r->name = text_entry(w->doc, dict, "Name", w->mem);
	r->reason = text_entry(w->doc, dict, "Reason", w->mem);
	r->location = text_entry(w->doc, dict, "Location", w->mem);
	if (pdf_doc_get(w->doc, dict, "M", &m, NULL) == ERR_OK && m->kind == PDF_STRING)
		r->has_claimed_time = pdf_date_parse(m->u.text, &r->claimed_time);
}

/* Only line ends may stand between the signed end and the end of its revision. */
static _Bool only_line_ends(struct work *w, uint64_t from, uint64_t to)
{
	struct pdf_source src = pdf_doc_source(w->doc);
	struct bytes rest;

	if (to < from || to - from > LINE_ENDS ||
	    pdf_source_get(&src, from, (size_t)(to - from), w->mem, &rest, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < rest.len; i++)
		if (rest.data[i] != '\r' && rest.data[i] != '\n')
			return 0;
	return 1;
}

static void judge_coverage(struct work *w, struct sig_work *s)
{
	uint64_t size = pdf_doc_source(w->doc).size;
	struct sig_report *r = s->report;

	r->signed_bytes = s->dict.signed_end;
	r->coverage = COVERAGE_PARTIAL;
	s->part = sigdict_signed_part(w->doc, s->field, &s->dict, w->mem, &r->findings);
	if (!s->part)
		return;
	if (s->dict.signed_end == size) {
		r->coverage = COVERAGE_FILE;
	} else if (only_line_ends(w, s->dict.signed_end,
				  pdf_doc_revision(w->doc, pdf_doc_revisions(s->part) - 1).end)) {
		r->coverage = COVERAGE_REVISION;
	} else {
		findings_add(&r->findings, FINDING_COVERAGE, "it ends inside a revision");
	}
}

static void verify_timestamp(struct work *w, struct sig_work *s)
{
	struct pdf_source src = pdf_doc_source(w->doc);
	struct token_report *t = &s->report->timestamp;
	unsigned char digest[DIGEST_MAX];

	t->present = 1;
	s->opened = token_open(&s->token, s->dict.contents, w->dss.certs, &t->findings);
	if (s->opened && sigdict_digest(&src, &s->dict, s->token.imprint_alg, digest, NULL) == ERR_OK)
		t->intact = token_verify(&s->token, BYTES(digest, digest_size(s->token.imprint_alg)),
					 &t->findings);
	s->report->algorithm = s->token.cms.algorithm;
	s->report->integrity = t->intact;
	if (!s->opened)
		for (size_t i = 0; i < t->findings.n; i++)
			findings_add(&s->report->findings, t->findings.list[i].code, "%s",
				     t->findings.list[i].detail);
}

/* EN 319 142-1 §6.3: what a baseline signature has, beyond being right. */
static void judge_level(struct sig_work *s, _Bool pades)
{
	struct sig_report *r = s->report;

	if (!pades)
		return;
	if (!s->cms.ess && !findings_have(&r->findings, FINDING_CMS_CERT_OTHER))
		findings_add(&r->findings, FINDING_CMS_CERT_ATTR, NULL);
	if (s->cms.signing_time)
		findings_add(&r->findings, FINDING_CMS_SIGNING_TIME, NULL);
	if (s->cms.ess && !s->cms.signing_time && r->has_claimed_time)
		r->level = LEVEL_B_B;
}

static void verify_signature(struct work *w, struct sig_work *s)
{
	struct pdf_source src = pdf_doc_source(w->doc);
	struct sig_report *r = s->report;
	unsigned char digest[DIGEST_MAX];

	s->opened = cms_view_open(&s->cms, s->dict.contents, CMS_EXPECT_DETACHED, w->dss.certs,
				  &r->findings);
	r->algorithm = s->cms.algorithm ? s->cms.algorithm : "";
	if (!s->opened)
		return;
	if (sigdict_digest(&src, &s->dict, s->cms.digest, digest, NULL) == ERR_OK)
		r->integrity = cms_view_verify(&s->cms, BYTES(digest, digest_size(s->cms.digest)),
					       &r->findings);
	cms_view_strength(&s->cms, &r->findings);
	judge_level(s, !strcmp(s->dict.sub_filter, "ETSI.CAdES.detached"));
}

static void verify(struct work *w, struct sig_work *s)
{
	static const char *const detached[] = { "ETSI.CAdES.detached", "adbe.pkcs7.detached" };

	if (s->report->kind == SIG_DOCUMENT_TIMESTAMP) {
		verify_timestamp(w, s);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(detached); i++) {
		if (strcmp(s->dict.sub_filter, detached[i]) != 0)
			continue;
		verify_signature(w, s);
		return;
	}
	findings_add(&s->report->findings, FINDING_SUBFILTER, "%.40s", s->dict.sub_filter);
}

static void open_one(struct work *w, struct sig_work *s)
{
	struct sig_report *r = s->report;
	_Bool usable = sigdict_read(w->doc, s->field, &s->dict, &r->findings);

	describe(w, s);
	if (!strcmp(s->dict.sub_filter, "ETSI.RFC3161"))
		r->kind = SIG_DOCUMENT_TIMESTAMP;
	if (!usable)
		return;
	judge_coverage(w, s);
	verify(w, s);
}

static int newest_first(const void *a, const void *b)
{
	const struct sig_work *x = a, *y = b;

	return (x->dict.signed_end < y->dict.signed_end) - (x->dict.signed_end > y->dict.signed_end);
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

/* A certification after an approval is wrong (ISO 32000-2 §12.8.1). */
static void refuse_late_certification(struct work *w, struct sig_work *s)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct sig_work *other = &w->sigs[i];

		if (other->report->integrity && other->report->kind == SIG_APPROVAL &&
		    other->dict.signed_end < s->dict.signed_end) {
			findings_add(&s->report->findings, FINDING_CERTIFIED_LATE, NULL);
			return;
		}
	}
}

static uint64_t covered_to(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->sigs[i].report->integrity && w->sigs[i].part &&
		    w->sigs[i].report->kind != SIG_DOCUMENT_TIMESTAMP)
			return w->sigs[i].dict.signed_end;
	return 0;
}

static void tell_changes(struct sig_work *s, const struct permission *p, const struct diff_result *d)
{
	struct sig_report *r = s->report;

	r->later = d->level;
	r->changes = d->changes;
	r->n_changes = d->n;
	r->permitted = d->level <= LATER_LTA || (d->level == LATER_FORM && p->p != 1);
	if (d->locked)
		r->permitted = 0;
	if (d->redefined)
		findings_add(&r->findings, FINDING_SIG_REDEFINED, NULL);
	if (!r->permitted)
		findings_add(&r->findings, FINDING_CHANGED_AFTER, "%s",
			     d->n ? d->changes[d->n - 1].text : "");
	if (d->refilled)
		findings_add(&r->findings, FINDING_FILLED_CHANGED, NULL);
}

static enum err judge_later(struct work *w, struct sig_work *s, const struct permission *p,
			    struct error *e)
{
	struct diff_request rq = { s->part, w->doc, p->locks, p->n_locks, covered_to(w) };
	struct diff_result d = { 0 };
	unsigned n = pdf_doc_revisions(s->part);
	uint64_t size = pdf_doc_source(w->doc).size;

	if (n < pdf_doc_revisions(w->doc))
		TRY(diff_judge(&rq, w->mem, &d, e));
	else if (!only_line_ends(w, s->dict.signed_end, size))
		d.level = LATER_OTHER; /* trap 1: bytes that belong to no revision */
	tell_changes(s, p, &d);
	return ERR_OK;
}

static enum err judge_changes(struct work *w, struct error *e)
{
	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];
		struct permission p;

		if (!s->part) {
			s->report->later = LATER_OTHER;
			continue;
		}
		permission_read(s->part, s->field, &s->dict, w->mem, &p);
		s->report->doc_mdp = p.p;
		if (p.certification && s->report->kind == SIG_APPROVAL)
			s->report->kind = SIG_CERTIFICATION;
	}
	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];
		struct permission p;

		if (!s->part)
			continue;
		permission_read(s->part, s->field, &s->dict, w->mem, &p);
		if (s->report->kind == SIG_CERTIFICATION)
			refuse_late_certification(w, s);
		TRY(judge_later(w, s, &p, e));
	}
	return ERR_OK;
}

static enum err collect(struct work *w, struct validate_report *r, struct error *e)
{
	const struct pdf_field *fields;
	size_t n, used = 0;

	TRY(pdf_form_fields(w->doc, w->mem, &fields, &n, e));
	for (size_t i = 0; i < n; i++)
		r->n += !strcmp(fields[i].type, "Sig") && fields[i].value;
	if (r->n > SIGNATURES_MAX)
		return error_set(e, ERR_PDF_LIMIT, "more than %d signatures", SIGNATURES_MAX);
	w->sigs = arena_alloc_n(w->mem, r->n + 1, sizeof(*w->sigs));
	r->signatures = arena_alloc_n(w->mem, r->n + 1, sizeof(*r->signatures));
	if (!w->sigs || !r->signatures)
		return error_set(e, ERR_PDF_LIMIT, "no room for the signatures");
	for (size_t i = 0; i < n; i++) {
		struct sig_report *sig = &r->signatures[used];

		if (strcmp(fields[i].type, "Sig") != 0 || !fields[i].value)
			continue;
		*sig = (struct sig_report){ .field = fields[i].name, .sub_filter = "", .reason = "",
					    .location = "", .name = "", .algorithm = "",
					    .timestamp = { .serial = "", .policy = "" } };
		findings_init(&sig->findings, w->mem);
		findings_init(&sig->timestamp.findings, w->mem);
		w->sigs[used++] = (struct sig_work){ .field = &fields[i], .report = sig };
	}
	w->n = used;
	return ERR_OK;
}

static void conclude(struct validate_report *r)
{
	r->verdict = r->n ? VERDICT_PASSED : VERDICT_NO_SIGNATURE;
	for (size_t i = 0; i < r->n; i++) {
		struct sig_report *s = &r->signatures[i];

		/* whatever the steps said: without these nothing passes */
		if (findings_indication(&s->findings) == IND_PASSED &&
		    (!s->integrity || s->coverage < COVERAGE_REVISION || !s->permitted ||
		     !s->signer.trusted))
			findings_add(&s->findings, FINDING_SIG_DICT, "a check could not be made");
		s->indication = findings_indication(&s->findings);
		s->sub = findings_sub(&s->findings);
		if (s->level == LEVEL_B_B && s->timestamp.intact)
			s->level = LEVEL_B_T;
		if (s->indication == IND_FAILED)
			r->verdict = VERDICT_FAILED;
		else if (s->indication == IND_INDETERMINATE && r->verdict == VERDICT_PASSED)
			r->verdict = VERDICT_INDETERMINATE;
	}
}

static enum err run(struct work *w, struct validate_report *r, struct error *e)
{
	struct pdf_source src = pdf_doc_source(w->doc);

	r->size = src.size;
	r->revisions = pdf_doc_revisions(w->doc);
	TRY(collect(w, r, e));
	dss_read(w->doc, w->mem, &w->dss);
	for (size_t i = 0; i < w->n; i++)
		open_one(w, &w->sigs[i]);
	refuse_shared(w);
	if (w->n > 1)
		qsort(w->sigs, w->n, sizeof(*w->sigs), newest_first);
	TRY(work_judge_trust(w, e));
	TRY(judge_changes(w, e));
	conclude(r);
	return ERR_OK;
}

static void work_done(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		cms_view_done(&w->sigs[i].cms);
		token_done(&w->sigs[i].token);
	}
	dss_done(&w->dss);
}

struct validate_report validate_file(const struct pdf_source *src, const struct validate_options *o,
				     struct arena *mem)
{
	struct validate_report r = { .file = o->file ? o->file : "", .at = o->at, .size = src->size };
	struct work w = { .o = o, .mem = mem };
	enum err err = pdf_doc_open(src, mem, NULL, &w.doc, &r.error);

	if (err == ERR_OK)
		err = run(&w, &r, &r.error);
	if (err != ERR_OK) {
		r.verdict = VERDICT_UNREADABLE;
		r.n = 0;
	}
	work_done(&w);
	return r;
}
