/* Identities that are names of X.501: offices of GPKI and LGPKI, and powers of attorney. The
 * subject is in Latin letters as a rule; the Japanese names are a directoryName beside it. */
#include "sig/trust/identity_work.h"

struct name_rule {
	enum oid type;
	enum identity_field field;
};

static const struct name_rule subject_rules[] = {
	{ OID_AT_ORGANISATION, IDENTITY_FIELD_SUBJECT_ORGANISATION },
	{ OID_AT_UNIT, IDENTITY_FIELD_SUBJECT_UNIT },
	{ OID_AT_COMMON_NAME, IDENTITY_FIELD_SUBJECT_OFFICE },
};

static const struct name_rule other_rules[] = {
	{ OID_AT_ORGANISATION, IDENTITY_FIELD_ORGANISATION },
	{ OID_AT_ORGANISATION_ID, IDENTITY_FIELD_ORGANISATION_NUMBER },
	{ OID_AT_UNIT, IDENTITY_FIELD_UNIT },
	{ OID_AT_TITLE, IDENTITY_FIELD_TITLE },
	{ OID_AT_DESCRIPTION, IDENTITY_FIELD_AUTHORITY },
	{ OID_AT_COMMON_NAME, IDENTITY_FIELD_OFFICE },
};

static void add_part(struct identity_work *w, const struct name_part *part,
		     const struct name_rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (oid_is(part->type, rules[i].type))
			identity_add_string(w, rules[i].field, &part->value);
}

static void add_name(struct identity_work *w, struct bytes name, const struct name_rule *rules,
		     size_t n_rules)
{
	struct name_part parts[NAME_PARTS_MAX];
	size_t n;

	if (!identity_name_parts(name, parts, &n)) {
		identity_note(w, IDENTITY_NOTE_MALFORMED);
		return;
	}
	for (size_t i = 0; i < n; i++)
		add_part(w, &parts[i], rules, n_rules);
}

void identity_read_attorney(struct identity_work *w, struct bytes san)
{
	struct identity_names names = identity_names_open(w, san);
	struct bytes name;

	while (identity_names_next(&names, SAN_DIRECTORY_NAME, &name))
		add_name(w, name, other_rules, COUNT_OF(other_rules));
}

void identity_read_offices(struct identity_work *w, struct bytes subject, struct bytes san)
{
	identity_read_attorney(w, san);
	add_name(w, subject, subject_rules, COUNT_OF(subject_rules));
}

static _Bool has(const struct name_part *parts, size_t n, enum oid type)
{
	for (size_t i = 0; i < n; i++)
		if (oid_is(parts[i].type, type))
			return 1;
	return 0;
}

/* An organisation's identifier together with a description is what marks a power of attorney. */
_Bool identity_claims_attorney(struct identity_work *w, struct bytes san)
{
	struct identity_names names = identity_names_open(w, san);
	struct name_part parts[NAME_PARTS_MAX];
	struct bytes name;
	size_t n;

	while (identity_names_next(&names, SAN_DIRECTORY_NAME, &name))
		if (identity_name_parts(name, parts, &n) && has(parts, n, OID_AT_ORGANISATION_ID) &&
		    has(parts, n, OID_AT_DESCRIPTION))
			return 1;
	return 0;
}
