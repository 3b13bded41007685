/* The validation report of ETSI TS 119 102-2 (v1.4.1) as XML. Objects (certificates, time-stamps,
 * revocation data) stand once, as digests, and are referred to. docs/formats/verify-report.md */
#include "sig/validate/report_xml_objects.h"
#include "sig/validate/report_xml_out.h"

#define ETSI "urn:etsi:019102:"
#define OWN  "urn:skysign:validation:"

struct out {
	struct xml x;
	const struct validate_report *r;
	struct vo_list objects;
};

static void digest_and_value(struct xml *x, const char *uri, struct bytes digest)
{
	xml_begin(x, "DigestAlgAndValue");
	xml_empty_with(x, "ds:DigestMethod", "Algorithm", uri);
	xml_leaf_base64(x, "ds:DigestValue", digest);
	xml_end(x);
}

static void refer(struct xml *x, const char *element, const char *id)
{
	xml_empty_with(x, element, "VOReference", id);
}

/* "total" for a signature as a whole, without for a block or a token. */
static void indication(struct xml *x, enum indication i, enum sub_indication sub, _Bool total)
{
	static const char *const names[][2] = {
		[IND_NOTE] = { ETSI "mainindication:indeterminate",
			       ETSI "mainindication:indeterminate" },
		[IND_PASSED] = { ETSI "mainindication:passed", ETSI "mainindication:total-passed" },
		[IND_INDETERMINATE] = { ETSI "mainindication:indeterminate",
					ETSI "mainindication:indeterminate" },
		[IND_FAILED] = { ETSI "mainindication:failed", ETSI "mainindication:total-failed" },
	};

	xml_leaf(x, "MainIndication", names[i][total]);
	if (sub == SUB_NONE)
		return;
	xml_begin(x, "SubIndication");
	xml_text(x, ETSI "subindication:");
	xml_text(x, sub_indication_name(sub));
	xml_end(x);
}

static void identifier(struct out *o, const struct sig_report *s, const char *id)
{
	struct xml *x = &o->x;

	xml_begin_with(x, "SignatureIdentifier", "id", id);
	if (s->evidence.value.len)
		xml_leaf_base64(x, "ds:SignatureValue", s->evidence.value);
	xml_leaf(x, "HashOnly", "false");
	xml_leaf(x, "DocHashOnly", "false");
	xml_leaf(x, "DAIdentifier", s->field);
	xml_end(x);
}

static void policy(struct out *o)
{
	struct xml *x = &o->x;

	xml_begin(x, "SignatureValidationPolicy");
	xml_begin(x, "SignaturePolicyIdentifier");
	xml_leaf(x, "xades:SignaturePolicyImplied", "");
	xml_end(x);
	xml_leaf(x, "PolicyName", o->r->policy ? o->r->policy : "");
	xml_end(x);
}

/* A name of ours as a URI. */
static void own_name(struct xml *x, const char *element, const char *space, const char *name)
{
	xml_begin(x, element);
	xml_text(x, space);
	xml_text(x, name);
	xml_end(x);
}

static void constraint(struct xml *x, const struct block_report *b)
{
	_Bool ran = b->indication != IND_NOTE;

	xml_begin(x, "ValidationConstraint");
	own_name(x, "ValidationConstraintIdentifier", OWN "block:", block_name(b->block));
	xml_begin(x, "ConstraintStatus");
	xml_leaf(x, "Status",
		 ran ? ETSI "constraintStatus:applied" : ETSI "constraintStatus:disabled");
	xml_end(x);
	if (ran) {
		xml_begin(x, "ValidationStatus");
		indication(x, b->indication, b->sub, 0);
		xml_end(x);
	}
	xml_end(x);
}

static void constraints(struct out *o, const struct block_report *blocks, size_t n)
{
	xml_begin(&o->x, "ValidationConstraintsEvaluationReport");
	policy(o);
	for (size_t i = 0; i < n; i++)
		constraint(&o->x, &blocks[i]);
	xml_end(&o->x);
}

/* The time-stamp that a proof comes from. */
static _Bool proof_id(const struct out *o, const struct sig_report *s, const struct proof *p,
		      char id[VO_ID_SIZE])
{
	if (!p)
		return 0;
	for (size_t i = 0; p->end && i < o->r->n; i++) {
		const struct sig_report *other = &o->r->signatures[i];

		if (other->kind != SIG_DOCUMENT_TIMESTAMP || other->signed_bytes != p->end ||
		    other->timestamp.der.len == 0)
			continue;
		vo_der_id(VO_TIMESTAMP, other->timestamp.der, id);
		return 1;
	}
	if (p->end || !s || s->timestamp.der.len == 0)
		return 0;
	vo_der_id(VO_TIMESTAMP, s->timestamp.der, id);
	return 1;
}

static void poe(struct out *o, const char *element, const struct sig_report *s, time_ms time,
		const struct proof *by)
{
	char id[VO_ID_SIZE];

	xml_begin(&o->x, element);
	xml_leaf_time(&o->x, "POETime", time);
	xml_leaf(&o->x, "TypeOfProof",
		 by && by->outside ? ETSI "poetype:provided" : ETSI "poetype:validation");
	if (proof_id(o, s, by, id))
		refer(&o->x, "POEObject", id);
	xml_end(&o->x);
}

static void times(struct out *o, const struct sig_report *s)
{
	xml_begin(&o->x, "ValidationTimeInfo");
	xml_leaf_time(&o->x, "ValidationTime", o->r->at);
	poe(o, "BestSignatureTime", s, s->best ? s->best->time : o->r->at, s->best);
	xml_end(&o->x);
}

static void signers_document(struct xml *x, const struct sig_report *s)
{
	const char *uri = s->evidence.digest ? uri_of_digest(s->evidence.digest) : NULL;

	if (!uri || s->evidence.message_digest.len == 0)
		return;
	xml_begin(x, "SignersDocument");
	digest_and_value(x, uri, s->evidence.message_digest);
	xml_end(x);
}

static void signed_text(struct xml *x, const char *element, const char *inner, const char *text)
{
	if (!text || !text[0])
		return;
	xml_begin_with(x, element, "Signed", "true");
	xml_leaf(x, inner, text);
	xml_end(x);
}

static void stamp(struct xml *x, const char *element, struct bytes der, time_ms time)
{
	char id[VO_ID_SIZE];

	vo_der_id(VO_TIMESTAMP, der, id);
	xml_begin(x, element);
	refer(x, "AttributeObject", id);
	xml_leaf_time(x, "TimeStampValue", time);
	xml_end(x);
}

static void byte_range(struct xml *x, const struct sig_evidence *v)
{
	char text[4 * 21 + 1];

	snprintf(text, sizeof(text), "%llu %llu %llu %llu", (unsigned long long)v->range[0],
		 (unsigned long long)v->range[1], (unsigned long long)v->range[2],
		 (unsigned long long)v->range[3]);
	xml_leaf(x, "ByteRange", text);
}

static void signing_time(struct xml *x, const struct sig_report *s)
{
	if (!s->has_claimed_time)
		return;
	xml_begin_with(x, "SigningTime", "Signed", "true");
	xml_leaf_time(x, "Time", s->claimed_time);
	xml_end(x);
}

static void attributes(struct out *o, const struct sig_report *s)
{
	struct xml *x = &o->x;
	const struct token_report *t = &s->timestamp;
	_Bool document = s->kind == SIG_DOCUMENT_TIMESTAMP;

	xml_begin(x, "SignatureAttributes");
	signing_time(x, s);
	if (t->der.len && t->authority.known)
		stamp(x, document ? "DocTimeStamp" : "SignatureTimeStamp", t->der, t->gen_time);
	if (s->evidence.message_digest.len && !document) {
		xml_begin_with(x, "MessageDigest", "Signed", "true");
		xml_leaf_base64(x, "Digest", s->evidence.message_digest);
		xml_end(x);
	}
	signed_text(x, "SignatureProductionPlace", "AddressString", s->location);
	signed_text(x, "Reason", "ReasonElement", s->reason);
	signed_text(x, "Name", "NameElement", s->name);
	xml_begin(x, "SubFilter");
	xml_leaf(x, "SubFilterElement", s->sub_filter ? s->sub_filter : "");
	xml_end(x);
	if (s->evidence.value.len)
		byte_range(x, &s->evidence);
	xml_end(x);
}

static void signer(struct xml *x, const struct signer_report *s)
{
	char id[VO_ID_SIZE];

	if (!s->known || !vo_cert_id(&s->cert, id))
		return;
	xml_begin(x, "SignerInformation");
	refer(x, "SignerCertificate", id);
	xml_leaf(x, "Signer", s->cert.common_name[0] ? s->cert.common_name : s->cert.subject);
	xml_end(x);
}

static void chain(struct xml *x, const struct signer_report *s)
{
	char id[VO_ID_SIZE];

	if (s->n_chain == 0)
		return;
	if (vo_cert_id(&s->chain[s->n_chain - 1], id))
		refer(x, "TrustAnchor", id);
	xml_begin(x, "CertificateChain");
	for (size_t i = 0; i < s->n_chain; i++) {
		const char *element = i == 0		   ? "SigningCertificate"
				      : i + 1 < s->n_chain ? "IntermediateCertificate"
							   : "TrustAnchor";

		if (vo_cert_id(&s->chain[i], id))
			refer(x, element, id);
	}
	xml_end(x);
}

static void related(struct xml *x, const struct signer_report *s)
{
	char id[VO_ID_SIZE];

	for (size_t i = 0; i < s->n_chain; i++) {
		if (s->states[i].data.len == 0)
			continue;
		vo_der_id(vo_kind_of(&s->states[i]), s->states[i].data, id);
		refer(x, "RelatedValidationObject", id);
	}
}

static void revocation(struct xml *x, const struct cert_facts *c, const struct chain_state *s)
{
	char id[VO_ID_SIZE];

	if (!vo_cert_id(c, id))
		return;
	xml_begin(x, "RevocationStatusInformation");
	refer(x, "ValidationObjectId", id);
	xml_leaf_time(x, "RevocationTime", s->revoked_at);
	if (crl_reason_name(s->reason)[0]) {
		xml_begin(x, "RevocationReason");
		xml_text(x, ETSI "revocationReason:");
		xml_text(x, crl_reason_name(s->reason));
		xml_end(x);
	}
	if (s->data.len) {
		vo_der_id(vo_kind_of(s), s->data, id);
		refer(x, "RevocationObject", id);
	}
	xml_end(x);
}

/* The schema has room for one: the signer's, else the lowest authority's. */
static void first_revocation(struct xml *x, const struct signer_report *s)
{
	for (size_t i = 0; i < s->n_chain; i++) {
		if (s->states[i].revocation != REVOCATION_REVOKED)
			continue;
		revocation(x, &s->chain[i], &s->states[i]);
		return;
	}
}

static void algorithm(struct xml *x, const struct sig_report *s, const char *id)
{
	const char *uri = s->algorithm ? uri_of_signature(s->algorithm) : NULL;
	_Bool weak = findings_have(&s->findings, FINDING_ALGORITHM) ||
		     findings_have(&s->findings, FINDING_ALGORITHM_ENDED);

	if (!uri)
		return;
	xml_begin(x, "CryptoInformation");
	refer(x, "ValidationObjectId", id);
	xml_leaf(x, "Algorithm", uri);
	xml_leaf(x, "SecureAlgorithm", weak ? "false" : "true");
	xml_end(x);
}

static void findings(struct xml *x, const struct findings *f)
{
	if (f->n == 0)
		return;
	xml_begin(x, "AdditionalValidationReportData");
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *one = &f->list[i];

		xml_begin(x, "ReportData");
		own_name(x, "Type", OWN "finding:", finding_slug(one->code));
		xml_begin(x, "Value");
		xml_text(x, finding_text(one->code, 0));
		xml_text(x, one->detail[0] ? ": " : "");
		xml_text(x, one->detail);
		xml_end(x);
		xml_end(x);
	}
	xml_end(x);
}

static void status(struct out *o, const struct sig_report *s, const char *id)
{
	struct xml *x = &o->x;

	xml_begin(x, "SignatureValidationStatus");
	indication(x, s->indication, s->sub, 1);
	xml_begin(x, "AssociatedValidationReportData");
	chain(x, &s->signer);
	related(x, &s->signer);
	first_revocation(x, &s->signer);
	algorithm(x, s, id);
	findings(x, &s->findings);
	xml_end(x);
	xml_end(x);
}

static void process(struct xml *x)
{
	xml_begin(x, "SignatureValidationProcess");
	xml_leaf(x, "SignatureValidationProcessID", ETSI "validationprocess:LTA");
	xml_end(x);
}

static void signature(struct out *o, size_t i)
{
	const struct sig_report *s = &o->r->signatures[i];
	struct block_report blocks[BLOCK_COUNT_];
	char id[32];

	snprintf(id, sizeof(id), "S-%zu", i + 1);
	xml_begin(&o->x, "SignatureValidationReport");
	identifier(o, s, id);
	constraints(o, blocks, sig_blocks(s, blocks));
	times(o, s);
	signers_document(&o->x, s);
	attributes(o, s);
	signer(&o->x, &s->signer);
	process(&o->x);
	status(o, s, id);
	xml_end(&o->x);
}

/* The schema wants one report at least: nothing was found, or nothing could be read. */
static void no_signature(struct out *o)
{
	struct xml *x = &o->x;
	_Bool unreadable = o->r->verdict == VERDICT_UNREADABLE;

	xml_begin(x, "SignatureValidationReport");
	xml_begin(x, "SignatureValidationStatus");
	indication(x, IND_INDETERMINATE, SUB_GENERIC, 1);
	xml_begin(x, "AssociatedValidationReportData");
	xml_begin(x, "AdditionalValidationReportData");
	xml_begin(x, "ReportData");
	xml_leaf(x, "Type", unreadable ? OWN "unreadable" : OWN "no-signature");
	xml_leaf(x, "Value", unreadable ? o->r->error.msg : verdict_name(o->r->verdict));
	xml_end(x);
	xml_end(x);
	xml_end(x);
	xml_end(x);
	xml_end(x);
}

static void token_result(struct out *o, const struct token_report *t)
{
	struct block_report blocks[BLOCK_COUNT_];
	struct xml *x = &o->x;

	xml_begin(x, "ValidationReport");
	constraints(o, blocks, token_blocks(t, blocks));
	signer(x, &t->authority);
	process(x);
	xml_begin(x, "SignatureValidationStatus");
	indication(x, findings_indication(&t->findings), findings_sub(&t->findings), 0);
	xml_begin(x, "AssociatedValidationReportData");
	chain(x, &t->authority);
	related(x, &t->authority);
	first_revocation(x, &t->authority);
	findings(x, &t->findings);
	xml_end(x);
	xml_end(x);
	xml_end(x);
}

static void object(struct out *o, const struct vo *v)
{
	static const char *const types[] = {
		[VO_CERTIFICATE] = ETSI "validationObject:certificate",
		[VO_TIMESTAMP] = ETSI "validationObject:timestamp",
		[VO_CRL] = ETSI "validationObject:CRL",
		[VO_OCSP] = ETSI "validationObject:OCSPResponse",
	};
	struct xml *x = &o->x;

	xml_begin_with(x, "ValidationObject", "id", v->id);
	xml_leaf(x, "ObjectType", types[v->kind]);
	xml_begin(x, "ValidationObjectRepresentation");
	digest_and_value(x, uri_of_digest("sha256"), BYTES(v->digest, sizeof(v->digest)));
	xml_end(x);
	poe(o, "POE", NULL, v->time, v->by);
	if (v->token)
		token_result(o, v->token);
	xml_end(x);
}

void validate_report_xml(const struct validate_report *r, struct buf *out)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct out o = { .r = r, .objects = { .mem = mem, .r = r } };

	xml_start(&o.x, out);
	buf_append_str(out, "<ValidationReport xmlns=\"http://uri.etsi.org/19102/v1.4.1#\" "
			    "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
			    "xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">\n");
	for (size_t i = 0; i < r->n; i++)
		signature(&o, i);
	if (r->n == 0)
		no_signature(&o);
	vo_collect(&o.objects);
	if (o.objects.n) {
		xml_begin(&o.x, "SignatureValidationObjects");
		for (size_t i = 0; i < o.objects.n; i++)
			object(&o, &o.objects.list[i]);
		xml_end(&o.x);
	}
	buf_append_str(out, "</ValidationReport>\n");
}
