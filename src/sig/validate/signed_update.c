#include "sig/validate/signed_update.h"
#include <openssl/err.h>
#include "pdf/numbers.h"
#include "pdf/survey.h"
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"
#include "sig/validate/cms_view.h"
#include "sig/validate/diff.h"
#include "sig/validate/permission.h"

enum {
	ATTRIBUTES_MAX = 64,
	EYES_MAX = 64,
	REFERENCES_MAX = 2, /* DocMDP and FieldMDP */
};
#define SERVICE_NAMES "SkySign_" /* begins the names of fields that the service makes */

static const char *const fault_codes[] = {
#define FAULT(sym, code) [SIGNED_UPDATE_##sym] = code,
#include "sig/validate/signed_update.def"
#undef FAULT
};

const char *signed_update_fault_code(enum signed_update_fault f)
{
	return fault_codes[f];
}

struct reading {
	const struct signed_update_request *rq;
	struct arena *mem;
	struct pdf_doc *doc, *before; /* the whole, and what was handed out */
	unsigned last;		      /* number of the update's revision */
	const struct pdf_field *fields, *old;
	size_t n_fields, n_old;
	struct validate_report report;
	const struct sig_report *found;
	enum signed_update_fault why;
	struct signed_update out;
};

static enum err fault(struct reading *r, enum signed_update_fault f, const char *detail,
		      struct error *e)
{
	r->why = f;
	return error_set(e, ERR_BAD_SIG, "%.200s", detail);
}

/* one update ---------------------------------------------------------------- */

static enum err split(struct reading *r, struct error *e)
{
	struct error own = { 0 };
	unsigned n;

	if (pdf_doc_open(r->rq->file, r->mem, NULL, &r->doc, &own) != ERR_OK)
		return fault(r, SIGNED_UPDATE_UNREADABLE, own.msg, e);
	n = pdf_doc_revisions(r->doc);
	if (n < 2 || pdf_doc_revision(r->doc, n - 1).startxref < r->rq->base)
		return fault(r, SIGNED_UPDATE_UNSIGNED, "there is no update behind the document",
			     e);
	if (pdf_doc_revision(r->doc, n - 2).startxref >= r->rq->base)
		return fault(r, SIGNED_UPDATE_MANY, "there is more than one update", e);
	r->last = n - 1;
	TRY(pdf_doc_open_prefix(r->doc, r->rq->base, r->mem, &r->before, e));
	TRY(pdf_form_fields(r->before, r->mem, &r->old, &r->n_old, e));
	return pdf_form_fields(r->doc, r->mem, &r->fields, &r->n_fields, e);
}

/* Its chain of cross-references goes on from the newest revision: one that goes on from an older
 * one makes every reader forget what was signed in between. */
static enum err check_chain(struct reading *r, struct error *e)
{
	struct error own = { 0 };
	const uint32_t *nums;
	size_t n;

	if (pdf_doc_revisions(r->before) != r->last ||
	    pdf_doc_revision(r->doc, r->last - 1).startxref != pdf_doc_startxref(r->before))
		return fault(r, SIGNED_UPDATE_CHANGED,
			     "the update does not go on from the newest revision", e);
	/* readers of tables and readers of streams would see two documents */
	TRY(pdf_doc_revision_objects(r->doc, r->last, r->mem, &nums, &n, e));
	for (size_t i = 0; i < n; i++)
		if (pdf_doc_hidden(r->doc, nums[i]))
			return fault(r, SIGNED_UPDATE_CHANGED,
				     "old readers do not find what the update holds", e);
	/* whoever signs after it needs numbers for new objects */
	return pdf_numbers_room(r->doc, &own) == ERR_OK
		       ? ERR_OK
		       : fault(r, SIGNED_UPDATE_CHANGED, own.msg, e);
}

/* one signature -------------------------------------------------------------- */

static _Bool was_signed(const struct reading *r, const char *field)
{
	const struct pdf_field *f;

	return pdf_form_find(r->old, r->n_old, field, &f) && f->value;
}

static enum err find(struct reading *r, struct error *e)
{
	const struct validate_options o = { .at = r->rq->at, .algorithms = r->rq->algorithms };
	size_t n = 0;

	r->report = validate_file(r->rq->file, &o, r->mem);
	if (r->report.verdict == VERDICT_UNREADABLE)
		return fault(r, SIGNED_UPDATE_UNREADABLE, r->report.error.msg, e);
	for (size_t i = 0; i < r->report.n; i++) {
		const struct sig_report *s = &r->report.signatures[i];

		if (s->kind == SIG_USAGE_RIGHTS || was_signed(r, s->field))
			continue;
		r->found = s;
		n++;
	}
	if (n > 1)
		return fault(r, SIGNED_UPDATE_MANY, "there is more than one new signature", e);
	if (!n || r->found->kind == SIG_DOCUMENT_TIMESTAMP)
		return fault(r, SIGNED_UPDATE_UNSIGNED, "there is no new signature", e);
	return ERR_OK;
}

/* Of chain and revocation nothing is known here, and they are asked about elsewhere. */
static _Bool is_about_certificate(enum finding_code c)
{
	enum block b = finding_block(c);

	return b == BLOCK_XCV || b == BLOCK_PCV || b == BLOCK_PSV;
}

/* Whatever would keep the contract from being valid for ever must not come in. */
static enum err check_findings(struct reading *r, struct error *e)
{
	const struct findings *f = &r->found->findings;

	if (f->n >= FINDINGS_MAX)
		return fault(r, SIGNED_UPDATE_BROKEN, "more faults than can be told", e);
	for (size_t i = 0; i < f->n; i++) {
		enum finding_code c = f->list[i].code;

		if (finding_indication(c) == IND_NOTE || is_about_certificate(c))
			continue;
		return fault(r,
			     c == FINDING_ALGORITHM || c == FINDING_ALGORITHM_ENDED
				     ? SIGNED_UPDATE_ALGORITHM
				     : SIGNED_UPDATE_BROKEN,
			     finding_text(c, 0), e);
	}
	return ERR_OK;
}

static enum err check_signature(struct reading *r, struct error *e)
{
	static const char *const forms[] = { "ETSI.CAdES.detached", "adbe.pkcs7.detached" };
	const struct sig_report *s = r->found;
	_Bool known = 0;

	if (s->kind == SIG_CERTIFICATION)
		return fault(r, SIGNED_UPDATE_LOCKS, "it certifies the document", e);
	for (size_t i = 0; i < COUNT_OF(forms); i++)
		known |= !strcmp(forms[i], s->sub_filter);
	if (!known)
		return fault(r, SIGNED_UPDATE_FORM, s->sub_filter, e);
	if (s->coverage != COVERAGE_FILE)
		return fault(r, SIGNED_UPDATE_PARTIAL, coverage_name(s->coverage), e);
	if (!s->integrity || s->indication == IND_FAILED || !s->signer.known)
		return fault(r, SIGNED_UPDATE_BROKEN,
			     s->findings.worst < FINDING_COUNT_ ? finding_text(s->findings.worst, 0)
								: "",
			     e);
	return check_findings(r, e);
}

static _Bool shows_nothing(const struct pdf_field *f)
{
	return !pdf_dict_get(f->dict, "Kids") && f->rect[2] - f->rect[0] == 0 &&
	       f->rect[3] - f->rect[1] == 0;
}

/* The fields of the form are other people's, and so are the names of those that the service has yet
 * to make. One that shows nothing they may add; what shows something has its place in the form. */
static enum err check_field(struct reading *r, struct error *e)
{
	const char *name = r->found->field;
	const struct pdf_field *f;

	if (pdf_form_find(r->old, r->n_old, name, &f))
		return r->rq->field && !strcmp(name, r->rq->field)
			       ? ERR_OK
			       : fault(r, SIGNED_UPDATE_FIELD, name, e);
	if (r->rq->in_field && r->rq->field && pdf_form_find(r->old, r->n_old, r->rq->field, &f))
		return fault(r, SIGNED_UPDATE_OWN_FIELD, name, e);
	if (!strncmp(name, SERVICE_NAMES, sizeof(SERVICE_NAMES) - 1))
		return fault(r, SIGNED_UPDATE_FIELD, name, e);
	if (!pdf_form_find(r->fields, r->n_fields, name, &f) || !shows_nothing(f))
		return fault(r, SIGNED_UPDATE_VISIBLE, name, e);
	return ERR_OK;
}

/* nothing else ----------------------------------------------------------------- */

static _Bool is_of(const struct change *c, const enum change_code *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(change_slug(list[i]), c->code))
			return 1;
	return 0;
}

static _Bool is_own_field(const struct reading *r, uint32_t object)
{
	const struct pdf_field *f;

	return pdf_form_find(r->fields, r->n_fields, r->found->field, &f) && f->ref.num == object;
}

static _Bool belongs_to_signing(const struct reading *r, const struct change *c)
{
	static const enum change_code own[] = { CHANGE_FIELD_SIGNED, CHANGE_SIGFIELD_SIGNED };
	static const enum change_code harmless[] = {
		CHANGE_DSS_ADDED,  CHANGE_CATALOG_HARMLESS, CHANGE_INFO,
		CHANGE_IDENTIFIER, CHANGE_METADATA,
	};

	return is_of(c, harmless, COUNT_OF(harmless)) ||
	       (is_of(c, own, COUNT_OF(own)) && is_own_field(r, c->object));
}

/* By the eyes of an earlier signature, whose locks and level count too. */
static enum err check_changes(struct reading *r, const struct sig_report *s, struct error *e)
{
	if (s->n_changes >= DIFF_CHANGES_MAX)
		return fault(r, SIGNED_UPDATE_CHANGED, "more changes than can be told", e);
	for (size_t i = 0; i < s->findings.n; i++) {
		enum finding_code c = s->findings.list[i].code;

		if (c == FINDING_HYBRID_VIEWS ||
		    (finding_block(c) == BLOCK_LATER && finding_indication(c) != IND_NOTE))
			return fault(r, SIGNED_UPDATE_CHANGED, finding_text(c, 0), e);
	}
	for (size_t i = 0; i < s->n_changes; i++)
		if (s->changes[i].revision == r->last && !belongs_to_signing(r, &s->changes[i]))
			return fault(r, SIGNED_UPDATE_CHANGED, s->changes[i].text, e);
	return ERR_OK;
}

/* By nobody's eyes: the first signature of a document has none before it. */
static enum err check_update(struct reading *r, struct error *e)
{
	struct diff_result d;

	TRY(diff_update(r->doc, r->last, r->mem, &d, e));
	if (d.n >= DIFF_CHANGES_MAX)
		return fault(r, SIGNED_UPDATE_CHANGED, "more changes than can be told", e);
	for (size_t i = 0; i < d.n; i++)
		if (!belongs_to_signing(r, &d.changes[i]))
			return fault(r, SIGNED_UPDATE_CHANGED, d.changes[i].text, e);
	return d.redefined ? fault(r, SIGNED_UPDATE_CHANGED, "an earlier signature was changed", e)
			   : ERR_OK;
}

static enum err check_nothing_else(struct reading *r, struct error *e)
{
	TRY(check_update(r, e));
	if (r->report.n > EYES_MAX) /* the report would leave changes out */
		return fault(r, SIGNED_UPDATE_CHANGED, "too many signatures to compare by", e);
	for (size_t i = 0; i < r->report.n; i++) {
		const struct sig_report *s = &r->report.signatures[i];

		if (s == r->found || s->coverage != COVERAGE_REVISION)
			continue;
		TRY(check_changes(r, s, e));
	}
	return ERR_OK;
}

static _Bool is_listed(const struct permission *p, const char *name)
{
	for (size_t i = 0; i < p->n_locks; i++)
		for (size_t k = 0; p->locks[i].action == LOCK_INCLUDE && k < p->locks[i].n; k++)
			if (!strcmp(p->locks[i].names[k], name))
				return 1;
	return 0;
}

/* What has its value already, the own field, and what the sender wants locked with it. */
static _Bool may_lock(const struct reading *r, const struct permission *wanted, const char *name)
{
	return !strcmp(name, r->found->field) || was_signed(r, name) || is_listed(wanted, name);
}

static size_t references(struct reading *r, const struct sigdict *s)
{
	const struct pdf_obj *list;

	return pdf_doc_get(r->doc, s->dict, "Reference", &list, NULL) == ERR_OK &&
			       list->kind == PDF_ARRAY
		       ? list->u.array.n
		       : 0;
}

/* All that it locks, read as the validator reads it for ever after. */
static enum err check_rules(struct reading *r, const struct permission *p,
			    const struct permission *wanted, struct error *e)
{
	for (size_t i = 0; i < p->n_locks; i++) {
		const struct lock_rule *rule = &p->locks[i];

		if (rule->action != LOCK_INCLUDE)
			return fault(r, SIGNED_UPDATE_LOCKS, "it locks more than it names", e);
		for (size_t k = 0; k < rule->n; k++)
			if (!may_lock(r, wanted, rule->names[k]))
				return fault(r, SIGNED_UPDATE_LOCKS, rule->names[k], e);
	}
	return ERR_OK;
}

/* What others have still to do must stay possible. */
static enum err check_locks(struct reading *r, struct error *e)
{
	static const struct pdf_obj nothing = { .kind = PDF_NULL };
	const struct sigdict unsigned_yet = { .dict = &nothing };
	struct permission p, wanted = { 0 };
	const struct pdf_field *f;
	struct pdf_survey survey;
	struct sigdict s;

	TRY(pdf_survey_signatures(r->doc, r->fields, r->n_fields, &survey, e));
	if (survey.no_changes || survey.locks_all || r->found->doc_mdp == 1)
		return fault(r, SIGNED_UPDATE_LOCKS, "it forbids changes after it", e);
	if (!pdf_form_find(r->fields, r->n_fields, r->found->field, &f))
		return fault(r, SIGNED_UPDATE_BROKEN, "its field is not found", e);
	TRY(sigdict_holder(r->doc, f, &s, e));
	if (references(r, &s) > REFERENCES_MAX)
		return fault(r, SIGNED_UPDATE_LOCKS, "it has too many references", e);
	permission_read(r->doc, f, &s, r->mem, &p);
	if (pdf_form_find(r->old, r->n_old, r->found->field, &f))
		permission_read(r->before, f, &unsigned_yet, r->mem, &wanted);
	return check_rules(r, &p, &wanted, e);
}

/* what it is made of --------------------------------------------------------------- */

static enum err copy(struct reading *r, struct bytes in, struct bytes *out, struct error *e)
{
	return arena_copy(r->mem, in, out)
		       ? ERR_OK
		       : error_set(e, ERR_PDF_LIMIT, "no room for what was signed");
}

static enum err encode(struct reading *r, X509_ATTRIBUTE *a, struct bytes *out, struct error *e)
{
	unsigned char *der = NULL;
	int n = i2d_X509_ATTRIBUTE(a, &der);
	enum err rc = n > 0 ? copy(r, BYTES(der, (size_t)n), out, e)
			    : error_set(e, ERR_PDF_LIMIT, "an attribute cannot be written");

	OPENSSL_free(der);
	return rc;
}

/* As SET OF in DER, which is what is signed (RFC 5652 §5.4). */
static enum err read_attributes(struct reading *r, CMS_SignerInfo *si, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(1024);
	struct bytes items[ATTRIBUTES_MAX];
	int n = CMS_signed_get_attr_count(si);

	if (n < 1 || n > ATTRIBUTES_MAX)
		return fault(r, SIGNED_UPDATE_BROKEN, "too many attributes", e);
	for (int i = 0; i < n; i++)
		TRY(encode(r, CMS_signed_get_attr(si, i), &items[i], e));
	der_put_set_of(&w, DER_SET, items, (size_t)n);
	return der_take(&w, r->mem, &r->out.signed_attrs, e);
}

static enum err read_chain(struct reading *r, const struct cms_view *v, struct error *e)
{
	struct bytes *list = arena_alloc_n(r->mem, (size_t)v->n_own + 1, sizeof(*list));

	if (!list)
		return error_set(e, ERR_PDF_LIMIT, "no room for the certificates");
	for (int i = 0; i < v->n_own; i++) {
		X509 *x = sk_X509_value(v->certs, i);

		if (x != v->signer)
			TRY(x509_der(x, r->mem, &list[r->out.n_chain++], e));
	}
	r->out.chain = list;
	return ERR_OK;
}

/* "RSA with SHA-256" as the report names it. */
static _Bool is_named(struct sig_alg a, const char *name, struct arena *mem)
{
	static const char *const schemes[] = {
		[SIG_RSA_PKCS1] = "RSA", [SIG_RSA_PSS] = "RSA-PSS", [SIG_ECDSA] = "ECDSA"
	};
	const char *text = arena_printf(mem, "%s with SHA-%u", schemes[a.scheme],
					(unsigned)digest_size(a.digest) * 8);

	return text && !strcmp(text, name);
}

static _Bool verifies(const struct reading *r, struct sig_alg alg)
{
	AUTO(pkey) struct pkey *key = NULL;
	unsigned char hash[DIGEST_MAX];
	struct cert cert;

	return cert_read(r->out.certificate, &cert, NULL) == ERR_OK &&
	       pkey_public(cert.spki, &key, NULL) == ERR_OK &&
	       pkey_verify(key, alg, digest_of(alg.digest, r->out.signed_attrs, hash),
			   r->out.signature, NULL) == ERR_OK;
}

/* One that the service knows, with its own parameters (salt, mask), over attributes in DER. */
static enum err read_algorithm(struct reading *r, struct error *e)
{
	const struct sig_report *s = r->found;
	struct sig_alg alg;
	const char *name;

	for (size_t i = 0; (name = sig_algorithm_name(i)); i++) {
		if (!sig_algorithm_parse(name, &alg) || !is_named(alg, s->algorithm, r->mem) ||
		    !sig_algorithm_fits(name, &s->signer.cert) || !verifies(r, alg))
			continue;
		r->out.algorithm = name;
		return ERR_OK;
	}
	return fault(r, SIGNED_UPDATE_ALGORITHM, s->algorithm, e);
}

static enum err read_cms(struct reading *r, const struct cms_view *v, struct error *e)
{
	if (v->n_signatures != 1 || !v->signer)
		return fault(r, SIGNED_UPDATE_MANY, "more than one signer", e);
	TRY(x509_der(v->signer, r->mem, &r->out.certificate, e));
	TRY(copy(r, v->signature, &r->out.signature, e));
	TRY(copy(r, v->message_digest, &r->out.document_digest, e));
	TRY(read_attributes(r, v->si, e));
	TRY(read_chain(r, v, e));
	return read_algorithm(r, e);
}

static enum err read_parts(struct reading *r, struct error *e)
{
	AUTO(cms_view) struct cms_view v = { 0 };
	const struct cms_given nothing = { 0 };
	struct findings f;
	enum err rc;

	findings_init(&f, r->mem);
	r->out.field = r->found->field;
	r->out.sub_filter = r->found->sub_filter;
	if (!cms_view_open(&v, r->found->evidence.contents, CMS_EXPECT_ADOBE, &nothing, &f))
		return fault(r, SIGNED_UPDATE_BROKEN, "its CMS cannot be read", e);
	rc = read_cms(r, &v, e);
	ERR_clear_error();
	return rc;
}

/* Whatever the reader says of the file. */
static _Bool is_unreadable(enum err rc)
{
	static const enum err all[] = { ERR_PDF_NOT_PDF,   ERR_PDF_DAMAGED,    ERR_PDF_LIMIT,
					ERR_PDF_ENCRYPTED, ERR_PDF_RESTRICTED, ERR_BAD_DER };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i] == rc)
			return 1;
	return 0;
}

enum err signed_update_read(const struct signed_update_request *rq, struct arena *mem,
			    struct signed_update *out, enum signed_update_fault *why,
			    struct error *e)
{
	typedef enum err step_fn(struct reading * r, struct error * e);
	static step_fn *const steps[] = { split,	   check_chain, find,
					  check_signature, check_field, check_nothing_else,
					  check_locks,	   read_parts };
	struct reading r = { .rq = rq, .mem = mem };
	struct error own = { 0 };
	enum err rc = ERR_OK;

	for (size_t i = 0; rc == ERR_OK && i < COUNT_OF(steps); i++)
		rc = steps[i](&r, &own);
	if (is_unreadable(rc))
		rc = fault(&r, SIGNED_UPDATE_UNREADABLE, "", &own);
	if (rc != ERR_OK && e)
		*e = own;
	*why = r.why;
	if (rc == ERR_OK)
		*out = r.out;
	return rc;
}
