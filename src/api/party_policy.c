/* What the organisation accepts of parties that sign with certificates of their own. */
#include "api/input.h"
#include "api/output_party.h"

enum { ISSUER_FILE_MAX = 64 * 1024 };

static enum err show(struct caller *c, struct response *rs, struct error *e)
{
	struct party_policy p;

	TRY(party_policy_get(&c->d, &p, e));
	rs->json = party_policy_json(c, &p);
	return ERR_OK;
}
API_HANDLER(party_policy_get_route, show)

/* Member `name` of the body; NULL and a field error when it is no list of at most max. */
static const json_t *list_of(struct caller *c, const char *name, size_t max)
{
	const json_t *list = json_object_get(c->rq->json, name);

	if (json_is_array(list) && json_array_size(list) <= max)
		return list;
	domain_field_error(&c->d, name, list ? "invalid" : "required");
	return NULL;
}

static void read_issuers(struct caller *c, struct party_policy *p)
{
	const json_t *list = list_of(c, "issuers", PARTY_ISSUERS_MAX), *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		const char *field = domain_printf(&c->d, "issuers[%zu]", i);
		struct bytes file = { 0 };

		input_base64(c, one, field, ISSUER_FILE_MAX, &file);
		if (file.len)
			party_policy_add_issuers(&c->d, field, file, p);
	}
}

static void read_texts(struct caller *c, const char *name, const char **out, size_t max, size_t *n)
{
	const json_t *list = list_of(c, name, max), *one;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)list, i, one)
	{
		if (json_is_string(one))
			out[(*n)++] = json_string_value(one);
		else
			domain_field_error(&c->d, domain_printf(&c->d, "%s[%zu]", name, i),
					   "invalid");
	}
}

struct policy_input {
	const char *sub_filter;
	_Bool jpki;
	int64_t version;
};
static const struct input_rule rules[] = {
	INPUT(policy_input, sub_filter, INPUT_TEXT, 1),
	INPUT(policy_input, jpki, INPUT_BOOL, 1),
	INPUT(policy_input, version, INPUT_INT, 1),
};

static enum err change(struct caller *c, struct response *rs, struct error *e)
{
	struct policy_input in = { 0 };
	struct party_policy p = { 0 };

	TRY(input_body(c, rules, COUNT_OF(rules), &in, e));
	read_issuers(c, &p);
	read_texts(c, "policies", p.policies, COUNT_OF(p.policies), &p.n_policies);
	read_texts(c, "algorithms", p.algorithms, COUNT_OF(p.algorithms), &p.n_algorithms);
	p.sub_filter = in.sub_filter;
	p.jpki = in.jpki;
	p.version = in.version;
	TRY(domain_fields_ok(&c->d, e));
	TRY(party_policy_set(&c->d, &p, e));
	return show(c, rs, e);
}
API_HANDLER(party_policy_put_route, change)
