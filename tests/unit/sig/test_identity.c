/* Identities in look-alikes of the certificates of Japanese authorities, made by OpenSSL here. */
#include "../test.h"
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include "sig/asn1/der.h"
#include "sig/trust/identity.h"

enum {
	PRINTABLE = 0x13,
	T61 = 0x14,
	BMP = 0x1e,
	OTHER_NAME = DER_CONTEXT_CONS(0),
	DIRECTORY_NAME = DER_CONTEXT_CONS(4)
};

#define MOJ                                                                                        \
	"C=JP/O=Japanese Government/OU=Ministry of Justice/CN=Registrar of Tokyo Legal Affairs "   \
	"Bureau"
#define JPKI_AGENCY "/OU=Japan Agency for Local Authority Information Systems"
#define JPKI	    "C=JP/O=JPKI/OU=JPKI for digital signature" JPKI_AGENCY
#define JPKI_AUTH   "C=JP/O=JPKI/OU=JPKI for user authentication" JPKI_AGENCY
#define OFFICES	    "C=JP/O=Japanese Government/OU=OfficialStatusCA"
#define BRIDGE	    "C=JP/O=Japanese Government/OU=BridgeCA"
#define SHIFT_JIS   "\x83\x54\x83\x93\x83\x76\x83\x8b\x8a\x94\x8e\xae\x89\xef\x8e\xd0"

struct extension {
	enum oid oid;
	struct bytes value;
};

/* "C=JP/O=x": parts in the order of the DER. */
static void set_name(X509_NAME *name, const char *text)
{
	char copy[256], *save = NULL;

	assert_true(strlen(text) < sizeof(copy));
	memcpy(copy, text, strlen(text) + 1);
	for (char *part = strtok_r(copy, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
		char *value = strchr(part, '=');

		*value++ = 0;
		assert_true(X509_NAME_add_entry_by_txt(name, part, MBSTRING_UTF8,
						       (const unsigned char *)value, -1, -1, 0));
	}
}

static void add_extension(X509 *x, const struct extension *from)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(oid_dotted(from->oid), 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *ext;

	assert_true(ASN1_OCTET_STRING_set(value, from->value.data, (int)from->value.len));
	ext = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
	assert_true(ext && X509_add_ext(x, ext, -1));
	X509_EXTENSION_free(ext);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(oid);
}

static struct bytes make_cert(struct arena *mem, const char *issuer, const char *subject,
			      const struct extension *ext, size_t n)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	unsigned char *der = NULL;
	struct bytes out = { 0 };
	int len;

	assert_true(X509_set_version(x, 2) && ASN1_INTEGER_set(X509_get_serialNumber(x), 7));
	set_name(X509_get_issuer_name(x), issuer);
	set_name(X509_get_subject_name(x), subject);
	assert_true(ASN1_TIME_set_string(X509_getm_notBefore(x), "20190101000000Z"));
	assert_true(ASN1_TIME_set_string(X509_getm_notAfter(x), "20490101000000Z"));
	assert_true(X509_set_pubkey(x, key));
	for (size_t i = 0; i < n; i++)
		add_extension(x, &ext[i]);
	assert_true(X509_sign(x, key, EVP_sha256()));
	len = i2d_X509(x, &der);
	assert_true(len > 0 && arena_copy(mem, BYTES(der, (size_t)len), &out));
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
	return out;
}

static const struct cert_identity *read_one(struct arena *mem, const char *issuer, enum oid oid,
					    struct bytes value)
{
	struct extension ext = { oid, value };

	return identity_read(make_cert(mem, issuer, "C=JP/CN=holder", &ext, 1), mem);
}

static const char *value_of(const struct cert_identity *id, enum identity_field f)
{
	for (size_t i = 0; i < id->n; i++)
		if (id->items[i].field == f)
			return id->items[i].value;
	return "";
}
#define assert_value(id, field, text)                                                              \
	assert_string_equal(value_of(id, IDENTITY_FIELD_##field), text)
#define assert_note(id, note)	 assert_true(identity_has_note(id, IDENTITY_NOTE_##note))
#define assert_no_note(id, note) assert_false(identity_has_note(id, IDENTITY_NOTE_##note))

/* A string within the tag of its part. */
struct part {
	unsigned char tag, string_tag;
	struct bytes value;
};
#define UTF8(n, s)                                                                                 \
	{                                                                                          \
		DER_CONTEXT_CONS(n), DER_UTF8, BYTES_LIT(s)                                        \
	}

static const struct part company[] = {
	UTF8(0, "サンプル株式会社"),
	{ DER_CONTEXT_CONS(1), PRINTABLE, BYTES_LIT("010701111111") },
	UTF8(2, "東京都渋谷区神宮前一丁目２番３号"),
	UTF8(3, "佐藤サンプル"),
	UTF8(4, "代表取締役"),
	UTF8(6, "東京法務局渋谷出張所"),
};

static struct bytes corporation(struct arena *mem, const struct part *parts, size_t n)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(256);
	struct bytes out;

	der_begin(&w, DER_SEQUENCE);
	for (size_t i = 0; i < n; i++) {
		der_begin(&w, parts[i].tag);
		der_put(&w, parts[i].string_tag, parts[i].value);
		der_end(&w);
	}
	der_end(&w);
	assert_ok(der_take(&w, mem, &out, NULL));
	return out;
}

static const struct cert_identity *read_company(struct arena *mem, const struct part *parts,
						size_t n)
{
	const struct cert_identity *id =
		read_one(mem, MOJ, OID_REG_CORPORATION, corporation(mem, parts, n));

	assert_non_null(id);
	assert_int_equal(id->kind, IDENTITY_COMMERCIAL_REGISTRATION);
	return id;
}

static const struct cert_identity *company_named(struct arena *mem, unsigned char tag,
						 struct bytes name)
{
	struct part parts[COUNT_OF(company)];

	memcpy(parts, company, sizeof(parts));
	parts[0].string_tag = tag;
	parts[0].value = name;
	return read_company(mem, parts, COUNT_OF(parts));
}

static void a_commercial_registration_names_the_company(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes registrar = BYTES_LIT("\x0c\x18東京法務局登記官");
	struct extension ext[] = { { OID_REG_REGISTRAR, registrar },
				   { OID_REG_CORPORATION,
				     corporation(mem, company, COUNT_OF(company)) } };
	const struct cert_identity *id =
		identity_read(make_cert(mem, MOJ, "C=JP/CN=Sato", ext, 2), mem);

	(void)state;
	assert_non_null(id);
	assert_int_equal(id->kind, IDENTITY_COMMERCIAL_REGISTRATION);
	assert_value(id, COMPANY, "サンプル株式会社");
	assert_value(id, COMPANY_NUMBER, "010701111111");
	assert_value(id, HEAD_OFFICE, "東京都渋谷区神宮前一丁目２番３号");
	assert_value(id, REPRESENTATIVE, "佐藤サンプル");
	assert_value(id, REPRESENTATIVE_TITLE, "代表取締役");
	assert_value(id, REGISTRY, "東京法務局渋谷出張所");
	assert_value(id, REGISTRAR, "東京法務局登記官");
	assert_int_equal(id->notes, 0);
}

static void shift_jis_under_the_tag_of_utf8_is_read_and_noted(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id = company_named(mem, DER_UTF8, BYTES_LIT(SHIFT_JIS));

	(void)state;
	assert_value(id, COMPANY, "サンプル株式会社");
	assert_int_equal(id->notes, 1u << IDENTITY_NOTE_SHIFT_JIS);
}

static void bytes_in_neither_encoding_are_not_shown(void **state)
{
	static const struct {
		unsigned char tag;
		struct bytes name;
	} bad[] = {
		{ DER_UTF8, BYTES_LIT("\x83\x54\x83") }, /* Shift_JIS cut off */
		{ DER_UTF8, BYTES_LIT("\xff\xfe\xfd") },
		{ DER_UTF8, BYTES_LIT("\xf0\x40\x81\x40") }, /* private characters of Shift_JIS */
		{ DER_UTF8, BYTES_LIT("\x83\x54\x1b[2J") }, /* Shift_JIS with a control character */
		{ PRINTABLE, BYTES_LIT(SHIFT_JIS) },
		{ T61, BYTES_LIT("M\xfcller") },
		{ BMP, BYTES_LIT("\x83\x54\x83") },
		{ BMP, BYTES_LIT("\xd8\x00\x00\x41") },
		{ BMP, BYTES_LIT("\xdc\x00") },
		{ DER_OCTET_STRING, BYTES_LIT("x") },
		{ DER_SEQUENCE, BYTES_LIT("\x0c\x01x") },
		{ 0x1c, BYTES_LIT("\x00\x11\x00\x00") },
	};
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct cert_identity *id = company_named(mem, bad[i].tag, bad[i].name);

		assert_value(id, COMPANY, "");
		assert_note(id, MALFORMED);
		assert_note(id, INCOMPLETE);
		assert_value(id, COMPANY_NUMBER, "010701111111");
	}
}

static void every_kind_of_string_is_read(void **state)
{
	static const struct {
		unsigned char tag;
		struct bytes name;
		const char *text;
	} good[] = {
		{ PRINTABLE, BYTES_LIT("Sample Inc."), "Sample Inc." },
		{ T61, BYTES_LIT("Sample"), "Sample" },
		{ BMP, BYTES_LIT("\x83\x28\x57\xce\x77\x0c"), "茨城県" },
		{ BMP, BYTES_LIT("\xd8\x42\xdf\xb7"), "𠮷" },
		{ 0x1c, BYTES_LIT("\x00\x02\x0b\xb7"), "𠮷" },
		{ DER_UTF8, BYTES_LIT("葛\xf3\xa0\x84\x80城"), "葛\xf3\xa0\x84\x80城" },
	};
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		const struct cert_identity *id = company_named(mem, good[i].tag, good[i].name);

		assert_value(id, COMPANY, good[i].text);
		assert_int_equal(id->notes, 0);
	}
}

static void control_and_direction_characters_are_replaced(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id = company_named(mem, DER_UTF8,
						       BYTES_LIT("A\0B\x1b[2J\xe2\x80\xae"
								 "C\xe2\x80\x8b\xc2\x85"));

	(void)state;
	assert_value(id, COMPANY,
		     "A\xef\xbf\xbd"
		     "B\xef\xbf\xbd[2J\xef\xbf\xbd"
		     "C\xef\xbf\xbd\xef\xbf\xbd");
	assert_note(id, REPLACED);
}

static void overlong_values_are_cut(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	char name[3 * 129 + 1] = "";
	const struct cert_identity *id;

	(void)state;
	for (size_t i = 0; i < 129; i++)
		memcpy(name + 3 * i, "株", 3);
	id = company_named(mem, DER_UTF8, BYTES(name, 3 * 128));
	assert_int_equal(strlen(value_of(id, IDENTITY_FIELD_COMPANY)), 3 * 128);
	assert_no_note(id, OVERLONG);
	id = company_named(mem, DER_UTF8, BYTES(name, 3 * 129));
	assert_int_equal(strlen(value_of(id, IDENTITY_FIELD_COMPANY)), 3 * 128);
	assert_note(id, OVERLONG);
}

static void a_number_that_is_not_twelve_digits_is_shown_and_noted(void **state)
{
	static const char *const bad[] = { "01070111111", "0107011111111", "0107-01-111111",
					   "01070111111x" };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct part parts[COUNT_OF(company)];

	(void)state;
	memcpy(parts, company, sizeof(parts));
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		parts[1].value = bytes_of_str(bad[i]);
		assert_value(read_company(mem, parts, COUNT_OF(parts)), COMPANY_NUMBER, bad[i]);
		assert_note(read_company(mem, parts, COUNT_OF(parts)), NUMBER_MALFORMED);
	}
}

static void parts_out_of_order_or_twice_are_not_taken(void **state)
{
	static const struct part twice[] = { UTF8(0, "一番"), UTF8(0, "二番"),
					     UTF8(1, "010701111111") };
	static const struct part back[] = { UTF8(1, "010701111111"), UTF8(0, "後から") };
	static const struct part more[] = { UTF8(0, "株式会社"), UTF8(1, "010701111111"),
					    UTF8(5, "何か") };
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id = read_company(mem, twice, COUNT_OF(twice));

	(void)state;
	assert_value(id, COMPANY, "一番");
	assert_note(id, DUPLICATE);
	id = read_company(mem, back, COUNT_OF(back));
	assert_value(id, COMPANY, "");
	assert_note(id, MALFORMED);
	id = read_company(mem, more, COUNT_OF(more));
	assert_int_equal(id->notes, 1u << IDENTITY_NOTE_UNKNOWN_PART);
}

static void malformed_extensions_give_no_value_past_the_fault(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes good = corporation(mem, company, COUNT_OF(company));
	struct bytes bad[] = {
		BYTES_LIT("\x30\x80\x00\x00"),			 /* indefinite */
		BYTES_LIT("\x0c\x01x"),				 /* no SEQUENCE */
		BYTES_LIT("\x30\x05\xa0\x03\x0c\x01x\x05\x00"),	 /* something follows */
		BYTES_LIT("\x30\x04\xa0\x02\x0c\x05"),		 /* cut off */
		BYTES_LIT("\x30\x08\xa0\x06\x0c\x01x\x0c\x01y"), /* two strings */
		BYTES_LIT("\x30\x03\x80\x01x"),			 /* IMPLICIT */
		BYTES_LIT("\x30\x07\xa0\x05\xa0\x03\x0c\x01x"),	 /* nested once more */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct cert_identity *id = read_one(mem, MOJ, OID_REG_CORPORATION, bad[i]);

		assert_non_null(id);
		assert_true(id->notes &
			    (1u << IDENTITY_NOTE_MALFORMED | 1u << IDENTITY_NOTE_INCOMPLETE));
		assert_int_equal(identity_verified(id, 1, NULL, 0), 0);
	}
	for (size_t len = 1; len < good.len; len++)
		assert_note(read_one(mem, MOJ, OID_REG_CORPORATION, bytes_slice(good, 0, len)),
			    MALFORMED);
}

static void an_extension_given_twice_counts_once_and_is_noted(void **state)
{
	static const struct part other[] = { UTF8(0, "別の会社"), UTF8(1, "999999999999") };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct extension ext[] = {
		{ OID_REG_CORPORATION, corporation(mem, company, COUNT_OF(company)) },
		{ OID_REG_CORPORATION, corporation(mem, other, COUNT_OF(other)) }
	};
	const struct cert_identity *id = identity_read(make_cert(mem, MOJ, "CN=x", ext, 2), mem);

	(void)state;
	assert_value(id, COMPANY, "サンプル株式会社");
	assert_note(id, DUPLICATE);
}

struct other {
	enum oid type;
	const char *value;
};

static void put_other_name(struct der_writer *w, const struct other *o)
{
	der_begin(w, OTHER_NAME);
	der_put_oid(w, o->type);
	der_begin(w, DER_CONTEXT_CONS(0));
	der_put(w, DER_UTF8, bytes_of_str(o->value));
	der_end(w);
	der_end(w);
}

static struct bytes other_names(struct arena *mem, const struct other *list, size_t n)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(256);
	struct bytes out;

	der_begin(&w, DER_SEQUENCE);
	for (size_t i = 0; i < n; i++)
		put_other_name(&w, &list[i]);
	der_end(&w);
	assert_ok(der_take(&w, mem, &out, NULL));
	return out;
}

/* As a real card has them, in its order. */
static const struct other person[] = {
	{ OID_JPKI_NAME, "山﨑　太郎" }, { OID_JPKI_BIRTH, "319800131" },
	{ OID_JPKI_SEX, "1" },		 { OID_JPKI_ADDRESS, "東京都葛飾区１" },
	{ OID_JPKI_NAME_MAP, "01000" },	 { OID_JPKI_ADDRESS_MAP, "0001000" },
};

static const struct cert_identity *read_person(struct arena *mem, enum oid type, const char *value)
{
	struct other list[COUNT_OF(person)];
	const struct cert_identity *id;

	memcpy(list, person, sizeof(list));
	for (size_t i = 0; i < COUNT_OF(list); i++)
		if (list[i].type == type)
			list[i].value = value;
	id = read_one(mem, JPKI, OID_SUBJECT_ALT_NAME, other_names(mem, list, COUNT_OF(list)));
	assert_non_null(id);
	assert_int_equal(id->kind, IDENTITY_JPKI_SIGNATURE);
	return id;
}

static void jpki_gives_name_address_birth_and_sex(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id = read_person(mem, OID_COUNT_, NULL);

	(void)state;
	assert_value(id, NAME, "山﨑　太郎");
	assert_value(id, NAME_SUBSTITUTES, "2: 﨑");
	assert_value(id, ADDRESS, "東京都葛飾区１");
	assert_value(id, ADDRESS_SUBSTITUTES, "4: 葛");
	assert_value(id, BIRTH_DATE, "1980-01-31 (昭和55年)");
	assert_value(id, SEX, "男");
	assert_int_equal(id->notes, 1u << IDENTITY_NOTE_SUBSTITUTES);
}

static void the_address_and_its_map_may_be_swapped(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct other list[COUNT_OF(person)];
	const struct cert_identity *id;

	(void)state;
	memcpy(list, person, sizeof(list));
	list[3].value = person[5].value;
	list[5].value = person[3].value;
	id = read_one(mem, JPKI, OID_SUBJECT_ALT_NAME, other_names(mem, list, COUNT_OF(list)));
	assert_value(id, ADDRESS, "東京都葛飾区１");
	assert_value(id, ADDRESS_SUBSTITUTES, "4: 葛");
	assert_no_note(id, MALFORMED);
}

static void a_map_of_another_length_is_not_believed(void **state)
{
	static const char *const bad[] = { "0100", "010000", "0200x" };
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct cert_identity *id = read_person(mem, OID_JPKI_NAME_MAP, bad[i]);

		assert_value(id, NAME, "山﨑　太郎");
		assert_value(id, NAME_SUBSTITUTES, "");
		assert_note(id, MALFORMED);
	}
}

static void dates_of_birth_are_checked_against_their_era(void **state)
{
	static const struct {
		const char *code, *text;
		_Bool good;
	} dates[] = {
		{ "419890108", "1989-01-08 (平成元年)", 1 },
		{ "520190501", "2019-05-01 (令和元年)", 1 },
		{ "319890107", "1989-01-07 (昭和64年)", 1 },
		{ "219120730", "1912-07-30 (大正元年)", 1 },
		{ "020000229", "2000-02-29", 1 },
		{ "319900101", "319900101", 0 },
		{ "420010229", "420010229", 0 },
		{ "319800000", "319800000", 0 },
		{ "619800101", "619800101", 0 },
		{ "31980-1-1", "31980-1-1", 0 },
		{ "3198001311", "3198001311", 0 },
	};
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		const struct cert_identity *id = read_person(mem, OID_JPKI_BIRTH, dates[i].code);

		assert_value(id, BIRTH_DATE, dates[i].text);
		assert_int_equal(identity_has_note(id, IDENTITY_NOTE_DATE_MALFORMED),
				 !dates[i].good);
	}
}

static void sexes_are_words_and_other_codes_stay(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	assert_value(read_person(mem, OID_JPKI_SEX, "2"), SEX, "女");
	assert_value(read_person(mem, OID_JPKI_SEX, "9"), SEX, "不明");
	assert_value(read_person(mem, OID_JPKI_SEX, "7"), SEX, "7");
}

static struct bytes policy(struct arena *mem, enum oid oid)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(64);
	struct bytes out;

	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DER_SEQUENCE);
	der_put_oid(&w, oid);
	der_end(&w);
	der_end(&w);
	assert_ok(der_take(&w, mem, &out, NULL));
	return out;
}

static void an_authentication_or_test_certificate_says_so(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id =
		read_one(mem, JPKI_AUTH, OID_CERT_POLICIES, policy(mem, OID_JPKI_POLICY_AUTH));

	(void)state;
	assert_int_equal(id->kind, IDENTITY_JPKI_AUTHENTICATION);
	assert_note(id, NOT_FOR_SIGNATURES);
	id = identity_read(make_cert(mem, JPKI_AUTH, "CN=x", NULL, 0), mem);
	assert_note(id, NOT_FOR_SIGNATURES);
	id = read_one(mem, JPKI, OID_CERT_POLICIES, policy(mem, OID_JPKI_POLICY_TEST));
	assert_int_equal(id->kind, IDENTITY_JPKI_SIGNATURE);
	assert_note(id, TEST);
}

struct attribute {
	enum oid type;
	unsigned char tag;
	struct bytes value;
};

static struct bytes directory_name(struct arena *mem, const struct attribute *list, size_t n)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(256);
	struct bytes out;

	der_begin(&w, DER_SEQUENCE);
	der_begin(&w, DIRECTORY_NAME);
	der_begin(&w, DER_SEQUENCE);
	for (size_t i = 0; i < n; i++) {
		der_begin(&w, DER_SET);
		der_begin(&w, DER_SEQUENCE);
		der_put_oid(&w, list[i].type);
		der_put(&w, list[i].tag, list[i].value);
		der_end(&w);
		der_end(&w);
	}
	der_end(&w);
	der_end(&w);
	der_end(&w);
	assert_ok(der_take(&w, mem, &out, NULL));
	return out;
}

static void an_office_has_its_japanese_names_beside_the_subject(void **state)
{
	static const struct attribute names[] = {
		{ OID_AT_COUNTRY, PRINTABLE, BYTES_LIT("JP") },
		{ OID_AT_ORGANISATION, DER_UTF8, BYTES_LIT("日本国政府") },
		{ OID_AT_UNIT, DER_UTF8, BYTES_LIT("デジタル庁") },
		{ OID_AT_COMMON_NAME, DER_UTF8, BYTES_LIT("統括官") },
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct extension ext = { OID_SUBJECT_ALT_NAME,
				 directory_name(mem, names, COUNT_OF(names)) };
	const struct cert_identity *id = identity_read(
		make_cert(mem, OFFICES, "C=JP/O=Japanese Government/OU=Digital Agency/CN=Director",
			  &ext, 1),
		mem);

	(void)state;
	assert_int_equal(id->kind, IDENTITY_GPKI);
	assert_value(id, ORGANISATION, "日本国政府");
	assert_value(id, UNIT, "デジタル庁");
	assert_value(id, OFFICE, "統括官");
	assert_value(id, SUBJECT_UNIT, "Digital Agency");
	assert_value(id, SUBJECT_OFFICE, "Director");
	assert_int_equal(id->notes, 0);
}

static void local_governments_may_write_in_bmp_strings(void **state)
{
	static const struct attribute names[] = {
		{ OID_AT_ORGANISATION, BMP, BYTES_LIT("\x83\x28\x57\xce\x77\x0c") },
		{ OID_AT_UNIT, BMP, BYTES_LIT("\x7d\xcf\x52\xd9\x90\xe8") },
		{ OID_AT_UNIT, BMP, BYTES_LIT("\x83\x28\x57\xce\x77\x0c") },
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id =
		read_one(mem, "C=JP/O=Local Governments/OU=CA", OID_SUBJECT_ALT_NAME,
			 directory_name(mem, names, COUNT_OF(names)));

	(void)state;
	assert_int_equal(id->kind, IDENTITY_LGPKI);
	assert_value(id, ORGANISATION, "茨城県");
	assert_value(id, UNIT, "総務部");
	assert_int_equal(id->n, 4);
	assert_int_equal(id->notes, 1u << IDENTITY_NOTE_ISSUER_UNCONFIRMED);
}

static void a_power_of_attorney_names_company_and_authority(void **state)
{
	static const struct attribute names[] = {
		{ OID_AT_ORGANISATION, DER_UTF8, BYTES_LIT("サンプル株式会社") },
		{ OID_AT_ORGANISATION_ID, DER_UTF8, BYTES_LIT("7010701111111") },
		{ OID_AT_DESCRIPTION, DER_UTF8, BYTES_LIT("契約の締結") },
		{ OID_AT_UNIT, DER_UTF8, BYTES_LIT("営業部") },
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *id = read_one(mem, "C=JP/O=Some CA", OID_SUBJECT_ALT_NAME,
						  directory_name(mem, names, COUNT_OF(names)));

	(void)state;
	assert_int_equal(id->kind, IDENTITY_POWER_OF_ATTORNEY);
	assert_value(id, ORGANISATION, "サンプル株式会社");
	assert_value(id, ORGANISATION_NUMBER, "7010701111111");
	assert_value(id, AUTHORITY, "契約の締結");
	assert_value(id, UNIT, "営業部");
	assert_note(id, ISSUER_UNCONFIRMED);
	assert_null(read_one(mem, "C=JP/O=Some CA", OID_SUBJECT_ALT_NAME,
			     directory_name(mem, names, 2)));
}

static void other_certificates_have_no_identity(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);

	(void)state;
	assert_null(identity_read(make_cert(mem, "C=JP/O=Some CA", "CN=x", NULL, 0), mem));
	assert_null(identity_read(BYTES_LIT("hello"), mem));
	assert_null(identity_read(BYTES(NULL, 0), mem));
	assert_null(read_one(mem, "C=JP/O=Some CA", OID_SUBJECT_ALT_NAME, BYTES_LIT("\x30\x80")));
}

/* names: from the holder's to the anchor's. */
static size_t make_chain(struct arena *mem, const char *const *names, size_t n,
			 struct cert_facts *out)
{
	for (size_t i = 0; i < n; i++)
		assert_ok(cert_facts_read(
			make_cert(mem, names[i + 1 < n ? i + 1 : i], names[i], NULL, 0), mem,
			&out[i], NULL));
	return n;
}

static void only_the_chain_of_the_right_issuer_fits(void **state)
{
	static const struct {
		enum identity_kind kind;
		const char *names[4];
		_Bool fits;
	} chains[] = {
		{ IDENTITY_COMMERCIAL_REGISTRATION, { "CN=x", MOJ }, 1 },
		{ IDENTITY_COMMERCIAL_REGISTRATION, { "CN=x", MOJ, BRIDGE }, 1 },
		{ IDENTITY_COMMERCIAL_REGISTRATION,
		  { "CN=x", MOJ, "C=JP/O=Commercial/CN=Root" },
		  0 },
		{ IDENTITY_COMMERCIAL_REGISTRATION,
		  { "CN=x", MOJ, "C=JP/O=Commercial/CN=Root", BRIDGE },
		  0 },
		{ IDENTITY_COMMERCIAL_REGISTRATION, { "CN=x", BRIDGE }, 0 },
		{ IDENTITY_COMMERCIAL_REGISTRATION, { "CN=x", MOJ "/CN=More" }, 0 },
		{ IDENTITY_COMMERCIAL_REGISTRATION, { "CN=x", JPKI }, 0 },
		{ IDENTITY_COMMERCIAL_REGISTRATION, { "CN=x" }, 0 },
		{ IDENTITY_JPKI_SIGNATURE, { "CN=x", JPKI }, 1 },
		{ IDENTITY_JPKI_SIGNATURE, { "CN=x", JPKI, BRIDGE }, 0 },
		{ IDENTITY_JPKI_SIGNATURE, { "CN=x", JPKI_AUTH }, 0 },
		{ IDENTITY_GPKI, { "CN=x", OFFICES }, 1 },
		{ IDENTITY_GPKI, { "CN=x", "C=JP/O=Japanese Government/OU=Other" }, 0 },
		{ IDENTITY_LGPKI, { "CN=x", "C=JP/O=Local Governments" }, 0 },
		{ IDENTITY_POWER_OF_ATTORNEY, { "CN=x", "C=JP/O=Some CA" }, 0 },
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct cert_facts facts[4];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(chains); i++) {
		size_t n = 0;

		while (n < 4 && chains[i].names[n])
			n++;
		make_chain(mem, chains[i].names, n, facts);
		assert_int_equal(identity_issuer_fits(chains[i].kind, facts, n), chains[i].fits);
	}
	assert_false(identity_issuer_fits(IDENTITY_JPKI_SIGNATURE, NULL, 0));
}

static void verified_needs_trust_the_issuer_and_a_whole_claim(void **state)
{
	static const char *const names[] = { "CN=x", MOJ };
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct cert_identity *good = read_company(mem, company, COUNT_OF(company));
	const struct cert_identity *part = read_company(mem, company, 1);
	const struct cert_identity *coded = company_named(mem, DER_UTF8, BYTES_LIT(SHIFT_JIS));
	struct cert_facts facts[2];

	(void)state;
	make_chain(mem, names, 2, facts);
	assert_true(identity_verified(good, 1, facts, 2));
	assert_true(identity_verified(coded, 1, facts, 2));
	assert_false(identity_verified(good, 0, facts, 2));
	assert_false(identity_verified(good, 1, facts, 0));
	assert_false(identity_verified(part, 1, facts, 2));
}

static void facts_hold_the_identity_of_a_holder_but_not_of_an_authority(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct extension ext[] = { { OID_REG_CORPORATION,
				     corporation(mem, company, COUNT_OF(company)) } };
	struct cert_facts facts;

	(void)state;
	assert_ok(cert_facts_read(make_cert(mem, MOJ, "CN=x", ext, 1), mem, &facts, NULL));
	assert_non_null(facts.identity);
	assert_ok(cert_facts_read(make_cert(mem, "CN=other", "CN=x", NULL, 0), mem, &facts, NULL));
	assert_null(facts.identity);
}

static void a_full_arena_gives_no_half_identity(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct extension ext[] = { { OID_REG_CORPORATION,
				     corporation(mem, company, COUNT_OF(company)) } };
	struct bytes der = make_cert(mem, MOJ, "CN=x", ext, 1);

	(void)state;
	for (size_t limit = 16; limit < 2048; limit += 16) {
		AUTO(arena) struct arena *small = arena_new(limit);
		const struct cert_identity *id = identity_read(der, small);

		if (id && id->n < COUNT_OF(company))
			assert_note(id, INCOMPLETE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commercial_registration_names_the_company),
		cmocka_unit_test(shift_jis_under_the_tag_of_utf8_is_read_and_noted),
		cmocka_unit_test(bytes_in_neither_encoding_are_not_shown),
		cmocka_unit_test(every_kind_of_string_is_read),
		cmocka_unit_test(control_and_direction_characters_are_replaced),
		cmocka_unit_test(overlong_values_are_cut),
		cmocka_unit_test(a_number_that_is_not_twelve_digits_is_shown_and_noted),
		cmocka_unit_test(parts_out_of_order_or_twice_are_not_taken),
		cmocka_unit_test(malformed_extensions_give_no_value_past_the_fault),
		cmocka_unit_test(an_extension_given_twice_counts_once_and_is_noted),
		cmocka_unit_test(jpki_gives_name_address_birth_and_sex),
		cmocka_unit_test(the_address_and_its_map_may_be_swapped),
		cmocka_unit_test(a_map_of_another_length_is_not_believed),
		cmocka_unit_test(dates_of_birth_are_checked_against_their_era),
		cmocka_unit_test(sexes_are_words_and_other_codes_stay),
		cmocka_unit_test(an_authentication_or_test_certificate_says_so),
		cmocka_unit_test(an_office_has_its_japanese_names_beside_the_subject),
		cmocka_unit_test(local_governments_may_write_in_bmp_strings),
		cmocka_unit_test(a_power_of_attorney_names_company_and_authority),
		cmocka_unit_test(other_certificates_have_no_identity),
		cmocka_unit_test(only_the_chain_of_the_right_issuer_fits),
		cmocka_unit_test(verified_needs_trust_the_issuer_and_a_whole_claim),
		cmocka_unit_test(facts_hold_the_identity_of_a_holder_but_not_of_an_authority),
		cmocka_unit_test(a_full_arena_gives_no_half_identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
