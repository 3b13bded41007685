/* Time-stamps from the outside in, then signatures (EN 319 102-1 §5.5, §5.6): each is judged at
 * the earliest time at which a trusted time-stamp proves that it existed. */
#include "sig/validate/trusting.h"
#include <limits.h>

/* A time-stamp may be ahead of our clock, and two authorities' clocks may differ. */
enum { CLOCKS_DIFFER_MS = 600000, ORDER_DIFFERS_MS = 60000 };

static const struct {
	enum chain_status status;
	enum finding_code code;
} codes[] = {
	{ CHAIN_NONE, FINDING_CHAIN_NONE },    { CHAIN_BROKEN, FINDING_CHAIN_BROKEN },
	{ CHAIN_WEAK, FINDING_ALGORITHM },     { CHAIN_RULES, FINDING_CHAIN_RULES },
	{ CHAIN_POLICY, FINDING_CHAIN_RULES }, { CHAIN_PURPOSE, FINDING_KEY_USAGE },
	{ CHAIN_EXPIRED, FINDING_EXPIRED },    { CHAIN_EARLY, FINDING_NOT_YET_VALID },
	{ CHAIN_REVOKED, FINDING_REVOKED },    { CHAIN_REVOKED_CA, FINDING_REVOKED_CA },
};

static enum finding_code code_of(const struct chain_result *r, const struct chain_ask *ask)
{
	if (r->status == CHAIN_PURPOSE && ask->purpose == CHAIN_FOR_TIMESTAMP)
		return FINDING_TSA_USAGE;
	/* a younger certificate of an authority may be a renewal; only the signer's own tells */
	if (r->status == CHAIN_EARLY && ask->proved && ask->at < r->certs[0].not_before)
		return FINDING_SIGNED_TOO_EARLY;
	if (r->status == CHAIN_REVOKED && r->statuses[0].reason == REASON_HOLD)
		return FINDING_ON_HOLD;
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

static const char *source_of(const struct cert_status *s)
{
	static const char *const names[] = {
		[STATUS_FROM_NOWHERE] = "none",	   [STATUS_FROM_DOCUMENT] = "document",
		[STATUS_FROM_GIVEN] = "given",	   [STATUS_FROM_CACHE] = "cache",
		[STATUS_FROM_NETWORK] = "network", [STATUS_FROM_PROVIDER] = "provider",
	};

	if (s->anchor)
		return "anchor";
	return s->no_check ? "not-needed" : names[s->source];
}

static const enum revocation revocations[] = { [CERT_UNKNOWN] = REVOCATION_UNKNOWN,
					       [CERT_GOOD] = REVOCATION_GOOD,
					       [CERT_REVOKED] = REVOCATION_REVOKED };

static const char *problem_of(const struct cert_status *s)
{
	_Bool silent = s->anchor || s->no_check || !s->why[0];

	return s->doubt ? s->doubt : silent ? NULL : s->why;
}

static struct chain_state state_of(const struct work *w, const struct cert_status *s)
{
	return (struct chain_state){
		.revocation = revocations[s->state],
		.source = source_of(s),
		.crl = s->kind == STATUS_BY_CRL,
		.this_update = s->this_update,
		.next_update = s->next_update,
		.revoked_at = s->revoked_at,
		.reason = s->reason,
		.data = s->data,
		.held = s->held,
		.stamped = level_stamped(w, s),
		.issuers = s->issuers,
		.n_issuers = s->n_issuers,
		.issuer_ocsps = s->issuer_ocsps,
		.n_issuer_ocsps = s->n_issuer_ocsps,
		.issuer_crls = s->issuer_crls,
		.n_issuer_crls = s->n_issuer_crls,
		.problem = problem_of(s),
	};
}

static enum err tell_states(const struct work *w, const struct chain_result *r,
			    struct signer_report *out, struct error *e)
{
	struct chain_state *list = arena_alloc_n(w->mem, r->n, sizeof(*list));

	if (!list)
		return error_set(e, ERR_TOO_LARGE, "no room for the chain");
	for (size_t i = 0; i < r->n; i++)
		list[i] = state_of(w, &r->statuses[i]);
	out->states = list;
	return ERR_OK;
}

static void tell(const struct chain_result *r, struct signer_report *out)
{
	out->known = 1;
	out->cert = r->certs[0];
	out->trusted = r->status == CHAIN_OK;
	out->chain = r->certs;
	out->n_chain = r->anchored ? r->n : 0;
	out->revocation = revocations[r->revocation];
	out->revoked_at = r->revoked_at;
}

/* Expired, but known to have stayed unrevoked to its end? */
static enum err ended_unrevoked(struct work *w, const struct chain_request *asked,
				const struct chain_result *r, _Bool *out, struct error *e)
{
	struct chain_request rq = *asked;
	struct chain_result then;

	*out = 0;
	if (rq.at <= r->certs[0].not_after || rq.revocation.n_crls + rq.revocation.n_ocsps == 0)
		return ERR_OK;
	rq.at = r->certs[0].not_after;
	TRY(chain_validate(&rq, w->mem, &then, e));
	*out = then.statuses[0].state == CERT_GOOD;
	return ERR_OK;
}

static enum err tell_failure(struct work *w, const struct chain_ask *ask,
			     const struct chain_request *rq, const struct chain_result *r,
			     struct findings *f, struct error *e)
{
	enum finding_code code = code_of(r, ask);
	_Bool unrevoked = 0;

	if (code == FINDING_CHAIN_NONE && r->n_problems) {
		findings_add(f, FINDING_ISSUER_LATER, "%s; %s: %s", r->detail, r->problems[0].url,
			     r->problems[0].text);
		return ERR_OK;
	}
	if (code == FINDING_EXPIRED)
		TRY(ended_unrevoked(w, rq, r, &unrevoked, e));
	findings_add(f, unrevoked ? FINDING_EXPIRED_GOOD : code, "%s", r->detail);
	return ERR_OK;
}

/* An authority that is gone says nothing of a time-stamp unit whose certificate has ended, today nor
 * later; what a later time-stamp proves must do. */
static _Bool later_may_help(const struct work *w, const struct chain_ask *ask,
			    const struct chain_result *r)
{
	if (r->n_problems == 0 || ask->purpose != CHAIN_FOR_TIMESTAMP || !ask->proved)
		return r->n_problems > 0;
	for (size_t i = 0; i < chain_judged(r); i++)
		if (r->statuses[i].state == CERT_UNKNOWN && r->certs[i].not_after >= w->o->at)
			return 1;
	return 0;
}

/* Without revocation data a chain passes with a note, unless more is demanded or was expected. */
static void tell_unknown(const struct work *w, const struct chain_ask *ask,
			 const struct chain_result *r, struct findings *f)
{
	if (chain_judged(r) == r->n || r->revocation != CERT_UNKNOWN)
		return;
	if (r->closed_revocation)
		findings_add(f, FINDING_REVOCATION_CLOSED, NULL);
	else if (later_may_help(w, ask, r))
		findings_add(f, FINDING_REVOCATION_LATER, "%s: %s", r->problems[0].url,
			     r->problems[0].text);
	else
		findings_add(f,
			     w->o->require_revocation ? FINDING_REVOCATION_NEEDED
						      : FINDING_REVOCATION_UNKNOWN,
			     NULL);
}

static time_ms existed(const void *ctx, struct bytes der)
{
	return poe_of_object(ctx, der);
}

static enum err judge_chain(struct work *w, const struct chain_ask *ask, struct signer_report *out,
			    struct findings *f, struct error *e)
{
	struct chain_request rq = { .leaf = ask->cms->signer,
				    .others = ask->cms->certs,
				    .trust = w->o->trust,
				    .at = ask->at,
				    .made = ask->made,
				    .purpose = ask->purpose,
				    .session = w->session,
				    .existed = existed,
				    .existed_ctx = &w->poe };
	struct chain_result r;

	if (ask->purpose == CHAIN_FOR_SIGNATURE) {
		rq.policies = w->o->policies;
		rq.n_policies = w->o->n_policies;
	}
	TRY(gather(w, ask->cms, &rq.revocation, e));
	TRY(chain_validate(&rq, w->mem, &r, e));
	tell(&r, out);
	TRY(tell_states(w, &r, out, e));
	if (r.status != CHAIN_OK) {
		TRY(tell_failure(w, ask, &rq, &r, f, e));
	} else {
		past_judge(w, ask, &r, out, f);
		tell_unknown(w, ask, &r, f);
		out->complete = level_complete(w, ask, &r);
		TRY(policy_tell_end(w, ask, &r, out, e));
	}
	policy_judge(w, ask, &r, f);
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

enum err work_judge_token(struct work *w, const struct token *t, const struct proof *over,
			   uint64_t end, struct token_report *out, struct error *e)
{
	struct chain_ask ask = { .cms = &t->cms,
				 .purpose = CHAIN_FOR_TIMESTAMP,
				 .at = over ? over->time : w->o->at,
				 .proved = over != NULL,
				 .made = t->gen_time,
				 .end = end,
				 .imprint = digest_name(t->imprint_alg) };

	out->gen_time = t->gen_time;
	out->serial = t->serial;
	out->policy = t->policy;
	TRY(judge_chain(w, &ask, &out->authority, &out->findings, e));
	check_gen_time(w, t, &out->authority, &out->findings);
	out->trusted = out->intact && findings_indication(&out->findings) == IND_PASSED;
	return ERR_OK;
}

/* The time-stamp of the signature value (unsigned attribute). */
static enum err judge_signature_token(struct work *w, struct sig_work *s, const struct proof *over,
				      struct error *e)
{
	AUTO(token) struct token t = { 0 };
	struct token_report *out = &s->report->timestamp;
	struct bytes der = cms_view_timestamp(&s->cms);
	unsigned char digest[DIGEST_MAX];

	if (der.len == 0)
		return ERR_OK;
	out->present = 1;
	if (!arena_copy(w->mem, der, &out->der))
		return error_set(e, ERR_TOO_LARGE, "no room for the time-stamp");
	if (!token_open(&t, der, &w->given, &out->findings)) {
		findings_add(&s->report->findings, FINDING_TIMESTAMP_FORGED, NULL);
		return ERR_OK;
	}
	out->intact = token_verify(&t, digest_of(t.imprint_alg, s->cms.signature, digest),
				   &out->findings);
	TRY(work_judge_token(w, &t, over, s->dict.signed_end, out, e));
	/* of time-stamps in the document judge_order tells */
	if (out->trusted && over && over->outside && out->gen_time > over->time + ORDER_DIFFERS_MS)
		findings_add(&s->report->findings, FINDING_TIME_ORDER,
			     "%.60s proves an earlier time", over->by);
	if (!out->intact)
		findings_add(&s->report->findings, FINDING_TIMESTAMP_FORGED, NULL);
	else if (!out->trusted)
		findings_add(&s->report->findings, FINDING_TIMESTAMP_BAD, NULL);
	return ERR_OK;
}

/* What the security store held in a revision, as covered by a proof over that. */
static void accept_proof(struct work *w, struct proof p, unsigned revision)
{
	const struct dss *dss = &w->dss;

	p.covers = PROOF_SIGNATURE | PROOF_TIMESTAMP | PROOF_CERTIFICATES;
	for (size_t i = 0; i < dss->n_pieces; i++)
		if (dss->pieces[i].revocation && dss->pieces[i].since <= revision)
			p.covers |= PROOF_REVOCATION;
	p.time = p.time < w->o->at ? p.time : w->o->at;
	poe_accept(&w->poe, &p);
	for (size_t i = 0; i < dss->n_pieces; i++)
		if (dss->pieces[i].since <= revision)
			poe_add(&w->poe, dss->pieces[i].id);
}

/* Proofs from outside are over the whole file, its last time-stamp too. */
static void accept_existence(struct work *w)
{
	for (size_t i = 0; i < w->o->n_existence; i++) {
		const struct validate_existence *x = &w->o->existence[i];
		struct proof p = { .time = x->time, .by = x->by, .end = UINT64_MAX, .outside = 1 };

		accept_proof(w, p, UINT_MAX);
	}
}

static void accept(struct work *w, const struct sig_work *s)
{
	struct proof p = { .time = s->report->timestamp.gen_time,
			   .by = s->report->field,
			   .end = s->dict.signed_end };

	accept_proof(w, p, s->revision);
}

static enum err keep_evidence(struct work *w, struct sig_work *s, const struct cms_view *cms,
			      enum digest_alg alg, struct bytes digest, struct error *e)
{
	struct sig_evidence *v = &s->report->evidence;

	memcpy(v->range, s->dict.range, sizeof(v->range));
	v->contents = s->dict.contents;
	v->digest = digest_name(alg);
	if (!arena_copy(w->mem, cms->signature, &v->value) ||
	    !arena_copy(w->mem, digest, &v->message_digest))
		return error_set(e, ERR_TOO_LARGE, "no room for the signature value");
	return ERR_OK;
}

static enum err judge_document_token(struct work *w, struct sig_work *s, struct error *e)
{
	struct token_report *out = &s->report->timestamp;
	const struct proof *over = poe_of_bytes(&w->poe, s->dict.signed_end);

	out->der = s->dict.contents;
	s->report->best = over;
	TRY(keep_evidence(w, s, &s->token.cms, s->token.imprint_alg, s->token.imprint, e));
	TRY(work_judge_token(w, &s->token, over, s->dict.signed_end, out, e));
	s->report->signer = out->authority;
	findings_copy(&s->report->findings, &out->findings);
	if (over && out->gen_time > over->time + ORDER_DIFFERS_MS)
		findings_add(&s->report->findings, FINDING_TIME_ORDER,
			     "a later time-stamp has an earlier time");
	if (out->trusted && s->has_revision && s->report->coverage >= COVERAGE_REVISION)
		accept(w, s);
	return ERR_OK;
}

/* The signature's own time-stamp as a proof, when it is one and is earlier. */
static enum err best_proof(struct work *w, const struct token_report *t, const struct proof *over,
			   const struct proof **out, struct error *e)
{
	struct proof *own;

	*out = over;
	if (!t->trusted || t->gen_time >= (over ? over->time : w->o->at))
		return ERR_OK;
	own = ARENA_NEW(w->mem, struct proof);
	if (!own)
		return error_set(e, ERR_TOO_LARGE, "no room for a proof");
	*own = (struct proof){ .time = t->gen_time,
			       .by = PROOF_BY_SIGNATURE_TOKEN,
			       .covers = PROOF_SIGNATURE };
	*out = own;
	return ERR_OK;
}

static enum err judge_signature(struct work *w, struct sig_work *s, struct error *e)
{
	const struct proof *over = poe_of_bytes(&w->poe, s->dict.signed_end);
	struct sig_report *r = s->report;
	_Bool enclosed = s->cms.content.len > 0; /* adbe.pkcs7.sha1: the document's SHA-1 digest */
	struct chain_ask ask = { .cms = &s->cms,
				 .purpose = CHAIN_FOR_SIGNATURE,
				 .end = s->dict.signed_end,
				 .imprint = enclosed ? digest_name(DIGEST_SHA1) : NULL };

	TRY(keep_evidence(w, s, &s->cms, enclosed ? DIGEST_SHA1 : s->cms.digest,
			  enclosed ? s->cms.content : s->cms.message_digest, e));
	TRY(judge_signature_token(w, s, over, e));
	TRY(best_proof(w, &r->timestamp, over, &r->best, e));
	ask.at = r->best ? r->best->time : w->o->at;
	ask.proved = r->best != NULL;
	return judge_chain(w, &ask, &r->signer, &r->findings, e);
}

/* What is signed or stamped existed before: a time-stamp within the signed bytes proves that the
 * signature is younger. With that, and only so, "revoked" and "expired" are failures (§5.3.4). */
static void judge_lower_bound(struct sig_report *r, time_ms lower, const char *by)
{
	const struct signer_report *s = &r->signer;
	time_ms best = r->kind == SIG_DOCUMENT_TIMESTAMP ? r->timestamp.gen_time
		       : r->best			 ? r->best->time
							 : INT64_MAX;

	if (best < lower - ORDER_DIFFERS_MS)
		findings_add(&r->findings, FINDING_TIME_ORDER,
			     "it signs the later time-stamp %.60s", by);
	if (findings_have(&r->findings, FINDING_REVOKED) && lower >= s->revoked_at)
		findings_add(&r->findings, FINDING_SIGNED_REVOKED, "it signs the time-stamp %.60s",
			     by);
	if ((findings_have(&r->findings, FINDING_EXPIRED) ||
	     findings_have(&r->findings, FINDING_EXPIRED_GOOD)) &&
	    lower > s->cert.not_after)
		findings_add(&r->findings, FINDING_SIGNED_EXPIRED, "it signs the time-stamp %.60s",
			     by);
}

/* From the oldest on; a signature's own time-stamp is within the bytes of the next ones. */
static void judge_order(struct work *w)
{
	time_ms lower = INT64_MIN;
	const char *by = "";

	for (size_t i = w->n; i-- > 0;) {
		struct sig_report *r = w->sigs[i].report;
		const struct token_report *t = &r->timestamp;

		if (!w->sigs[i].opened || r->coverage < COVERAGE_REVISION)
			continue;
		if (lower != INT64_MIN && r->integrity)
			judge_lower_bound(r, lower, by);
		if (!t->trusted || t->gen_time <= lower)
			continue;
		lower = t->gen_time;
		by = r->field;
	}
}

enum err work_judge_trust(struct work *w, struct error *e)
{
	w->algorithms = w->o->algorithms ? w->o->algorithms : algo_policy_default();
	poe_init(&w->poe, w->mem, w->o->at);
	accept_existence(w);
	for (size_t i = 0; i < w->n; i++) {
		struct sig_work *s = &w->sigs[i];
		struct sig_report *r = s->report;

		r->proofs = poe_proofs(&w->poe, s->dict.signed_end, &r->n_proofs);
		if (!s->opened)
			continue;
		if (r->kind == SIG_DOCUMENT_TIMESTAMP)
			TRY(judge_document_token(w, s, e));
		else
			TRY(judge_signature(w, s, e));
	}
	for (size_t i = 0; i < w->n; i++)
		if (w->sigs[i].opened)
			level_judge(w, &w->sigs[i]);
	judge_order(w);
	return ERR_OK;
}
