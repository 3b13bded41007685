/* PKCS#11 URIs as Windows reads them (pkcs11_uri_windows.c): what p11-kit, which reads them
 * elsewhere, understands is understood alike. */
#include <stdlib.h>
#include <p11-kit/uri.h>
#include "../test.h"
#include "sig/signers/pkcs11_uri.h"

static CK_TOKEN_INFO token_of(const char *label, const char *serial)
{
	CK_TOKEN_INFO t;

	memset(&t, ' ', sizeof(t));
	memcpy(t.label, label, strlen(label));
	memcpy(t.serialNumber, serial, strlen(serial));
	memcpy(t.manufacturerID, "Maker & Co", 10);
	memcpy(t.model, "M;1", 3);
	return t;
}

static _Bool fits_for_p11kit(const char *text, CK_SLOT_ID slot, const CK_TOKEN_INFO *t)
{
	P11KitUri *uri = p11_kit_uri_new();
	_Bool ok = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, uri) == P11_KIT_URI_OK;
	CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(uri);

	ok = ok && p11_kit_uri_match_token_info(uri, t) &&
	     (wanted == (CK_SLOT_ID)-1 || wanted == slot);
	p11_kit_uri_free(uri);
	return ok;
}

static void it_fits_what_fits_for_p11_kit(void **state)
{
	static const char *const uris[] = {
		"pkcs11:",
		"pkcs11:token=card",
		"pkcs11:token=card%20two",
		"pkcs11:token=Card",
		"pkcs11:serial=0001;token=card",
		"pkcs11:serial=0002;token=card",
		"pkcs11:manufacturer=Maker%20%26%20Co",
		"pkcs11:model=M%3b1;slot-id=7",
		"pkcs11:slot-id=8",
		"pkcs11:token=card;object=key;id=%01?module-path=/a",
	};
	CK_TOKEN_INFO tokens[] = { token_of("card", "0001"), token_of("card two", "0002"),
				   token_of("", "") };
	CK_SLOT_INFO where = { 0 };
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(uris); i++) {
		AUTO(pkcs11_uri) struct pkcs11_uri *u = NULL;

		assert_ok(pkcs11_uri_parse(uris[i], &u, &e));
		for (size_t t = 0; t < COUNT_OF(tokens); t++)
			assert_int_equal(pkcs11_uri_fits(u, 7, &where, &tokens[t]),
					 fits_for_p11kit(uris[i], 7, &tokens[t]));
	}
}

static void what_is_made_leads_back_to_the_same_key(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(pkcs11_uri) struct pkcs11_uri *u = NULL;
	const unsigned char id[] = { 0, 0xff, '%', ';', 'a' };
	const char *path = "C:\\Program Files\\卡 & Co\\p?11.dll", *text;
	CK_TOKEN_INFO mine = token_of("card; %", "0001"), other = token_of("card", "0001");
	P11KitUri *theirs = p11_kit_uri_new();
	CK_SLOT_INFO where = { 0 };
	CK_ATTRIBUTE *a;
	struct error e;

	(void)state;
	text = pkcs11_uri_make(path, 7, &mine, BYTES(id, sizeof(id)), mem);
	assert_ok(pkcs11_uri_parse(text, &u, &e));
	assert_string_equal(pkcs11_uri_module(u), path);
	assert_true(pkcs11_uri_fits(u, 7, &where, &mine));
	assert_false(pkcs11_uri_fits(u, 7, &where, &other));
	assert_false(pkcs11_uri_fits(u, 8, &where, &mine));
	a = pkcs11_uri_attribute(u, CKA_ID);
	assert_true(bytes_eq(BYTES(a->pValue, a->ulValueLen), BYTES(id, sizeof(id))));
	assert_null(pkcs11_uri_attribute(u, CKA_LABEL));
	assert_int_equal(p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, theirs), P11_KIT_URI_OK);
	assert_string_equal(p11_kit_uri_get_module_path(theirs), path);
	assert_true(p11_kit_uri_match_token_info(theirs, &mine));
	p11_kit_uri_free(theirs);
}

static void a_pin_or_what_is_not_known_is_refused(void **state)
{
	static const char *const uris[] = {
		"",
		"pkcs11",
		"pkcs12:",
		"pkcs11:token",
		"pkcs11:token=%2",
		"pkcs11:token=%zz",
		"pkcs11:colour=red",
		"pkcs11:token=a;token=b",
		"pkcs11:slot-id=x",
		"pkcs11:slot-id=",
		"pkcs11:slot-id=99999999999999999999",
		"pkcs11:?pin-value=1234",
		"pkcs11:token=a?pin-source=/etc/pin",
		"pkcs11:?module-path=a%00b",
		"pkcs11:module-path=/a",
		"pkcs11:?token=a",
	};
	struct pkcs11_uri *u = NULL;
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(uris); i++)
		assert_int_equal(pkcs11_uri_parse(uris[i], &u, &e), ERR_INVALID);
	assert_int_equal(pkcs11_uri_parse("pkcs11:?pin-value=1234", &u, &e), ERR_INVALID);
	assert_non_null(strstr(e.msg, "PIN"));
	assert_null(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_fits_what_fits_for_p11_kit),
		cmocka_unit_test(what_is_made_leads_back_to_the_same_key),
		cmocka_unit_test(a_pin_or_what_is_not_known_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
