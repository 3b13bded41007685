/* What an organisation accepts of parties' own certificates, as JSON: for its administrators, for
 * the signing program, and for the recipient. Each gives a new reference. */
#pragma once
#include "api/output.h"
#include "domain/party_policy.h"
#include "domain/signed_copy.h"

json_t *party_policy_json(struct caller *c, const struct party_policy *p);
/* Member "accept" of a redeemed ticket. */
json_t *party_accept_json(struct caller *c, const struct recipient *r,
			  const struct party_policy *p);
/* In short, for the page of a recipient who signs with a certificate; null for others. */
enum err party_rules_json(struct caller *c, const struct recipient *r, json_t **out,
			  struct error *e) MUST_USE;
/* A file that was signed elsewhere and handed in. */
enum err signed_copy_json(struct caller *c, const struct signed_copy *s, json_t **out,
			  struct error *e) MUST_USE;
/* What the recipient has handed in, and whether that way is open; null for other methods. */
enum err signed_copies_json(struct caller *c, const struct dossier *x, const struct recipient *r,
			    json_t **out, struct error *e) MUST_USE;
