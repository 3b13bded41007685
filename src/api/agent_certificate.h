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
/* By the rules of the ticket's recipient; in the request's memory. */
enum err agent_certificate_check(struct caller *c, const struct agent_offer *offer,
				 struct party_found *out, struct error *e) MUST_USE;
/* What the ticket has, once more. */
enum err agent_certificate_again(struct caller *c, struct error *e) MUST_USE;
