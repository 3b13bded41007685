/* What the files about the party policy share; for src/domain/party_policy*.c only. */
#pragma once
#include "domain/party_policy.h"
#include "sig/trust/cert_facts.h"

/* Field errors of everything but the issuers, which party_policy_add_issuers checked. */
enum err party_policy_check(struct domain *d, const struct party_policy *p,
			    struct error *e) MUST_USE;
