/* What an organisation accepts of parties that sign with certificates of their own (当事者型): the
 * authorities that issue them, certificate policies, algorithms, JPKI (マイナンバーカード), and the
 * form of their signatures. It narrows what the service trusts; it never widens it.
 *
 * Judged when a certificate is shown and again when its signature comes, under the policy of that
 * moment. */
#pragma once
#include "domain/domain.h"

enum {
	PARTY_ISSUERS_MAX = 32,
	PARTY_ISSUER_BYTES = 8 * 1024, /* of one certificate */
	PARTY_POLICIES_MAX = 32,
	PARTY_POLICY_CHARS = 64,
	PARTY_ALGORITHMS_MAX = 16,
};
#define PARTY_SUB_FILTER "ETSI.CAdES.detached" /* PAdES, EN 319 142-1 */
#define PARTY_SUB_FILTER_OLD                                                                       \
	"adbe.pkcs7.detached" /* ISO 32000-1; for receivers that know no other */

struct party_policy {
	/* Certificates of authorities in DER. A party's certificate must name one of them as its
	 * issuer, by the subject's Name: an authority's next key has the same. None: any. */
	struct bytes issuers[PARTY_ISSUERS_MAX];
	size_t n_issuers;
	const char *policies[PARTY_POLICIES_MAX]; /* dotted (RFC 5280 §4.2.1.4); none: any */
	size_t n_policies;
	const char *algorithms[PARTY_ALGORITHMS_MAX]; /* sig/algorithm.h, the preferred first */
	size_t n_algorithms;
	const char *sub_filter;
	_Bool jpki; /* storing what such certificates hold is restricted by law: off unless chosen
		     */
	int64_t version; /* 0: never set */
};

/* In d's memory; without a row: every authority and algorithm, PAdES, no JPKI. */
enum err party_policy_get(struct domain *d, struct party_policy *out, struct error *e) MUST_USE;
/* in->version is the one that was read. Field errors; ERR_STALE: another edit came first. Opens its
 * own transaction. */
enum err party_policy_set(struct domain *d, const struct party_policy *in,
			  struct error *e) MUST_USE;

/* Notes field errors under "FIELD" for what is no certificate of an authority; adds the
 * certificates of a file (PEM, or one in DER) to p, each once. */
void party_policy_add_issuers(struct domain *d, const char *field, struct bytes file,
			      struct party_policy *p);

/* Does the organisation accept this certificate (DER), with one of the algorithms that are offered?
 * ERR_CERT_REFUSED, ERR_CERT_ALGORITHM with the reason as d's refusal. Trust is another question
 * (sig/trust/party.h). */
enum err party_policy_judge(struct domain *d, const struct party_policy *p,
			    struct bytes certificate, const char *const *offered, size_t n,
			    struct error *e) MUST_USE;
