#include "domain/domain.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/id.h"
#include "domain/text.h"

#define MINUTES(n) ((time_ms)(n) * 60 * 1000)
#define DAYS(n) (MINUTES(n) * 60 * 24)

const struct domain_settings domain_settings_default = {
	.trial = 1,
	.level = "B-LTA",
	.session_ttl = MINUTES(12 * 60),
	.recipient_session_ttl = MINUTES(2 * 60),
	.link_ttl = DAYS(30),
	.invitation_ttl = DAYS(7),
	.setup_ttl = DAYS(7),
	.documents_max = 20,
	.recipients_max = 30,
	.attachments_max = 20,
	.trash_ttl = DAYS(30),
	.envelope_bytes_max = (uint64_t)400 << 20,
	.keep = { .lead = DAYS(365), .alarm = DAYS(90), .night_from = 1, .night_to = 5,
		  .per_minute = 120, .policy = "" },
};

enum err domain_refuse(struct domain *d, enum err code, const char *text, struct error *e)
{
	d->refusal = text;
	return error_set(e, code, "%s", text_of("en", text));
}

void domain_field_error(struct domain *d, const char *field, const char *code)
{
	if (d->n_errors < FIELD_ERRORS_MAX)
		d->errors[d->n_errors++] = (struct field_error){ field, code };
}

enum err domain_fields_ok(struct domain *d, struct error *e)
{
	if (!d->n_errors)
		return ERR_OK;
	return error_set(e, ERR_INVALID, "%s: %s", d->errors[0].field,
			 text_of("en", d->errors[0].code));
}

const char *domain_id(struct domain *d, const char *prefix)
{
	struct id id = id_new(prefix, d->clock, d->rng);

	return domain_printf(d, "%s", id.s);
}

const char *domain_json(struct domain *d, json_t *v)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	const char *copy;

	assert(text || !v);
	copy = domain_printf(d, "%s", text ? text : "null");
	free(text);
	json_decref(v);
	return copy;
}

const char *domain_printf(struct domain *d, const char *fmt, ...)
{
	char *s = NULL, *copy;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	assert(n >= 0 && s);
	copy = arena_strndup(d->repo.mem, s, (size_t)n);
	free(s);
	assert(copy);
	return copy;
}
