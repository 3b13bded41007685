/* The organisation's time-stamp policy, and how many stamps were used. */
#include "domain/timestamps.h"
#include "api/input.h"
#include "api/output.h"
#include "store/repo/timestamp.h"

static json_t *rules_json(const struct stamp_policy *p)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < STAMP_PURPOSE_COUNT_; i++) {
		const struct stamp_rule *r = &p->rules[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:o, s:b}", "purpose",
						      stamp_purpose_name((enum stamp_purpose)i),
						      "class", stamp_class_name(r->class),
						      "authority", json_text(r->authority),
						      "fallback", (int)r->fallback));
	}
	return list;
}

static enum err policy_json(struct caller *c, const struct stamp_policy *p, json_t **out,
			    struct error *e)
{
	const struct stamp_source *sources;
	json_t *authorities;
	size_t n;

	TRY(stamp_sources(&c->d, &sources, &n, e));
	authorities = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(authorities,
				      json_pack("{s:s, s:s}", "name", sources[i].name, "class",
						stamp_class_name(sources[i].class)));
	*out = json_pack("{s:o, s:s, s:o, s:I}", "purposes", rules_json(p), "renewal_method",
			 p->renewal_method, "authorities", authorities, "version",
			 (json_int_t)p->version);
	return ERR_OK;
}

static enum err show_policy(struct caller *c, struct response *rs, struct error *e)
{
	struct stamp_policy p;

	TRY(stamp_policy_get(&c->d, &p, e));
	return policy_json(c, &p, &rs->json, e);
}
API_HANDLER(timestamp_policy_get_route, show_policy)

struct rule_input {
	const char *purpose, *class, *authority;
	_Bool fallback;
};
static const struct input_rule rule_rules[] = {
	INPUT(rule_input, purpose, INPUT_TEXT, 1),
	INPUT(rule_input, class, INPUT_TEXT, 1),
	INPUT(rule_input, authority, INPUT_TEXT, 0),
	INPUT(rule_input, fallback, INPUT_BOOL, 1),
};

static enum err read_rule(struct caller *c, const json_t *object, size_t i, struct stamp_policy *p,
			  struct error *e)
{
	const char *prefix = domain_printf(&c->d, "purposes[%zu].", i);
	struct rule_input in = { 0 };
	struct stamp_rule rule = { 0 };
	enum stamp_purpose purpose;

	TRY(input_read(c, object, prefix, rule_rules, COUNT_OF(rule_rules), &in, e));
	if (!stamp_purpose_parse(in.purpose, &purpose))
		domain_field_error(&c->d, domain_printf(&c->d, "%spurpose", prefix),
				   "unknown-purpose");
	if (!stamp_class_parse(in.class, &rule.class))
		domain_field_error(&c->d, domain_printf(&c->d, "%sclass", prefix), "unknown-class");
	TRY(domain_fields_ok(&c->d, e));
	rule.authority = in.authority;
	rule.fallback = in.fallback;
	p->rules[purpose] = rule;
	return ERR_OK;
}

/* Purposes that are not named stay as they are. */
static enum err read_rules(struct caller *c, struct stamp_policy *p, struct error *e)
{
	const json_t *list = json_object_get(c->rq->json, "purposes");

	if (!json_is_array(list) || json_array_size(list) > STAMP_PURPOSE_COUNT_) {
		domain_field_error(&c->d, "purposes", list ? "invalid" : "required");
		return domain_fields_ok(&c->d, e);
	}
	for (size_t i = 0; i < json_array_size(list); i++)
		TRY(read_rule(c, json_array_get(list, i), i, p, e));
	return ERR_OK;
}

struct policy_input {
	const char *renewal_method;
	int64_t version;
};
static const struct input_rule policy_rules[] = {
	INPUT(policy_input, renewal_method, INPUT_TEXT, 0),
	INPUT(policy_input, version, INPUT_INT, 1),
};

static enum err change_policy(struct caller *c, struct response *rs, struct error *e)
{
	struct policy_input in = { 0 };
	struct stamp_policy p;

	TRY(input_body(c, policy_rules, COUNT_OF(policy_rules), &in, e));
	TRY(stamp_policy_get(&c->d, &p, e));
	TRY(read_rules(c, &p, e));
	if (in.renewal_method)
		p.renewal_method = in.renewal_method;
	p.version = in.version;
	TRY(stamp_policy_set(&c->d, &p, &p, e));
	return policy_json(c, &p, &rs->json, e);
}
API_HANDLER(timestamp_policy_put_route, change_policy)

static enum err show_usage(struct caller *c, struct response *rs, struct error *e)
{
	const struct stamp_usage *list;
	json_t *rows;
	size_t n;

	TRY(stamp_usage_read(&c->d, request_query(c->rq, "from"), request_query(c->rq, "to"), &list,
			     &n, e));
	rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
			rows,
			json_pack("{s:s, s:s, s:s, s:o, s:I, s:I, s:I}", "month", list[i].month,
				  "purpose", list[i].purpose, "authority", list[i].authority,
				  "class", json_text(list[i].class), "count",
				  (json_int_t)list[i].got, "lost", (json_int_t)list[i].lost,
				  "refused", (json_int_t)list[i].refused));
	rs->json = json_pack("{s:o}", "rows", rows);
	return ERR_OK;
}
API_HANDLER(timestamp_usage_get, show_usage)

/* what a document or an act bears ------------------------------------------ */

enum err stamps_json(struct caller *c, const char *document, json_t **out, struct error *e)
{
	const struct timestamp_on *list;
	json_t *items;
	size_t n;

	TRY(timestamp_use_list(&c->d.repo, document, &list, &n, e));
	items = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(items,
				      json_pack("{s:s, s:s, s:o, s:o}", "purpose", list[i].purpose,
						"authority", list[i].authority, "class",
						json_text(list[i].class), "time",
						json_time(list[i].gen_time)));
	*out = items;
	return ERR_OK;
}

static json_t *act_stamp(const struct timestamp_on *list, size_t n, const char *recipient)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].recipient_id && !strcmp(list[i].recipient_id, recipient))
			return json_pack("{s:s, s:o, s:o}", "authority", list[i].authority, "class",
					 json_text(list[i].class), "time",
					 json_time(list[i].gen_time));
	return json_null();
}

enum err act_stamps_json(struct caller *c, const struct dossier *x, json_t *recipients,
			 struct error *e)
{
	const struct timestamp_on *list;
	size_t n;

	if (!dossier_contracts(x))
		return ERR_OK;
	/* an act stamps every document, one after the other: the first one shows when */
	TRY(timestamp_use_list(&c->d.repo, x->documents[0].id, &list, &n, e));
	for (size_t i = 0; i < x->n_recipients; i++)
		json_object_set_new(json_array_get(recipients, i), "timestamp",
				    act_stamp(list, n, x->recipients[i].id));
	return ERR_OK;
}
