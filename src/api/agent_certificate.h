/* Certificates that parties sign with, judged with the network at hand: when one is shown, and
 * again when its signature comes. */
#pragma once
#include "api/api.h"
#include "sig/trust/party.h"

enum { AGENT_CERTIFICATE_MAX = 16 * 1024, AGENT_ALGORITHMS_MAX = 16 };

struct agent_offer {
	struct bytes certificate;
	struct bytes chain[TICKET_CHAIN_MAX];
	size_t n_chain;
	const char *algorithms[AGENT_ALGORITHMS_MAX];
	size_t n_algorithms;
};
/* Whose certificate the recipient has to show. */
enum err agent_rules(struct caller *c, struct party_rules *out, struct error *e) MUST_USE;
/* By given rules, and those of the organisation; in the request's memory. */
enum err agent_certificate_judge(struct caller *c, const struct agent_offer *offer, const struct party_rules *rules,
				 struct party_found *out, struct error *e) MUST_USE;
/* By the rules of the recipient whose program or browser asks, and of the organisation; in the request's
 * memory. */
enum err agent_certificate_check(struct caller *c, const struct agent_offer *offer,
				 struct party_found *out, struct error *e) MUST_USE;
/* What was kept of one that was good, as if it were offered: DER, one behind the other. */
enum err agent_offer_again(struct bytes certificates, const char *algorithm, struct agent_offer *out,
			   struct error *e) MUST_USE;
/* What was kept of one that was good, once more: DER, one behind the other. */
enum err agent_certificates_again(struct caller *c, struct bytes certificates, const char *algorithm,
				  struct error *e) MUST_USE;
/* The same of what the ticket has. */
enum err agent_certificate_again(struct caller *c, struct error *e) MUST_USE;
/* The chain as it is kept: DER, one behind the other, in the request's memory. */
enum err agent_certificate_join(struct caller *c, const struct party_found *f, struct bytes *out,
				struct error *e) MUST_USE;
/* Refused because of what the certificate or signature is: worth being told in the trail. */
_Bool agent_certificate_refused(enum err rc);
