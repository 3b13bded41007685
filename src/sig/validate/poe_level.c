/* Which PAdES baseline level a signature has in fact (EN 319 142-1 §6): B-LT only when the document
 * alone, with the anchors, suffices to validate the signer and the time-stamp; B-LTA only when a
 * document time-stamp that was accepted covers that data. */
#include "sig/validate/trusting.h"

static _Bool is_one_of(const struct work *w, STACK_OF(X509) * certs, struct bytes der)
{
	AUTO(x509) X509 *x = cert_cache_get(w->given.cache, der);

	for (int i = 0; x && i < sk_X509_num(certs); i++)
		if (X509_cmp(sk_X509_value(certs, i), x) == 0)
			return 1;
	return 0;
}

static _Bool has_store(const struct work *w)
{
	return w->dss.revocation.n_crls + w->dss.revocation.n_ocsps > 0;
}

/* An anchor is trusted by decision: whoever judges has it, and asks for no revocation. */
_Bool level_complete(const struct work *w, const struct chain_ask *ask,
		     const struct chain_result *r)
{
	if (!r->anchored)
		return 0;
	for (size_t i = 0; i < r->n; i++) {
		const struct cert_status *s = &r->statuses[i];

		if (!s->anchor && ((!s->no_check && !(s->held && has_store(w))) ||
				   !is_one_of(w, ask->cms->certs, r->certs[i].der)))
			return 0;
	}
	return 1;
}

static _Bool all_stamped(const struct work *w, const struct bytes *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!poe_stamped(&w->poe, list[i]))
			return 0;
	return 1;
}

/* Newer data that no time-stamp covers yet takes nothing from older that one does. */
_Bool level_stamped(const struct work *w, const struct cert_status *s)
{
	if (poe_stamped(&w->poe, s->data) && all_stamped(w, s->issuer_ocsps, s->n_issuer_ocsps) &&
	    all_stamped(w, s->issuer_crls, s->n_issuer_crls))
		return 1;
	for (size_t i = 0; i < s->n_goods; i++)
		if (!bytes_eq(s->goods[i].data, s->data) && poe_stamped(&w->poe, s->goods[i].data))
			return 1;
	return 0;
}

static _Bool data_is_covered(const struct signer_report *s)
{
	for (size_t i = 0; i < s->n_chain; i++)
		if (s->states[i].held && !s->states[i].stamped)
			return 0;
	return 1;
}

/* The document time-stamp nearest to the signature; what lies outside the document gives no level.
 */
static const struct proof *nearest_stamp(const struct sig_report *r)
{
	const struct proof *p = r->n_proofs ? &r->proofs[r->n_proofs - 1] : NULL;

	return p && !p->outside ? p : NULL;
}

static const struct signer_report *authority_of(const struct work *w, const struct proof *p)
{
	for (size_t i = 0; p && i < w->n; i++)
		if (w->sigs[i].report->kind == SIG_DOCUMENT_TIMESTAMP &&
		    w->sigs[i].dict.signed_end == p->end)
			return &w->sigs[i].report->signer;
	return NULL;
}

static enum pades_level proven(const struct work *w, const struct sig_report *r)
{
	const struct proof *nearest = nearest_stamp(r);
	const struct signer_report *stamped = r->timestamp.trusted ? &r->timestamp.authority
								    : authority_of(w, nearest);

	if (!stamped || !stamped->complete || !r->signer.complete)
		return r->timestamp.intact || nearest ? LEVEL_B_T : r->proven;
	if (nearest && data_is_covered(stamped) && data_is_covered(&r->signer))
		return LEVEL_B_LTA;
	return LEVEL_B_LT;
}

void level_judge(const struct work *w, const struct sig_work *s)
{
	struct sig_report *r = s->report;

	if (r->proven < LEVEL_B_B)
		return;
	r->proven = proven(w, r);
	if (r->level >= LEVEL_B_B)
		r->level = r->proven;
}
