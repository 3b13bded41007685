#include "sig/trust/identity.h"
#include "sig/trust/identity_work.h"

static const struct {
	const char *slug, *ja, *en;
} kinds[] = {
#define KIND(sym, slug, ja, en) { slug, ja, en },
#include "sig/trust/identity.def"
};

static const struct {
	const char *slug, *ja, *en;
	size_t longest;
} fields[] = {
#define FIELD(sym, slug, ja, en, longest) { slug, ja, en, longest },
#include "sig/trust/identity.def"
};

static const struct {
	const char *slug, *ja, *en;
	_Bool spoils;
} notes[] = {
#define NOTE(sym, slug, spoils, ja, en) { slug, ja, en, spoils },
#include "sig/trust/identity.def"
};

const char *identity_kind_slug(enum identity_kind k)
{
	return kinds[k].slug;
}
const char *identity_kind_text(enum identity_kind k, _Bool ja)
{
	return ja ? kinds[k].ja : kinds[k].en;
}
const char *identity_field_slug(enum identity_field f)
{
	return fields[f].slug;
}
const char *identity_field_text(enum identity_field f, _Bool ja)
{
	return ja ? fields[f].ja : fields[f].en;
}
const char *identity_note_slug(enum identity_note n)
{
	return notes[n].slug;
}
const char *identity_note_text(enum identity_note n, _Bool ja)
{
	return ja ? notes[n].ja : notes[n].en;
}

_Bool identity_has_note(const struct cert_identity *id, enum identity_note note)
{
	return id->notes >> note & 1;
}

_Bool identity_verified(const struct cert_identity *id, _Bool trusted,
			const struct cert_facts *chain, size_t n)
{
	for (unsigned i = 0; i < IDENTITY_NOTE_COUNT_; i++)
		if (notes[i].spoils && identity_has_note(id, (enum identity_note)i))
			return 0;
	return trusted && identity_issuer_fits(id->kind, chain, n);
}

void identity_note(struct identity_work *w, enum identity_note note)
{
	w->notes |= 1u << note;
}

static _Bool may_repeat(enum identity_field f)
{
	return f == IDENTITY_FIELD_UNIT || f == IDENTITY_FIELD_SUBJECT_UNIT;
}

void identity_add(struct identity_work *w, enum identity_field field, const char *value)
{
	if (!value || !value[0])
		return;
	for (size_t i = 0; i < w->n; i++)
		if (w->items[i].field == field && !may_repeat(field)) {
			identity_note(w, IDENTITY_NOTE_DUPLICATE);
			return;
		}
	if (w->n == IDENTITY_ITEMS_MAX) {
		identity_note(w, IDENTITY_NOTE_OVERLONG);
		return;
	}
	w->items[w->n++] = (struct identity_item){ field, value };
}

void identity_add_string(struct identity_work *w, enum identity_field field,
			 const struct der_item *s)
{
	identity_add(w, field, identity_string(w, s, fields[field].longest));
}

struct identity_names identity_names_open(struct identity_work *w, struct bytes san)
{
	struct der in = der_reader(san);
	struct identity_names n = { w, der_reader(BYTES(NULL, 0)) };

	if (san.len && (der_enter(&in, DER_SEQUENCE, &n.rest, NULL) != ERR_OK || der_more(&in)))
		identity_note(w, IDENTITY_NOTE_MALFORMED);
	return n;
}

_Bool identity_names_next(struct identity_names *n, unsigned char tag, struct bytes *content)
{
	struct der_item item;

	while (der_more(&n->rest)) {
		if (der_next(&n->rest, &item, NULL) != ERR_OK) {
			identity_note(n->w, IDENTITY_NOTE_MALFORMED);
			return 0;
		}
		if (item.tag == tag) {
			*content = item.content;
			return 1;
		}
	}
	return 0;
}

/* What of a certificate is looked at. Empty: absent. */
enum part { CORPORATION, REGISTRAR, ALT_NAME, POLICIES, PART_COUNT_ };
struct cert_parts {
	struct bytes issuer, subject, ext[PART_COUNT_];
	_Bool duplicate;
};

static const enum oid part_oids[PART_COUNT_] = {
	[CORPORATION] = OID_REG_CORPORATION,
	[REGISTRAR] = OID_REG_REGISTRAR,
	[ALT_NAME] = OID_SUBJECT_ALT_NAME,
	[POLICIES] = OID_CERT_POLICIES,
};

static enum err read_extension(struct der *list, struct cert_parts *out)
{
	struct der_item value;
	struct bytes oid;
	struct der ext;
	_Bool critical;

	TRY(der_enter(list, DER_SEQUENCE, &ext, NULL));
	TRY(der_get_oid(&ext, &oid, NULL));
	if (der_peek(&ext, DER_BOOLEAN))
		TRY(der_get_bool(&ext, &critical, NULL));
	TRY(der_expect(&ext, DER_OCTET_STRING, &value, NULL));
	TRY(der_finish(&ext, "an extension", NULL));
	for (size_t i = 0; i < PART_COUNT_; i++) {
		if (!oid_is(oid, part_oids[i]))
			continue;
		if (out->ext[i].data)
			out->duplicate = 1;
		else
			out->ext[i] = value.content;
	}
	return ERR_OK;
}

static enum err read_extensions(struct der *tbs, struct cert_parts *out)
{
	struct der outer, list;
	struct der_item item;

	/* issuerUniqueID and subjectUniqueID lie before them */
	while (der_peek(tbs, DER_CONTEXT(1)) || der_peek(tbs, DER_CONTEXT(2)))
		TRY(der_next(tbs, &item, NULL));
	if (!der_more(tbs))
		return ERR_OK;
	TRY(der_enter(tbs, DER_CONTEXT_CONS(3), &outer, NULL));
	TRY(der_finish(tbs, "the extensions", NULL));
	TRY(der_enter(&outer, DER_SEQUENCE, &list, NULL));
	TRY(der_finish(&outer, "the extensions", NULL));
	while (der_more(&list))
		TRY(read_extension(&list, out));
	return ERR_OK;
}

/* RFC 5280 §4.1 */
static enum err read_cert(struct bytes der, struct cert_parts *out)
{
	struct der in = der_reader(der), cert, tbs;
	struct der_item item;

	TRY(der_enter(&in, DER_SEQUENCE, &cert, NULL));
	TRY(der_enter(&cert, DER_SEQUENCE, &tbs, NULL));
	if (der_peek(&tbs, DER_CONTEXT_CONS(0)))
		TRY(der_next(&tbs, &item, NULL)); /* version */
	TRY(der_expect(&tbs, DER_INTEGER, &item, NULL));
	TRY(der_expect(&tbs, DER_SEQUENCE, &item, NULL)); /* signature algorithm */
	TRY(der_expect(&tbs, DER_SEQUENCE, &item, NULL));
	out->issuer = item.whole;
	TRY(der_expect(&tbs, DER_SEQUENCE, &item, NULL)); /* validity */
	TRY(der_expect(&tbs, DER_SEQUENCE, &item, NULL));
	out->subject = item.whole;
	TRY(der_expect(&tbs, DER_SEQUENCE, &item, NULL)); /* key */
	return read_extensions(&tbs, out);
}

static const struct {
	enum oid policy;
	enum identity_kind kind;
	_Bool test;
} policies[] = {
	{ OID_JPKI_POLICY_SIGN, IDENTITY_JPKI_SIGNATURE, 0 },
	{ OID_JPKI_POLICY_TEST, IDENTITY_JPKI_SIGNATURE, 1 },
	{ OID_JPKI_POLICY_AUTH, IDENTITY_JPKI_AUTHENTICATION, 0 },
};

static void apply_policy(struct identity_work *w, struct bytes oid)
{
	for (size_t i = 0; i < COUNT_OF(policies); i++) {
		if (!oid_is(oid, policies[i].policy))
			continue;
		w->kind = policies[i].kind;
		if (policies[i].test)
			identity_note(w, IDENTITY_NOTE_TEST);
	}
}

static void read_policies(struct identity_work *w, struct bytes ext)
{
	struct der in = der_reader(ext), list, policy;
	struct bytes oid;

	if (ext.len == 0 || der_enter(&in, DER_SEQUENCE, &list, NULL) != ERR_OK)
		return;
	while (der_more(&list)) {
		if (der_enter(&list, DER_SEQUENCE, &policy, NULL) != ERR_OK ||
		    der_get_oid(&policy, &oid, NULL) != ERR_OK)
			return;
		apply_policy(w, oid);
	}
}

/* The most telling sign counts: the extension of one authority, then its policy, then names. */
static void find_kind(struct identity_work *w, const struct cert_parts *c)
{
	if (c->ext[CORPORATION].data) {
		w->kind = IDENTITY_COMMERCIAL_REGISTRATION;
		return;
	}
	read_policies(w, c->ext[POLICIES]);
	if (w->kind == IDENTITY_NONE && identity_claims_jpki(w, c->ext[ALT_NAME]))
		w->kind = IDENTITY_JPKI_SIGNATURE;
	if (w->kind == IDENTITY_NONE)
		w->kind = identity_kind_of_issuer(c->issuer);
	if (w->kind == IDENTITY_NONE && identity_claims_attorney(w, c->ext[ALT_NAME]))
		w->kind = IDENTITY_POWER_OF_ATTORNEY;
}

static void read_kind(struct identity_work *w, const struct cert_parts *c)
{
	switch (w->kind) {
	case IDENTITY_COMMERCIAL_REGISTRATION:
		identity_read_corporation(w, c->ext[CORPORATION]);
		identity_read_registrar(w, c->ext[REGISTRAR]);
		break;
	case IDENTITY_JPKI_AUTHENTICATION:
		identity_note(w, IDENTITY_NOTE_NOT_FOR_SIGNATURES);
		identity_read_jpki(w, c->ext[ALT_NAME]);
		break;
	case IDENTITY_JPKI_SIGNATURE:
		identity_read_jpki(w, c->ext[ALT_NAME]);
		break;
	case IDENTITY_GPKI:
	case IDENTITY_LGPKI:
		identity_read_offices(w, c->subject, c->ext[ALT_NAME]);
		break;
	case IDENTITY_POWER_OF_ATTORNEY:
		identity_read_attorney(w, c->ext[ALT_NAME]);
		break;
	case IDENTITY_NONE:
	case IDENTITY_COUNT_:
		break;
	}
}

static const struct cert_identity *keep(const struct identity_work *w)
{
	struct cert_identity *out = ARENA_NEW(w->mem, struct cert_identity);
	struct identity_item *items = arena_alloc_n(w->mem, w->n + 1, sizeof(*items));

	if (!out || !items)
		return NULL;
	memcpy(items, w->items, w->n * sizeof(*items));
	*out = (struct cert_identity){ w->kind, items, w->n, w->notes };
	return out;
}

const struct cert_identity *identity_read(struct bytes der, struct arena *mem)
{
	struct identity_work w = { .mem = mem };
	struct cert_parts c = { 0 };

	if (read_cert(der, &c) != ERR_OK)
		return NULL;
	find_kind(&w, &c);
	if (w.kind == IDENTITY_NONE)
		return NULL;
	if (c.duplicate)
		identity_note(&w, IDENTITY_NOTE_DUPLICATE);
	if (!identity_issuer_on_record(w.kind))
		identity_note(&w, IDENTITY_NOTE_ISSUER_UNCONFIRMED);
	read_kind(&w, &c);
	return keep(&w);
}
