#include "api/agent_certificate.h"
#include "api/trusting.h"
#include "sig/asn1/cert.h"

static enum err rules_of(struct caller *c, struct party_rules *out, struct error *e)
{
	const struct recipient *r;
	struct dossier x;

	TRY(dossier_load(&c->d, c->ticket.envelope_id, &x, e));
	r = dossier_recipient(&x, c->ticket.recipient_id);
	if (!r)
		return domain_refuse(&c->d, ERR_TICKET, "ticket-over", e);
	*out = (struct party_rules){ r->signer_sha256, r->signer_subject, r->signer_issuer };
	return ERR_OK;
}

enum err agent_certificate_check(struct caller *c, const struct agent_offer *offer,
				 struct party_found *out, struct error *e)
{
	AUTO(trust) struct trust *trust = trust_new();
	struct trust_online online = *c->app->signers_online;
	struct party_request rq = {
		.certificate = offer->certificate,
		.chain = offer->chain,
		.n_chain = offer->n_chain,
		.algorithms = offer->algorithms,
		.n_algorithms = offer->n_algorithms,
		.trust = trust,
		.online = &online,
		.at = domain_now(&c->d),
	};

	online.prefer_newer = 1; /* it may have been revoked a minute ago */
	TRY(rules_of(c, &rq.rules, e));
	TRY(caller_trust(c, trust, e));
	return party_check(&rq, c->rq->mem, out, e);
}

enum err agent_certificate_again(struct caller *c, struct error *e)
{
	struct agent_offer offer = { .algorithms = { c->ticket.algorithm }, .n_algorithms = 1 };
	struct bytes list[1 + TICKET_CHAIN_MAX + 1];
	struct party_found found;
	size_t n;

	if (!c->ticket.certificates.len)
		return domain_refuse(&c->d, ERR_CONFLICT, "ticket-certificate-first", e);
	TRY(cert_split(c->ticket.certificates, list, COUNT_OF(list), &n, e));
	offer.certificate = list[0];
	for (size_t i = 1; i < n && offer.n_chain < COUNT_OF(offer.chain); i++)
		offer.chain[offer.n_chain++] = list[i];
	return agent_certificate_check(c, &offer, &found, e);
}
