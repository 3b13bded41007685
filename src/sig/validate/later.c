/* Which revision a signature covers, what each later revision did, and what that means by the
 * signature's permissions. */
#include <inttypes.h>
#include <stdlib.h>
#include "pdf/lexer.h"
#include "sig/validate/work.h"

enum { GAP_MAX = 2048, CHANGES_MAX = 8192 /* told of all signatures together */ };

/* Only white space may stand between the signed end and the end of its revision. */
static _Bool only_space(struct work *w, uint64_t from, uint64_t to)
{
	struct pdf_source src = pdf_doc_source(w->doc);
	struct bytes rest;

	if (from > to) {
		uint64_t end = from;

		from = to;
		to = end;
	}
	if (to - from > GAP_MAX ||
	    pdf_source_get(&src, from, (size_t)(to - from), w->mem, &rest, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < rest.len; i++)
		if (!pdf_is_space(rest.data[i]))
			return 0;
	return 1;
}

/* The revision that ends where the signed part ends. */
static _Bool find_revision(struct work *w, struct sig_work *s)
{
	unsigned low = 0, high = pdf_doc_revisions(w->doc);

	while (low < high) { /* the first whose end is not before it, but for a line end */
		unsigned middle = low + (high - low) / 2;

		if (pdf_doc_revision(w->doc, middle).end < s->dict.signed_end)
			low = middle + 1;
		else
			high = middle;
	}
	for (unsigned i = low ? low - 1 : 0; i <= low && i < pdf_doc_revisions(w->doc); i++) {
		uint64_t startxref = pdf_doc_revision(w->doc, i).startxref;
		uint64_t end = pdf_doc_revision(w->doc, i).end;

		if (startxref >= s->dict.signed_end || !only_space(w, s->dict.signed_end, end))
			continue;
		s->revision = i;
		return 1;
	}
	return 0;
}

/* What is left out of the signed end of the revision is a line end, never %%EOF itself. */
void work_cover(struct work *w, struct sig_work *s)
{
	uint64_t size = pdf_doc_source(w->doc).size;
	struct sig_report *r = s->report;

	r->signed_bytes = s->dict.signed_end;
	r->coverage = COVERAGE_PARTIAL;
	s->has_revision = find_revision(w, s);
	if (!s->has_revision) {
		findings_add(&r->findings, FINDING_COVERAGE,
			     "no revision of the file ends at offset %" PRIu64, s->dict.signed_end);
		return;
	}
	r->coverage = s->dict.signed_end == size ? COVERAGE_FILE : COVERAGE_REVISION;
}

/* The signature as its own revision shows it: same place, same dictionary, same field. */
static _Bool holds_it(struct work *w, struct pdf_doc *part, const struct sig_work *s,
		      struct pdf_field *field)
{
	const char *name = w->diff ? diff_field_name(w->diff, s->field->ref.num) : NULL;
	const struct pdf_field *fields, *same;
	struct pdf_location here;
	struct sigdict own = { 0 };
	size_t n;

	*field = *s->field;
	if (s->report->kind != SIG_USAGE_RIGHTS) {
		if ((!name || strcmp(name, s->field->name) != 0) &&
		    (pdf_form_fields(part, w->mem, &fields, &n, NULL) != ERR_OK ||
		     !pdf_form_find(fields, n, s->field->name, &same) ||
		     same->ref.num != s->field->ref.num))
			return 0;
		if (pdf_doc_object(part, s->field->ref.num, &field->dict, NULL) != ERR_OK)
			return 0;
	}
	return sigdict_holder(part, field, &own, NULL) == ERR_OK && own.holder == s->dict.holder &&
	       pdf_doc_location(part, s->dict.holder, &here) && here.where == PDF_LOC_FILE &&
	       pdf_obj_equal(own.dict, s->dict.dict);
}

/* Looks at the signatures of the revision that part shows. */
static void look(struct work *w, struct pdf_doc *part, unsigned revision)
{
	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];
		struct pdf_field field;

		if (!s->has_revision || s->revision != revision)
			continue;
		if (!holds_it(w, part, s, &field)) {
			findings_add(&s->report->findings, FINDING_PREFIX_WITHOUT, NULL);
			s->report->coverage = COVERAGE_PARTIAL;
			s->has_revision = 0;
			continue;
		}
		permission_read(part, &field, &s->dict, w->mem, &s->permission);
	}
}

static unsigned oldest_signed(const struct work *w)
{
	unsigned oldest = pdf_doc_revisions(w->doc) - 1;

	for (size_t i = 0; i < w->n; i++)
		if (w->sigs[i].has_revision && w->sigs[i].revision < oldest)
			oldest = w->sigs[i].revision;
	return oldest;
}

static enum err walk(struct work *w, struct pdf_history *h, struct error *e)
{
	TRY(diff_new(h, w->mem, &w->diff, e));
	look(w, pdf_history_doc(h), pdf_history_at(h));
	while (pdf_history_after(h)) {
		TRY(diff_step(w->diff, e));
		look(w, pdf_history_doc(h), pdf_history_at(h));
	}
	return ERR_OK;
}

enum err work_compare(struct work *w, struct error *e)
{
	AUTO(pdf_history) struct pdf_history *h = NULL;
	unsigned newest = pdf_doc_revisions(w->doc) - 1, oldest = oldest_signed(w);

	if (oldest == newest) {
		look(w, w->doc, newest);
		return ERR_OK;
	}
	TRY(pdf_history_new(w->doc, oldest, w->mem, &h, e));
	return walk(w, h, e);
}

/* --- permissions --- */

/* A certification after another signature is wrong (ISO 32000-2 §12.8.1): only the first one
 * certifies. */
static void refuse_late_certification(struct work *w, struct sig_work *s)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct sig_work *other = &w->sigs[i];

		if (other->report->integrity && other->report->kind <= SIG_CERTIFICATION &&
		    other->dict.signed_end < s->dict.signed_end) {
			findings_add(&s->report->findings, FINDING_CERTIFIED_LATE, NULL);
			return;
		}
	}
}

/* The newest revision that somebody trusted has signed; a time-stamp consents to nothing. */
static unsigned covered_to(const struct work *w)
{
	unsigned newest = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct sig_work *s = &w->sigs[i];

		if (s->has_revision && s->report->integrity && s->report->signer.trusted &&
		    s->report->kind != SIG_DOCUMENT_TIMESTAMP &&
		    s->report->kind != SIG_USAGE_RIGHTS && s->revision > newest)
			newest = s->revision;
	}
	return newest;
}

static _Bool is_permitted(const struct diff_result *d, int p)
{
	if (d->locked)
		return 0;
	switch (d->level) {
	case LATER_NONE:
	case LATER_LTA:
		return 1;
	case LATER_FORM:
		return p != 1;
	case LATER_ANNOTATIONS:
		return p == 3 && !d->covered;
	case LATER_OTHER:
		break;
	}
	return 0;
}

static const char *worst_text(const struct diff_result *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->changes[i].level == d->level)
			return d->changes[i].text;
	return "";
}

static void tell_changes(struct sig_work *s, const struct diff_result *d)
{
	struct sig_report *r = s->report;

	r->later = d->level;
	r->changes = d->changes;
	r->n_changes = d->n;
	r->permitted = is_permitted(d, s->permission.p);
	if (d->redefined)
		findings_add(&r->findings, FINDING_SIG_REDEFINED, NULL);
	if (!r->permitted)
		findings_add(&r->findings, FINDING_CHANGED_AFTER, "%s", worst_text(d));
	if (d->refilled)
		findings_add(&r->findings, FINDING_FILLED_CHANGED, NULL);
}

static int by_field(const void *a, const void *b)
{
	const struct broken_signature *x = a, *y = b;

	return (x->field > y->field) - (x->field < y->field);
}

/* Signatures that do not hold, or over no attributes that could say what they are. */
static size_t broken_signatures(const struct work *w, struct broken_signature *out)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct findings *f = &w->sigs[i].report->findings;

		if (w->sigs[i].report->integrity && !findings_have(f, FINDING_CMS_NO_ATTRS))
			continue;
		out[n].field = w->sigs[i].field->ref.num;
		out[n++].surely = findings_indication(f) == IND_FAILED;
	}
	return n;
}

static enum err judge_one(struct work *w, struct sig_work *s, struct diff_ask ask, struct error *e)
{
	const struct permission *p = &s->permission;
	struct diff_result d = { 0 };

	ask.revision = s->revision;
	ask.locks = p->locks;
	ask.n_locks = p->n_locks;
	ask.certified = p->p != 0;
	if (w->diff && s->revision + 1 < pdf_doc_revisions(w->doc))
		TRY(diff_sum(w->diff, &ask, &d, e));
	tell_changes(s, &d);
	return ERR_OK;
}

enum err work_judge_changes(struct work *w, struct error *e)
{
	struct broken_signature *broken = arena_alloc_n(w->mem, w->n + 1, sizeof(*broken));
	struct diff_ask ask = { .covered_to = covered_to(w), .broken = broken };

	if (!broken)
		return error_set(e, ERR_PDF_LIMIT, "no room for the signatures");
	if (w->n > CHANGES_MAX / DIFF_CHANGES_MAX) /* the report stays readable */
		ask.most = CHANGES_MAX / w->n;
	ask.n_broken = broken_signatures(w, broken);
	if (ask.n_broken)
		qsort(broken, ask.n_broken, sizeof(*broken), by_field);
	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];

		s->report->doc_mdp = s->permission.p;
		if (s->permission.certification && s->report->kind == SIG_APPROVAL)
			s->report->kind = SIG_CERTIFICATION;
	}
	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];

		if (!s->has_revision) {
			s->report->later = LATER_OTHER;
			continue;
		}
		if (s->report->kind == SIG_CERTIFICATION)
			refuse_late_certification(w, s);
		TRY(judge_one(w, s, ask, e));
	}
	return ERR_OK;
}
