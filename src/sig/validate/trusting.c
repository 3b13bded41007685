/* Time-stamps from the outside in, then signatures (EN 319 102-1 §5.5, §5.6): each is judged at
 * the earliest time at which a trusted time-stamp proves that it existed. */
#include "sig/validate/work.h"

enum { CLOCKS_DIFFER_MS = 600000 };

static const struct {
	enum chain_status status;
	enum finding_code code;
} codes[] = {
	{ CHAIN_NONE, FINDING_CHAIN_NONE },	   { CHAIN_BROKEN, FINDING_CHAIN_BROKEN },
	{ CHAIN_WEAK, FINDING_ALGORITHM },	   { CHAIN_RULES, FINDING_CHAIN_RULES },
	{ CHAIN_PURPOSE, FINDING_KEY_USAGE },	   { CHAIN_EXPIRED, FINDING_EXPIRED },
	{ CHAIN_EARLY, FINDING_NOT_YET_VALID },	   { CHAIN_REVOKED, FINDING_REVOKED },
	{ CHAIN_REVOKED_CA, FINDING_REVOKED_CA },
};

struct chain_ask {
	const struct cms_view *cms;
	enum chain_purpose purpose;
	time_ms at;
	_Bool proved; /* `at` is proved by a time-stamp */
};

static enum finding_code code_of(const struct chain_result *r, const struct chain_ask *ask)
{
	if (r->status == CHAIN_PURPOSE && ask->purpose == CHAIN_FOR_TIMESTAMP)
		return FINDING_TSA_USAGE;
	if (r->status == CHAIN_EARLY && ask->proved)
		return FINDING_SIGNED_TOO_EARLY;
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (codes[i].status == r->status)
			return codes[i].code;
	return FINDING_CHAIN_BROKEN;
}

/* The document's revocation data and the CMS's own, together. */
static enum err gather(struct work *w, const struct cms_view *cms, struct revocation_data *out,
		       struct error *e)
{
	struct bytes *own, *all;
	size_t n;

	*out = w->dss.revocation;
	TRY(cms_view_crls(cms, w->mem, &own, &n, e));
	if (n == 0)
		return ERR_OK;
	all = arena_alloc_n(w->mem, n + out->n_crls, sizeof(*all));
	if (!all)
		return error_set(e, ERR_TOO_LARGE, "no room for CRLs");
	memcpy(all, own, n * sizeof(*all));
	if (out->n_crls)
		memcpy(all + n, out->crls, out->n_crls * sizeof(*all));
	out->crls = all;
	out->n_crls += n;
	return ERR_OK;
}

static void tell(const struct chain_result *r, struct signer_report *out)
{
	static const enum revocation states[] = { [CERT_UNKNOWN] = REVOCATION_UNKNOWN,
						  [CERT_GOOD] = REVOCATION_GOOD,
						  [CERT_REVOKED] = REVOCATION_REVOKED };

	out->known = 1;
	out->cert = r->certs[0];
	out->trusted = r->status == CHAIN_OK;
	out->chain = r->certs;
	out->n_chain = r->anchored ? r->n : 0;
	out->revocation = states[r->revocation];
	out->revoked_at = r->revoked_at;
}

static enum err judge_chain(struct work *w, const struct chain_ask *ask, struct signer_report *out,
			    struct findings *f, struct error *e)
{
	struct chain_request rq = { .leaf = ask->cms->signer, .others = ask->cms->certs,
				    .trust = w->o->trust, .at = ask->at, .purpose = ask->purpose };
	struct chain_result r;

	TRY(gather(w, ask->cms, &rq.revocation, e));
	TRY(chain_validate(&rq, w->mem, &r, e));
	tell(&r, out);
	if (r.status != CHAIN_OK)
		findings_add(f, code_of(&r, ask), "%s", r.detail);
	else if (r.n > 1 && r.revocation == CERT_UNKNOWN)
		findings_add(f, FINDING_REVOCATION_UNKNOWN, NULL);
	return ERR_OK;
}

/* genTime against the authority's certificate and the time of validation. */
static void check_gen_time(struct work *w, const struct token *t, const struct signer_report *tsa,
			   struct findings *f)
{
	if (t->gen_time > tsa->cert.not_after)
		findings_add(f, FINDING_EXPIRED, "when the time-stamp was made");
	if (t->gen_time < tsa->cert.not_before)
		findings_add(f, FINDING_NOT_YET_VALID, "when the time-stamp was made");
	if (t->gen_time > w->o->at + CLOCKS_DIFFER_MS)
		findings_add(f, FINDING_TIME_ORDER, "the time-stamp lies in the future");
}

static enum err judge_token(struct work *w, const struct token *t, time_ms at, _Bool proved,
			    struct token_report *out, struct error *e)
{
	struct chain_ask ask = { &t->cms, CHAIN_FOR_TIMESTAMP, at, proved };

	out->gen_time = t->gen_time;
	out->serial = t->serial;
	out->policy = t->policy;
	TRY(judge_chain(w, &ask, &out->authority, &out->findings, e));
	check_gen_time(w, t, &out->authority, &out->findings);
	out->trusted = out->intact && findings_indication(&out->findings) == IND_PASSED;
	return ERR_OK;
}

static void copy_findings(struct findings *to, const struct findings *from)
{
	for (size_t i = 0; i < from->n; i++)
		findings_add(to, from->list[i].code, "%s", from->list[i].detail);
}

/* The time-stamp of the signature value (unsigned attribute). */
static enum err judge_signature_token(struct work *w, struct sig_work *s, time_ms at, _Bool proved,
				      struct error *e)
{
	AUTO(token) struct token t = { 0 };
	struct token_report *out = &s->report->timestamp;
	struct bytes der = cms_view_timestamp(&s->cms);
	unsigned char digest[DIGEST_MAX];

	if (der.len == 0)
		return ERR_OK;
	out->present = 1;
	if (!token_open(&t, der, w->dss.certs, &out->findings)) {
		findings_add(&s->report->findings, FINDING_TIMESTAMP_FORGED, NULL);
		return ERR_OK;
	}
	out->intact = token_verify(&t, digest_of(t.imprint_alg, s->cms.signature, digest),
				   &out->findings);
	TRY(judge_token(w, &t, at, proved, out, e));
	if (!out->intact)
		findings_add(&s->report->findings, FINDING_TIMESTAMP_FORGED, NULL);
	else if (!out->trusted)
		findings_add(&s->report->findings, FINDING_TIMESTAMP_BAD, NULL);
	return ERR_OK;
}

static enum err judge_document_token(struct work *w, struct sig_work *s, time_ms *at, _Bool *proved,
				     struct error *e)
{
	struct token_report *out = &s->report->timestamp;

	TRY(judge_token(w, &s->token, *at, *proved, out, e));
	s->report->signer = out->authority;
	copy_findings(&s->report->findings, &out->findings);
	if (*proved && out->gen_time > *at)
		findings_add(&s->report->findings, FINDING_TIME_ORDER,
			     "a later time-stamp has an earlier time");
	if (!out->trusted || s->report->coverage < COVERAGE_REVISION)
		return ERR_OK;
	if (out->gen_time < *at)
		*at = out->gen_time;
	*proved = 1;
	return ERR_OK;
}

static enum err judge_signature(struct work *w, struct sig_work *s, time_ms at, _Bool proved,
				struct error *e)
{
	struct chain_ask ask = { &s->cms, CHAIN_FOR_SIGNATURE, at, proved };
	struct token_report *token = &s->report->timestamp;

	TRY(judge_signature_token(w, s, at, proved, e));
	if (token->trusted && token->gen_time < at) {
		ask.at = token->gen_time;
		ask.proved = 1;
	}
	return judge_chain(w, &ask, &s->report->signer, &s->report->findings, e);
}

enum err work_judge_trust(struct work *w, struct error *e)
{
	time_ms at = w->o->at;
	_Bool proved = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];

		if (!s->opened)
			continue;
		if (s->report->kind == SIG_DOCUMENT_TIMESTAMP)
			TRY(judge_document_token(w, s, &at, &proved, e));
		else
			TRY(judge_signature(w, s, at, proved, e));
	}
	return ERR_OK;
}
