/* What an organisation accepts of parties' certificates: checking what is set, and judging by it.
 */
#include "domain/party_policy_work.h"
#include <stdlib.h>
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"
#include "sig/trust/cert_facts.h"
#include "sig/trust/cert_usage.h"

enum { IN_FILE_MAX = 16 };

/* setting ------------------------------------------------------------------- */

static _Bool has_private_key(struct bytes file)
{
	static const char mark[] = "PRIVATE KEY-----";

	return memmem(file.data, file.len, mark, sizeof(mark) - 1) != NULL;
}

static void add_issuer(struct domain *d, const char *field, struct bytes der,
		       struct party_policy *p)
{
	struct cert_usage usage;
	struct cert cert;

	if (der.len > PARTY_ISSUER_BYTES || cert_read(der, &cert, NULL) != ERR_OK ||
	    cert_usage_read(der, &usage, NULL) != ERR_OK) {
		domain_field_error(d, field, "no-certificate");
		return;
	}
	if (!usage.ca) {
		domain_field_error(d, field, "no-authority");
		return;
	}
	for (size_t i = 0; i < p->n_issuers; i++)
		if (bytes_eq(p->issuers[i], der))
			return;
	if (p->n_issuers == PARTY_ISSUERS_MAX) {
		domain_field_error(d, "issuers", "too-many-authorities");
		return;
	}
	p->issuers[p->n_issuers++] = der;
}

void party_policy_add_issuers(struct domain *d, const char *field, struct bytes file,
			      struct party_policy *p)
{
	const struct bytes *list;
	size_t n;

	if (has_private_key(file)) {
		domain_field_error(d, field, "private-key-given");
		return;
	}
	if (cert_load(file, d->repo.mem, &list, &n, NULL) != ERR_OK) {
		domain_field_error(d, field, "no-certificate");
		return;
	}
	if (n > IN_FILE_MAX) {
		domain_field_error(d, field, "too-many-authorities");
		return;
	}
	for (size_t i = 0; i < n; i++)
		add_issuer(d, field, list[i], p);
}

static _Bool take_arc(const char **s, unsigned long long *out)
{
	size_t n = strspn(*s, "0123456789");

	if (!n || n > 18 || (n > 1 && **s == '0'))
		return 0;
	*out = strtoull(*s, NULL, 10);
	*s += n;
	return 1;
}

/* X.660: the first arc is 0 to 2, and below 0 and 1 the second is at most 39. */
static _Bool is_oid(const char *s)
{
	unsigned long long first, arc;

	if (strlen(s) > PARTY_POLICY_CHARS || !take_arc(&s, &first) || first > 2 || *s++ != '.' ||
	    !take_arc(&s, &arc) || (first < 2 && arc > 39))
		return 0;
	while (*s == '.') {
		s++;
		if (!take_arc(&s, &arc))
			return 0;
	}
	return !*s;
}

static void check_policies(struct domain *d, const struct party_policy *p)
{
	for (size_t i = 0; i < p->n_policies; i++)
		if (!is_oid(p->policies[i]))
			domain_field_error(d, domain_printf(d, "policies[%zu]", i), "not-an-oid");
}

static _Bool listed(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i], name))
			return 1;
	return 0;
}

static void check_algorithms(struct domain *d, const struct party_policy *p)
{
	struct sig_alg alg;

	if (!p->n_algorithms)
		domain_field_error(d, "algorithms", "algorithm-needed");
	for (size_t i = 0; i < p->n_algorithms; i++)
		if (!sig_algorithm_parse(p->algorithms[i], &alg) ||
		    listed(p->algorithms[i], p->algorithms, i))
			domain_field_error(d, domain_printf(d, "algorithms[%zu]", i),
					   "unknown-algorithm");
}

enum err party_policy_check(struct domain *d, const struct party_policy *p, struct error *e)
{
	check_policies(d, p);
	check_algorithms(d, p);
	if (strcmp(p->sub_filter, PARTY_SUB_FILTER) != 0 &&
	    strcmp(p->sub_filter, PARTY_SUB_FILTER_OLD) != 0)
		domain_field_error(d, "sub_filter", "invalid");
	return domain_fields_ok(d, e);
}

/* judging --------------------------------------------------------------------- */

static _Bool issuer_fits(const struct party_policy *p, struct bytes issuer)
{
	struct cert authority;

	for (size_t i = 0; i < p->n_issuers; i++)
		if (cert_read(p->issuers[i], &authority, NULL) == ERR_OK &&
		    bytes_eq(authority.subject, issuer))
			return 1;
	return !p->n_issuers;
}

static _Bool policy_fits(struct domain *d, const struct party_policy *p, struct bytes certificate)
{
	const char *const *own;
	size_t n;

	if (!p->n_policies)
		return 1;
	if (cert_policies_read(certificate, d->repo.mem, &own, &n, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < p->n_policies; i++)
		if (listed(p->policies[i], own, n))
			return 1;
	return 0;
}

/* One that would do but for the organisation: then it is the organisation that refuses. */
static _Bool algorithm_barred(const struct party_policy *p, const struct cert_facts *f,
			      const char *const *offered, size_t n)
{
	_Bool barred = 0;
	const char *name;

	for (size_t i = 0; (name = sig_algorithm_name(i)); i++) {
		if (!sig_algorithm_fits(name, f) || !listed(name, offered, n))
			continue;
		if (listed(name, p->algorithms, p->n_algorithms))
			return 0;
		barred = 1;
	}
	return barred;
}

enum err party_policy_judge(struct domain *d, const struct party_policy *p,
			    struct bytes certificate, const char *const *offered, size_t n,
			    struct error *e)
{
	struct cert_usage usage;
	struct cert_facts facts;
	struct cert cert;

	if (cert_read(certificate, &cert, NULL) != ERR_OK ||
	    cert_usage_read(certificate, &usage, NULL) != ERR_OK ||
	    cert_facts_read(certificate, d->repo.mem, &facts, NULL) != ERR_OK)
		return error_set(e, ERR_CERT_REFUSED, "this is no certificate in DER");
	if (usage.jpki && !p->jpki)
		return domain_refuse(d, ERR_CERT_REFUSED, "party-jpki", e);
	if (!issuer_fits(p, cert.issuer))
		return domain_refuse(d, ERR_CERT_REFUSED, "party-issuer", e);
	if (!policy_fits(d, p, certificate))
		return domain_refuse(d, ERR_CERT_REFUSED, "party-certificate-policy", e);
	if (algorithm_barred(p, &facts, offered, n))
		return domain_refuse(d, ERR_CERT_ALGORITHM, "party-algorithm", e);
	return ERR_OK;
}
