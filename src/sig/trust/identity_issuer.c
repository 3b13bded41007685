/* Names, and which authority may certify which kind of identity. */
#include "sig/trust/identity_work.h"

enum { ISSUER_PARTS_MAX = 5 };

/* Names on record. `exact`: the whole name is known from certificates of the authority, so that a
 * chain may be held against it. The others are prefixes that recognise a claim but never confirm
 * it: GPKI had other authorities, and the name of LGPKI's organisation CA was not seen in a
 * certificate (O=LGPKI is that of its application CA). No name is on record for powers of attorney,
 * which several certified providers issue. `bridged`: cross-certified with the government's bridge
 * CA. */
static const struct issuer {
	enum identity_kind kind;
	_Bool exact, bridged;
	struct {
		enum oid type;
		const char *value;
	} parts[ISSUER_PARTS_MAX]; /* value NULL: the end */
} issuers[] = {
	{ IDENTITY_COMMERCIAL_REGISTRATION,
	  1,
	  1,
	  { { OID_AT_COUNTRY, "JP" },
	    { OID_AT_ORGANISATION, "Japanese Government" },
	    { OID_AT_UNIT, "Ministry of Justice" },
	    { OID_AT_COMMON_NAME, "Registrar of Tokyo Legal Affairs Bureau" } } },
	{ IDENTITY_JPKI_SIGNATURE,
	  1,
	  0,
	  { { OID_AT_COUNTRY, "JP" },
	    { OID_AT_ORGANISATION, "JPKI" },
	    { OID_AT_UNIT, "JPKI for digital signature" },
	    { OID_AT_UNIT, "Japan Agency for Local Authority Information Systems" } } },
	{ IDENTITY_JPKI_AUTHENTICATION,
	  1,
	  0,
	  { { OID_AT_COUNTRY, "JP" },
	    { OID_AT_ORGANISATION, "JPKI" },
	    { OID_AT_UNIT, "JPKI for user authentication" },
	    { OID_AT_UNIT, "Japan Agency for Local Authority Information Systems" } } },
	{ IDENTITY_GPKI,
	  1,
	  1,
	  { { OID_AT_COUNTRY, "JP" },
	    { OID_AT_ORGANISATION, "Japanese Government" },
	    { OID_AT_UNIT, "OfficialStatusCA" } } },
	{ IDENTITY_GPKI,
	  0,
	  0,
	  { { OID_AT_COUNTRY, "JP" }, { OID_AT_ORGANISATION, "Japanese Government" } } },
	{ IDENTITY_LGPKI,
	  0,
	  0,
	  { { OID_AT_COUNTRY, "JP" }, { OID_AT_ORGANISATION, "Local Governments" } } },
	{ IDENTITY_LGPKI, 0, 0, { { OID_AT_COUNTRY, "JP" }, { OID_AT_ORGANISATION, "LGPKI" } } },
};

static enum err parts_of_set(struct der *names, struct name_part *out, size_t *n)
{
	struct der set, pair;

	TRY(der_enter(names, DER_SET, &set, NULL));
	while (der_more(&set)) {
		if (*n == NAME_PARTS_MAX)
			return ERR_BAD_DER;
		TRY(der_enter(&set, DER_SEQUENCE, &pair, NULL));
		TRY(der_get_oid(&pair, &out[*n].type, NULL));
		TRY(der_next(&pair, &out[*n].value, NULL));
		TRY(der_finish(&pair, "a part of a name", NULL));
		(*n)++;
	}
	return ERR_OK;
}

_Bool identity_name_parts(struct bytes name, struct name_part *out, size_t *n)
{
	struct der in = der_reader(name), names;

	*n = 0;
	if (der_enter(&in, DER_SEQUENCE, &names, NULL) != ERR_OK || der_more(&in))
		return 0;
	while (der_more(&names))
		if (parts_of_set(&names, out, n) != ERR_OK)
			return 0;
	return 1;
}

static size_t parts_known(const struct issuer *i)
{
	size_t n = 0;

	while (n < ISSUER_PARTS_MAX && i->parts[n].value)
		n++;
	return n;
}

/* All that is known is ASCII, so that bytes may be compared whatever 8-bit string they are in. */
static _Bool begins_like(const struct issuer *i, const struct name_part *parts, size_t n)
{
	size_t known = parts_known(i);

	if (i->exact ? n != known : n < known)
		return 0;
	for (size_t k = 0; k < known; k++)
		if (!oid_is(parts[k].type, i->parts[k].type) ||
		    !bytes_eq_str(parts[k].value.content, i->parts[k].value))
			return 0;
	return 1;
}

static const struct issuer *issuer_of(struct bytes name)
{
	struct name_part parts[NAME_PARTS_MAX];
	size_t n;

	if (!identity_name_parts(name, parts, &n))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(issuers); i++)
		if (begins_like(&issuers[i], parts, n))
			return &issuers[i];
	return NULL;
}

enum identity_kind identity_kind_of_issuer(struct bytes name)
{
	const struct issuer *i = issuer_of(name);

	return i ? i->kind : IDENTITY_NONE;
}

_Bool identity_issuer_on_record(enum identity_kind kind)
{
	for (size_t i = 0; i < COUNT_OF(issuers); i++)
		if (issuers[i].kind == kind && issuers[i].exact)
			return 1;
	return 0;
}

/* The registrar, the authority for offices, and the bridge are all of the government. */
static _Bool is_government(struct bytes name)
{
	const struct issuer *i = issuer_of(name);

	return i && (i->bridged || i->kind == IDENTITY_GPKI);
}

_Bool identity_issuer_fits(enum identity_kind kind, const struct cert_facts *chain, size_t n)
{
	const struct issuer *i = n >= 2 ? issuer_of(chain[1].subject_der) : NULL;

	if (!i || i->kind != kind || !i->exact)
		return 0;
	for (size_t k = 2; k < n; k++)
		if (!i->bridged || !is_government(chain[k].subject_der))
			return 0;
	return 1;
}
