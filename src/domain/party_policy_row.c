/* What an organisation accepts of parties' certificates, out of its row and into it. */
#include "base/buf.h"
#include "domain/audit.h"
#include "domain/party_policy_work.h"
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"
#include "store/repo/party.h"

/* reading ------------------------------------------------------------------- */

static void every_algorithm(struct party_policy *p)
{
	const char *name;

	for (size_t i = 0; i < PARTY_ALGORITHMS_MAX && (name = sig_algorithm_name(i)); i++)
		p->algorithms[p->n_algorithms++] = name;
}

static size_t read_list(struct domain *d, const char *json, const char **out, size_t max)
{
	json_t *list = json_loads(json, JSON_REJECT_DUPLICATES, NULL), *one;
	size_t n = 0, i;

	json_array_foreach(list, i, one) if (n < max && json_is_string(one)) out[n++] =
		domain_printf(d, "%s", json_string_value(one));
	json_decref(list);
	return n;
}

static enum err read_row(struct domain *d, const struct party_policy_row *row,
			 struct party_policy *out, struct error *e)
{
	struct party_policy p = { .version = row->version, .jpki = row->jpki != 0 };

	p.sub_filter = strcmp(row->sub_filter, PARTY_SUB_FILTER_OLD) ? PARTY_SUB_FILTER
								     : PARTY_SUB_FILTER_OLD;
	if (row->issuers.len)
		TRY(cert_split(row->issuers, p.issuers, COUNT_OF(p.issuers), &p.n_issuers, e));
	p.n_policies = read_list(d, row->policies, p.policies, COUNT_OF(p.policies));
	p.n_algorithms = read_list(d, row->algorithms, p.algorithms, COUNT_OF(p.algorithms));
	*out = p;
	return ERR_OK;
}

enum err party_policy_get(struct domain *d, struct party_policy *out, struct error *e)
{
	struct party_policy_row row;
	enum err rc = party_policy_read(&d->repo, &row, e);

	if (rc == ERR_OK)
		return read_row(d, &row, out, e);
	if (rc != ERR_NOT_FOUND)
		return rc;
	*out = (struct party_policy){ .sub_filter = PARTY_SUB_FILTER };
	every_algorithm(out);
	return ERR_OK;
}

/* writing --------------------------------------------------------------------- */

static const char *write_list(struct domain *d, const char *const *list, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_string(list[i]));
	return domain_json(d, array);
}

static enum err join_issuers(struct domain *d, const struct party_policy *p, struct bytes *out,
			     struct error *e)
{
	AUTO(buf) struct buf all = { 0 };

	*out = (struct bytes){ 0 };
	if (!p->n_issuers)
		return ERR_OK;
	for (size_t i = 0; i < p->n_issuers; i++)
		buf_append(&all, p->issuers[i]);
	return arena_copy(d->repo.mem, buf_bytes(&all), out)
		       ? ERR_OK
		       : error_set(e, ERR_TOO_LARGE, "the authorities exceed the memory limit");
}

static enum err make_row(struct domain *d, const struct party_policy *p,
			 struct party_policy_row *out, struct error *e)
{
	*out = (struct party_policy_row){
		.version = p->version + 1,
		.policies = write_list(d, p->policies, p->n_policies),
		.algorithms = write_list(d, p->algorithms, p->n_algorithms),
		.sub_filter = p->sub_filter,
		.jpki = p->jpki,
		.updated_at = domain_now(d),
	};
	return join_issuers(d, p, &out->issuers, e);
}

/* The names of authorities are nobody's personal data. */
static const char *issuer_names(struct domain *d, const struct party_policy *p)
{
	json_t *list = json_array();

	for (size_t i = 0; i < p->n_issuers; i++) {
		struct cert_facts f;

		if (cert_facts_read(p->issuers[i], d->repo.mem, &f, NULL) == ERR_OK)
			json_array_append_new(list, json_pack("{s:s, s:s}", "subject", f.subject,
							      "sha256", f.sha256));
	}
	return domain_json(d, list);
}

static enum err record(struct domain *d, const struct party_policy *p,
		       const struct party_policy_row *row, struct error *e)
{
	const struct audit_data data[] = {
		{ "issuers", issuer_names(d, p), 0 },
		{ "issuer_count", domain_printf(d, "%zu", p->n_issuers), 0 },
		{ "policies", row->policies, 0 },
		{ "algorithms", row->algorithms, 0 },
		{ "sub_filter", row->sub_filter, 0 },
		{ "jpki", p->jpki ? "accepted" : "refused", 0 },
	};

	return audit_append(d,
			    &(struct audit_entry){ .kind = "party.policy_changed",
						   .data = data,
						   .n = COUNT_OF(data) },
			    NULL, e);
}

static enum err stale(struct domain *d, struct error *e)
{
	return domain_refuse(d, ERR_STALE, "party-policy-stale", e);
}

enum err party_policy_set(struct domain *d, const struct party_policy *in, struct error *e)
{
	AUTO(tx) struct tx tx = { d->repo.db };
	struct party_policy_row row;
	struct party_policy now;
	enum err rc;

	TRY(party_policy_check(d, in, e));
	TRY(make_row(d, in, &row, e));
	TRY(db_begin(tx.db, e));
	TRY(party_policy_get(d, &now, e));
	if (now.version != in->version)
		return stale(d, e);
	rc = party_policy_write(&d->repo, &row, e);
	if (rc == ERR_CONFLICT)
		return stale(d, e);
	TRY(rc);
	TRY(record(d, in, &row, e));
	return db_commit(tx.db, e);
}
