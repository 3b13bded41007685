/* Members "factors" and "consents" of a recipient. */
#include "api/input.h"
#include "domain/factor.h"

enum { LIST_MAX = 16 };

static const struct input_rule factor_rules[] = {
	INPUT(factor_input, kind, INPUT_TEXT, 1),
	INPUT(factor_input, phone, INPUT_TEXT, 0),
	INPUT(factor_input, code, INPUT_TEXT, 0),
};

static enum err list_ok(struct caller *c, const json_t *array, const char *field, struct error *e)
{
	if (!json_is_array(array) || json_array_size(array) > LIST_MAX)
		domain_field_error(&c->d, field, array ? "invalid" : "required");
	return domain_fields_ok(&c->d, e);
}

enum err input_factors(struct caller *c, const json_t *array, const char *field,
		       struct factor_input **out, size_t *n_out, struct error *e)
{
	struct factor_input *list;
	size_t n = json_array_size(array);

	TRY(list_ok(c, array, field, e));
	list = arena_alloc_n(c->rq->mem, n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the factors exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		TRY(input_read(c, json_array_get(array, i),
			       domain_printf(&c->d, "%s[%zu].", field, i), factor_rules,
			       COUNT_OF(factor_rules), &list[i], e));
	*out = list;
	*n_out = n;
	return ERR_OK;
}

static enum err read_laws(struct caller *c, const json_t *array, const char *field,
			  struct recipient_input *r, struct error *e)
{
	const char **list;
	size_t n = json_array_size(array);

	TRY(list_ok(c, array, field, e));
	list = arena_alloc_n(c->rq->mem, n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the laws exceed the memory limit");
	for (size_t i = 0; i < n; i++)
		list[i] = json_string_value(json_array_get(array, i));
	r->consents = list;
	r->n_consents = n;
	return ERR_OK;
}

enum err input_gate(struct caller *c, const json_t *object, const char *prefix,
		    struct recipient_input *r, struct error *e)
{
	const json_t *factors = json_object_get(object, "factors");
	const json_t *laws = json_object_get(object, "consents");

	r->set_factors = factors != NULL;
	r->set_consents = laws != NULL;
	if (factors)
		TRY(input_factors(c, factors, domain_printf(&c->d, "%sfactors", prefix),
				  &r->factors, &r->n_factors, e));
	if (laws)
		TRY(read_laws(c, laws, domain_printf(&c->d, "%sconsents", prefix), r, e));
	return ERR_OK;
}
