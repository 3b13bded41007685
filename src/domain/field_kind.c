#include "domain/field_kind.h"
#include <jansson.h>
#include <stdio.h>
#include "domain/check.h"
#include "domain/field.h"
#include "domain/field_text.h"

enum { ID_DIGITS = 16 };

static const struct field_kind kinds[] = {
	{ "text", FIELD_TAKES_TEXT, 0, 1000, field_text_normalise },
	{ "multiline", FIELD_TAKES_TEXT, 1, 4000, field_text_normalise },
	{ "date", FIELD_TAKES_TEXT, 0, 10, field_date_normalise },
	{ "check", FIELD_TAKES_CHECK, 0, 0, NULL },
	{ "radio", FIELD_TAKES_OPTION, 0, 0, NULL },
	{ "select", FIELD_TAKES_OPTION, 0, 0, NULL },
	{ "number", FIELD_TAKES_TEXT, 0, 60, field_number_normalise },
	{ "name", FIELD_TAKES_TEXT, 0, 200, field_text_normalise },
	{ "company", FIELD_TAKES_TEXT, 0, 200, field_text_normalise },
	{ "department", FIELD_TAKES_TEXT, 0, 200, field_text_normalise },
	{ "title", FIELD_TAKES_TEXT, 0, 200, field_text_normalise },
	{ "address", FIELD_TAKES_TEXT, 1, 500, field_text_normalise },
	{ "mail", FIELD_TAKES_TEXT, 0, 254, field_mail_normalise },
	{ "initials", FIELD_TAKES_IMAGE, 0, 0, NULL },
	{ "ink", FIELD_TAKES_IMAGE, 0, 0, NULL },
	{ "seal", FIELD_TAKES_IMAGE, 0, 0, NULL },
	{ "signature", FIELD_TAKES_IMAGE, 0, 0, NULL },
};

const struct field_kind *field_kind_of(const char *name)
{
	for (size_t i = 0; name && i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

const char *field_kind_name(unsigned i)
{
	return i < COUNT_OF(kinds) ? kinds[i].name : NULL;
}

/* formats ---------------------------------------------------------------- */

static _Bool is_kind(const struct field_kind *k, const char *name)
{
	return !strcmp(k->name, name);
}

static _Bool read_text(struct domain *d, const json_t *v, const char **out)
{
	*out = json_is_string(v) ? domain_printf(d, "%s", json_string_value(v)) : NULL;
	return *out != NULL;
}

static _Bool read_day(struct domain *d, const json_t *v, const char **out)
{
	return read_text(d, v, out) && field_date_valid(*out);
}

static _Bool read_date_member(struct domain *d, const char *key, const json_t *v,
			      struct field_format *out)
{
	if (!strcmp(key, "pattern"))
		return read_text(d, v, &out->pattern) && field_pattern_known(out->pattern);
	if (!strcmp(key, "from"))
		return read_day(d, v, &out->from);
	if (!strcmp(key, "to"))
		return read_day(d, v, &out->to);
	out->agreement = json_is_string(v) && !strcmp(json_string_value(v), "agreement");
	return !strcmp(key, "auto") && out->agreement;
}

enum { DECIMALS_MAX = 6 };

static _Bool read_number_member(const char *key, const json_t *v, struct field_format *out)
{
	json_int_t n = json_integer_value(v);

	if (!strcmp(key, "grouping")) {
		out->grouping = json_is_true(v);
		return json_is_boolean(v);
	}
	if (!json_is_integer(v) || n > FIELD_NUMBER_MAX || n < -FIELD_NUMBER_MAX)
		return 0;
	if (!strcmp(key, "min")) {
		out->has_min = 1;
		out->min = n;
	} else if (!strcmp(key, "max")) {
		out->has_max = 1;
		out->max = n;
	} else {
		out->decimals = n >= 0 && n <= DECIMALS_MAX ? (unsigned)n : 0;
		return !strcmp(key, "decimals") && n >= 0 && n <= DECIMALS_MAX;
	}
	return 1;
}

static _Bool read_member(struct domain *d, const struct field_kind *k, const char *key,
			 const json_t *v, struct field_format *out)
{
	if (json_is_null(v))
		return 1;
	if (is_kind(k, "date"))
		return read_date_member(d, key, v, out);
	if (is_kind(k, "number"))
		return read_number_member(key, v, out);
	if (strcmp(key, "check") != 0 || k->normalise != field_text_normalise)
		return 0;
	return read_text(d, v, &out->check) && field_check_known(out->check);
}

_Bool field_format_read(struct domain *d, const struct field_kind *k, const char *json,
			struct field_format *out)
{
	json_t *o = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	_Bool good = json_is_object(o);
	const char *key;
	json_t *v;

	*out = (struct field_format){ .pattern = "YYYY年M月D日" };
	json_object_foreach(o, key, v) good = good && read_member(d, k, key, v, out);
	json_decref(o);
	if (good && out->has_min && out->has_max && out->min > out->max)
		return 0;
	return good && !(out->from && out->to && strcmp(out->from, out->to) > 0);
}

const char *field_shown(struct domain *d, const struct input_field *f, const char *text)
{
	const struct field_kind *k = field_kind_of(f->kind);
	struct field_format format;

	if (!k || !field_format_read(d, k, f->format, &format))
		return text;
	if (is_kind(k, "date"))
		return field_date_shown(d, format.pattern, text);
	if (is_kind(k, "number") && format.grouping)
		return field_number_grouped(d, text);
	return text;
}

const char *field_today(struct domain *d, time_ms at)
{
	const time_ms japan = (time_ms)9 * 60 * 60 * 1000;
	struct civil_time t = time_to_civil(at + japan);

	return domain_printf(d, "%04d-%02d-%02d", t.year, t.month, t.day);
}

void field_name(const char *what, const char *id, char out[FIELD_NAME_SIZE])
{
	size_t len = strlen(id);

	/* the last digits of a UUIDv7 are the random ones */
	snprintf(out, FIELD_NAME_SIZE, "SkySign_%s_%s", what,
		 len > ID_DIGITS ? id + len - ID_DIGITS : id);
}
