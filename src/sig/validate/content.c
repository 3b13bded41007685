/* What stands in /Contents, by /SubFilter (ISO 32000-2 §12.8.3, table 260; EN 319 142-1 §5.3). */
#include <openssl/err.h>
#include <stdlib.h>
#include "sig/asn1/der.h"
#include "sig/validate/pdfdate.h"
#include "sig/validate/work.h"

/* One pass over the file for all signatures: each goes on from the state at the hole of the one
 * before. */
enum { TAILS_LEAST = 16 << 20, TAILS_FACTOR = 16 };

struct running {
	struct {
		struct digest state;
		uint64_t at; /* bytes taken in */
		_Bool begun;
	} of[DIGEST_COUNT_];
	uint64_t tails; /* bytes behind the holes, which each signature takes in for itself */
};

static enum err running_digest(struct work *w, struct running *r, const struct sigdict *s,
			       enum digest_alg alg, unsigned char out[DIGEST_MAX], struct error *e)
{
	struct pdf_source src = pdf_doc_source(w->doc);
	struct digest d;

	if (!r->of[alg].begun || r->of[alg].at > s->range[1]) {
		digest_init(&r->of[alg].state, alg);
		r->of[alg].at = 0;
		r->of[alg].begun = 1;
	}
	TRY(sigdict_digest_more(&src, &r->of[alg].state, r->of[alg].at, s->range[1], e));
	r->of[alg].at = s->range[1];
	d = r->of[alg].state;
	/* honest signatures follow one another: each has its own revision behind its hole */
	r->tails += s->range[3];
	if (r->tails > TAILS_LEAST + TAILS_FACTOR * src.size)
		return error_set(e, ERR_PDF_LIMIT, "the signatures' byte ranges overlap too often");
	TRY(sigdict_digest_more(&src, &d, s->range[2], s->signed_end, e));
	digest_final(&d, out);
	return ERR_OK;
}

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

/* EN 319 142-1 §6.3: what a baseline signature has, beyond being right. */
static void judge_level(struct sig_work *s)
{
	struct sig_report *r = s->report;

	if (!s->cms.ess && !findings_have(&r->findings, FINDING_CMS_CERT_OTHER))
		findings_add(&r->findings, FINDING_CMS_CERT_ATTR, NULL);
	if (s->cms.signing_time)
		findings_add(&r->findings, FINDING_CMS_SIGNING_TIME, NULL);
	if (s->cms.ess && !s->cms.signing_time && r->has_claimed_time)
		r->level = LEVEL_B_B;
}

typedef void content_fn(struct work *w, struct running *run, struct sig_work *s);

/* The signature that is selected in v. */
static _Bool verify_selected(struct work *w, struct running *run, struct sig_work *s,
			     struct cms_view *v)
{
	unsigned char digest[DIGEST_MAX];

	return running_digest(w, run, &s->dict, v->digest, digest, NULL) == ERR_OK &&
	       cms_view_verify(v, BYTES(digest, digest_size(v->digest)), &s->report->findings);
}

static void verify_cms(struct work *w, struct running *run, struct sig_work *s,
		       enum cms_expect expect)
{
	struct sig_report *r = s->report;

	s->opened = cms_view_open(&s->cms, s->dict.contents, expect, &w->given, &r->findings);
	if (!s->opened)
		return;
	r->integrity = verify_selected(w, run, s, &s->cms);
	for (int i = 1; i < s->cms.n_signatures; i++) {
		struct cms_view other = s->cms; /* shares what is parsed */

		r->integrity &= cms_view_select(&other, i, &r->findings) &&
				verify_selected(w, run, s, &other);
	}
}

static void verify_detached(struct work *w, struct running *run, struct sig_work *s)
{
	verify_cms(w, run, s, CMS_EXPECT_ADOBE);
	if (s->opened)
		s->report->proven = LEVEL_B_B;
}

static void verify_pades(struct work *w, struct running *run, struct sig_work *s)
{
	verify_cms(w, run, s, CMS_EXPECT_DETACHED);
	if (!s->opened)
		return;
	s->report->proven = LEVEL_B_B;
	judge_level(s);
}

/* adbe.pkcs7.sha1: the CMS holds the SHA-1 digest of the document as its content. */
static void verify_enclosed(struct work *w, struct running *run, struct sig_work *s)
{
	struct sig_report *r = s->report;
	unsigned char digest[DIGEST_MAX], own[DIGEST_MAX];
	struct bytes content;

	s->opened = cms_view_open(&s->cms, s->dict.contents, CMS_EXPECT_ENCLOSED, &w->given,
				  &r->findings);
	if (!s->opened)
		return;
	content = s->cms.content;
	if (running_digest(w, run, &s->dict, DIGEST_SHA1, digest, NULL) != ERR_OK)
		return;
	r->integrity =
		cms_view_verify(&s->cms, digest_of(s->cms.digest, content, own), &r->findings);
	if (bytes_eq(content, BYTES(digest, digest_size(DIGEST_SHA1))))
		return;
	r->integrity = 0;
	findings_add(&r->findings, FINDING_HASH, NULL);
}

/* adbe.x509.rsa_sha1: /Contents is an OCTET STRING with a PKCS #1 signature, the certificates stand
 * in /Cert. Later versions allow other digests; which one it is stands in the signature alone. */
static _Bool verify_raw_value(struct work *w, struct running *run, struct sig_work *s)
{
	static const enum digest_alg algs[] = { DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384,
						DIGEST_SHA512 };
	unsigned char digest[DIGEST_MAX];

	for (size_t i = 0; i < COUNT_OF(algs); i++)
		if (running_digest(w, run, &s->dict, algs[i], digest, NULL) == ERR_OK &&
		    cms_view_verify_raw(&s->cms, SIG_RSA_PKCS1, algs[i],
					BYTES(digest, digest_size(algs[i]))))
			return 1;
	return 0;
}

static void verify_raw(struct work *w, struct running *run, struct sig_work *s)
{
	struct der r = der_reader(s->dict.contents);
	struct findings *f = &s->report->findings;
	struct der_item value;

	if (der_expect(&r, DER_OCTET_STRING, &value, NULL) != ERR_OK || !value.content.len) {
		findings_add(f, FINDING_CMS_SYNTAX, "no OCTET STRING with a signature value");
		return;
	}
	s->opened = cms_view_raw(&s->cms, w->doc, s->dict.dict, value.content, f);
	if (!s->opened)
		return;
	s->report->integrity = verify_raw_value(w, run, s);
	if (!s->report->integrity)
		findings_add(f, FINDING_HASH, "or the signature value");
}

static void verify_timestamp(struct work *w, struct running *run, struct sig_work *s)
{
	struct token_report *t = &s->report->timestamp;
	unsigned char digest[DIGEST_MAX];

	t->present = 1;
	s->opened = token_open(&s->token, s->dict.contents, &w->given, &t->findings);
	if (s->opened &&
	    running_digest(w, run, &s->dict, s->token.imprint_alg, digest, NULL) == ERR_OK)
		t->intact = token_verify(
			&s->token, BYTES(digest, digest_size(s->token.imprint_alg)), &t->findings);
	s->report->algorithm = s->token.cms.algorithm ? s->token.cms.algorithm : "";
	s->report->integrity = t->intact;
	if (!s->opened)
		findings_copy(&s->report->findings, &t->findings);
}

static const struct {
	const char *sub_filter;
	content_fn *verify;
} kinds[] = {
	{ "ETSI.CAdES.detached", verify_pades },
	{ "ETSI.RFC3161", verify_timestamp },
	{ "adbe.pkcs7.detached", verify_detached },
	{ "adbe.pkcs7.sha1", verify_enclosed },
	{ "adbe.x509.rsa_sha1", verify_raw },
	{ "adbe.x509.rsa.sha1", verify_raw }, /* as ISO 32000-1 misspells it once */
};

static void verify(struct work *w, struct running *run, struct sig_work *s)
{
	struct sig_report *r = s->report;

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (strcmp(s->dict.sub_filter, kinds[i].sub_filter) != 0)
			continue;
		kinds[i].verify(w, run, s);
		if (s->cms.algorithm)
			r->algorithm = s->cms.algorithm;
		ERR_clear_error();
		return;
	}
	findings_add(&r->findings, FINDING_SUBFILTER, "%.40s", s->dict.sub_filter);
}

static int by_hole(const void *a, const void *b)
{
	const struct sig_work *x = a, *y = b;

	return (x->dict.range[1] > y->dict.range[1]) - (x->dict.range[1] < y->dict.range[1]);
}

void work_verify(struct work *w)
{
	struct running run = { 0 };

	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];

		s->usable = sigdict_read(w->doc, s->field, &s->dict, &s->report->findings);
		describe(w, s);
		if (!strcmp(s->dict.sub_filter, "ETSI.RFC3161") && s->report->kind == SIG_APPROVAL)
			s->report->kind = SIG_DOCUMENT_TIMESTAMP;
	}
	if (w->n > 1)
		qsort(w->sigs, w->n, sizeof(*w->sigs), by_hole);
	for (size_t i = 0; i < w->n; i++) {
		if (!w->sigs[i].usable)
			continue;
		work_cover(w, &w->sigs[i]);
		verify(w, &run, &w->sigs[i]);
	}
}
