#include "api/agent_certificate.h"
#include "api/outside.h"
#include "api/trusting.h"
#include "base/buf.h"
#include "domain/party_policy.h"
#include "sig/asn1/cert.h"

enum err agent_rules(struct caller *c, struct party_rules *out, struct error *e)
{
	_Bool agent = c->kind == CALLER_AGENT;
	const struct recipient *r;
	struct dossier x;

	TRY(dossier_load(&c->d, agent ? c->ticket.envelope_id : c->recipient.envelope_id, &x, e));
	r = dossier_recipient(&x, agent ? c->ticket.recipient_id : c->recipient.recipient_id);
	if (!r)
		return domain_refuse(&c->d, ERR_TICKET, "ticket-over", e);
	*out = (struct party_rules){ r->signer_sha256, r->signer_subject, r->signer_issuer };
	return ERR_OK;
}

/* With the network at hand; what the organisation accepts was asked before. */
static enum err check(struct caller *c, const struct agent_offer *offer, const struct party_policy *p,
		      const struct party_rules *rules, struct party_found *out, struct error *e)
{
	AUTO(trust) struct trust *trust = trust_new();
	struct trust_online online = *c->app->signers_online;
	struct party_request rq = {
		.certificate = offer->certificate,
		.chain = offer->chain,
		.n_chain = offer->n_chain,
		.algorithms = offer->algorithms,
		.n_algorithms = offer->n_algorithms,
		.accepted = p->algorithms,
		.n_accepted = p->n_algorithms,
		.policies = p->policies,
		.n_policies = p->n_policies,
		.rules = *rules,
		.trust = trust,
		.online = &online,
		.at = domain_now(&c->d),
	};
	enum err rc;

	online.prefer_newer = 1; /* it may have been revoked a minute ago */
	TRY(caller_trust(c, trust, e));
	TRY(outside_enter(c, OUTSIDE_MOMENT_MS, e)); /* honest authorities are quick: worth a moment */
	rc = party_check(&rq, c->rq->mem, out, e);
	outside_leave(c);
	return rc;
}

enum err agent_certificate_judge(struct caller *c, const struct agent_offer *offer, const struct party_rules *rules,
				 struct party_found *out, struct error *e)
{
	struct party_policy policy;

	TRY(party_policy_get(&c->d, &policy, e));
	TRY(party_policy_judge(&c->d, &policy, offer->certificate, offer->algorithms,
			       offer->n_algorithms, e));
	return check(c, offer, &policy, rules, out, e);
}

enum err agent_certificate_check(struct caller *c, const struct agent_offer *offer,
				 struct party_found *out, struct error *e)
{
	struct party_rules rules;

	TRY(agent_rules(c, &rules, e));
	return agent_certificate_judge(c, offer, &rules, out, e);
}

enum err agent_offer_again(struct bytes certificates, const char *algorithm, struct agent_offer *out, struct error *e)
{
	struct agent_offer offer = { .algorithms = { algorithm }, .n_algorithms = 1 };
	struct bytes list[1 + TICKET_CHAIN_MAX + 1];
	size_t n;

	TRY(cert_split(certificates, list, COUNT_OF(list), &n, e));
	offer.certificate = list[0];
	for (size_t i = 1; i < n && offer.n_chain < COUNT_OF(offer.chain); i++)
		offer.chain[offer.n_chain++] = list[i];
	*out = offer;
	return ERR_OK;
}

enum err agent_certificates_again(struct caller *c, struct bytes certificates, const char *algorithm,
				  struct error *e)
{
	struct agent_offer offer;
	struct party_found found;

	TRY(agent_offer_again(certificates, algorithm, &offer, e));
	return agent_certificate_check(c, &offer, &found, e);
}

enum err agent_certificate_again(struct caller *c, struct error *e)
{
	if (!c->ticket.certificates.len)
		return domain_refuse(&c->d, ERR_CONFLICT, "ticket-certificate-first", e);
	return agent_certificates_again(c, c->ticket.certificates, c->ticket.algorithm, e);
}

enum err agent_certificate_join(struct caller *c, const struct party_found *f, struct bytes *out,
				struct error *e)
{
	AUTO(buf) struct buf all = { 0 };

	for (size_t i = 0; i < f->n_chain && i <= TICKET_CHAIN_MAX; i++)
		buf_append(&all, f->chain[i]);
	if (!arena_copy(c->rq->mem, buf_bytes(&all), out))
		return error_set(e, ERR_TOO_LARGE, "the certificates exceed the memory limit");
	return ERR_OK;
}

_Bool agent_certificate_refused(enum err rc)
{
	static const enum err all[] = { ERR_CERT_REFUSED,   ERR_CERT_EXPIRED, ERR_CERT_REVOKED,
					ERR_CERT_USAGE,	    ERR_CERT_CHAIN,   ERR_CERT_PERSON,
					ERR_CERT_ALGORITHM, ERR_SIGNATURE,    ERR_UNAVAILABLE };

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i] == rc)
			return 1;
	return 0;
}
