#include "api/output_party.h"
#include "domain/certification.h"
#include "domain/field.h"
#include "sig/algorithm.h"
#include "sig/asn1/cert.h"
#include "sig/trust/cert_facts.h"

static json_t *base64_json(struct caller *c, struct bytes in)
{
	char *text = arena_alloc(c->rq->mem, base64_size(in.len));

	if (!text)
		return json_null();
	base64_encode(in, text);
	return json_string(text);
}

static json_t *texts_json(const char *const *list, size_t n)
{
	json_t *out = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, json_string(list[i]));
	return out;
}

static json_t *known_algorithms(void)
{
	json_t *out = json_array();
	const char *name;

	for (size_t i = 0; (name = sig_algorithm_name(i)); i++)
		json_array_append_new(out, json_string(name));
	return out;
}

static json_t *issuer_json(struct caller *c, struct bytes der)
{
	struct cert_facts f;

	if (cert_facts_read(der, c->rq->mem, &f, NULL) != ERR_OK)
		return NULL;
	return json_pack("{s:o, s:s, s:s, s:s, s:o, s:s}", "certificate", base64_json(c, der),
			 "name", *f.common_name ? f.common_name : f.organisation, "subject",
			 f.subject, "issuer", f.issuer, "not_after", json_time(f.not_after),
			 "sha256", f.sha256);
}

static json_t *issuers_json(struct caller *c, const struct party_policy *p)
{
	json_t *out = json_array();

	for (size_t i = 0; i < p->n_issuers; i++)
		json_array_append_new(out, issuer_json(c, p->issuers[i]));
	return out;
}

json_t *party_policy_json(struct caller *c, const struct party_policy *p)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:b, s:I}", "issuers", issuers_json(c, p),
			 "policies", texts_json(p->policies, p->n_policies), "algorithms",
			 texts_json(p->algorithms, p->n_algorithms), "known_algorithms",
			 known_algorithms(), "sub_filter", p->sub_filter, "jpki", (int)p->jpki,
			 "version", (json_int_t)p->version);
}

/* The Names alone, each once: authorities keep theirs when they change keys. */
static json_t *names_json(struct caller *c, const struct party_policy *p)
{
	struct cert seen[PARTY_ISSUERS_MAX];
	json_t *out = json_array();
	size_t n = 0;

	for (size_t i = 0; i < p->n_issuers; i++) {
		size_t k = 0;

		if (cert_read(p->issuers[i], &seen[n], NULL) != ERR_OK)
			continue;
		while (!bytes_eq(seen[k].subject, seen[n].subject))
			k++;
		if (k == n)
			json_array_append_new(out, base64_json(c, seen[n++].subject));
	}
	return out;
}

json_t *party_accept_json(struct caller *c, const struct recipient *r, const struct party_policy *p)
{
	return json_pack("{s:o, s:o, s:s, s:s, s:b}", "signature_algorithms",
			 texts_json(p->algorithms, p->n_algorithms), "issuers", names_json(c, p),
			 "key_usage", "nonRepudiation", "subject_hint",
			 r->signer_subject ? r->signer_subject : "", "jpki", (int)p->jpki);
}

static json_t *shown_issuers(struct caller *c, const struct party_policy *p)
{
	json_t *out = json_array();
	struct cert_facts f;

	for (size_t i = 0; i < p->n_issuers; i++)
		if (cert_facts_read(p->issuers[i], c->rq->mem, &f, NULL) == ERR_OK)
			json_array_append_new(out, json_string(f.subject));
	return out;
}

enum err party_rules_json(struct caller *c, const struct recipient *r, json_t **out,
			  struct error *e)
{
	struct party_policy p;

	*out = json_null();
	if (strcmp(r->method, "own_certificate") != 0)
		return ERR_OK;
	TRY(party_policy_get(&c->d, &p, e));
	*out = json_pack("{s:o, s:o, s:o, s:b}", "issuers", shown_issuers(c, &p), "policies",
			 texts_json(p.policies, p.n_policies), "algorithms",
			 texts_json(p.algorithms, p.n_algorithms), "jpki", (int)p.jpki);
	return ERR_OK;
}

enum { CERTIFICATES_MAX = 16 };

enum err signed_copy_json(struct caller *c, const struct signed_copy *s, json_t **out,
			  struct error *e)
{
	struct bytes list[CERTIFICATES_MAX];
	struct cert_facts f;
	size_t n;

	TRY(cert_split(s->certificates, list, COUNT_OF(list), &n, e));
	TRY(cert_facts_read(list[0], c->rq->mem, &f, e));
	*out = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o}", "document_id",
			 s->document_id, "sha256", s->sha256, "subject", f.subject, "issuer",
			 f.issuer, "not_after", json_time(f.not_after), "algorithm", s->algorithm,
			 "sub_filter", s->sub_filter, "status", s->revocation, "at",
			 json_time(s->created_at));
	return ERR_OK;
}

/* Only what is of the newest revision: the rest has to be signed anew. */
static _Bool is_current(const struct dossier *x, const struct signed_copy *s)
{
	for (size_t i = 0; i < dossier_contracts(x); i++)
		if (!strcmp(x->documents[i].id, s->document_id))
			return x->documents[i].head_no == s->base_no;
	return 0;
}

/* The one that the signature has to be in; null: a new one that shows nothing is as good. */
static json_t *field_json(const struct dossier *x, const struct recipient *r)
{
	char field[FIELD_NAME_SIZE];

	if (certification_is_given(x))
		return json_null();
	field_name("Party", recipient_seat(r), field);
	return json_string(field);
}

enum err signed_copies_json(struct caller *c, const struct dossier *x, const struct recipient *r,
			    json_t **out, struct error *e)
{
	const struct signed_copy *list;
	json_t *items, *one;
	size_t n;

	*out = json_null();
	if (strcmp(r->method, "own_certificate") != 0)
		return ERR_OK;
	TRY(signed_copy_list(&c->d.repo, r->id, &list, &n, e));
	items = json_array();
	for (size_t i = 0; i < n; i++) {
		if (!is_current(x, &list[i]))
			continue;
		TRY(signed_copy_json(c, &list[i], &one, e));
		json_array_append_new(items, one);
	}
	*out = json_pack("{s:b, s:o, s:o}", "possible", (int)signed_copy_possible(&c->d, x, r),
			 "field", field_json(x, r), "items", items);
	return ERR_OK;
}
