#include "api/input.h"
#include <stdlib.h>

static const char *as_json(struct caller *c, const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
	const char *out = domain_printf(&c->d, "%s", text ? text : "null");

	free(text);
	return out;
}

static _Bool read_one(struct caller *c, const json_t *value, const struct input_rule *rule, void *field)
{
	switch (rule->kind) {
	case INPUT_TEXT:
		*(const char **)field = json_string_value(value);
		return json_is_string(value);
	case INPUT_INT:
		*(int64_t *)field = json_integer_value(value);
		return json_is_integer(value);
	case INPUT_BOOL:
		*(_Bool *)field = json_is_true(value);
		return json_is_boolean(value);
	case INPUT_REAL:
		*(double *)field = json_number_value(value);
		return json_is_number(value);
	case INPUT_JSON:
		*(const char **)field = as_json(c, value);
		return 1;
	}
	return 0;
}

enum err input_read(struct caller *c, const json_t *object, const char *prefix, const struct input_rule *rules,
		    size_t n, void *out, struct error *e)
{
	if (object && !json_is_object(object)) {
		domain_field_error(&c->d, domain_printf(&c->d, "%s", prefix), "invalid");
		return domain_fields_ok(&c->d, e);
	}
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_object_get(object, rules[i].name);
		const char *field = domain_printf(&c->d, "%s%s", prefix, rules[i].name);

		if (!value || json_is_null(value)) {
			if (rules[i].required)
				domain_field_error(&c->d, field, "required");
		} else if (!read_one(c, value, &rules[i], (char *)out + rules[i].offset)) {
			domain_field_error(&c->d, field, "invalid");
		}
	}
	return domain_fields_ok(&c->d, e);
}

enum err input_body(struct caller *c, const struct input_rule *rules, size_t n, void *out, struct error *e)
{
	if (c->rq->json && !json_is_object(c->rq->json))
		return error_set(e, ERR_INVALID, "the body must be a JSON object");
	return input_read(c, c->rq->json, "", rules, n, out, e);
}

struct shown_input {
	const char *document_id, *digest;
};
static const struct input_rule shown_rules[] = {
	INPUT(shown_input, document_id, INPUT_TEXT, 1),
	INPUT(shown_input, digest, INPUT_TEXT, 1),
};

enum err input_shown_of(struct caller *c, const json_t *object, const char *prefix, struct agree_input *in,
			struct error *e)
{
	const json_t *array = json_object_get(object, "shown");
	struct shown_document *list;
	size_t n = json_array_size(array);

	if (!json_is_array(array) || n > c->app->settings->documents_max) {
		domain_field_error(&c->d, domain_printf(&c->d, "%sshown", prefix),
				   array ? "invalid" : "required");
		return domain_fields_ok(&c->d, e);
	}
	list = arena_alloc_n(c->rq->mem, n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "the request exceeds the memory limit");
	for (size_t i = 0; i < n; i++) {
		struct shown_input one = { 0 };

		TRY(input_read(c, json_array_get(array, i), domain_printf(&c->d, "%sshown[%zu].", prefix, i),
			       shown_rules, COUNT_OF(shown_rules), &one, e));
		list[i] = (struct shown_document){ one.document_id, one.digest };
	}
	in->shown = list;
	in->n_shown = n;
	return ERR_OK;
}

enum err input_shown(struct caller *c, struct agree_input *in, struct error *e)
{
	return input_shown_of(c, c->rq->json, "", in, e);
}

static const struct input_rule agree_rules[] = {
	INPUT(agree_input, statement_version, INPUT_TEXT, 1),
	INPUT(agree_input, name, INPUT_TEXT, 1),
	INPUT(agree_input, company, INPUT_TEXT, 0),
	INPUT(agree_input, department, INPUT_TEXT, 0),
	INPUT(agree_input, title, INPUT_TEXT, 0),
	INPUT(agree_input, authority, INPUT_BOOL, 1),
};

enum err input_agree(struct caller *c, struct agree_input *in, struct error *e)
{
	TRY(input_body(c, agree_rules, COUNT_OF(agree_rules), in, e));
	return input_shown(c, in, e);
}

void input_base64(struct caller *c, const json_t *value, const char *field, size_t max, struct bytes *out)
{
	const char *text = json_string_value(value);
	size_t n = text ? strlen(text) : 0, len = 0;
	unsigned char *data = n <= base64_size(max) ? arena_alloc(c->rq->mem, n + 1) : NULL;

	if (!text || !n || !data || !base64_decode(text, n, data, &len) || !len || len > max)
		domain_field_error(&c->d, field, value && !json_is_null(value) ? "invalid" : "required");
	else
		*out = BYTES(data, len);
}
