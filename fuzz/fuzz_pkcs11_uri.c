/* PKCS#11 URIs as Windows reads them: an id that was read is the one that is written. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/signers/pkcs11_uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	AUTO(pkcs11_uri) struct pkcs11_uri *u = NULL, *again = NULL;
	const char *text = size > 4096 ? NULL : arena_strndup(mem, (const char *)data, size);
	CK_ATTRIBUTE *id, *same;
	CK_TOKEN_INFO token;
	CK_SLOT_INFO where = { 0 };
	const char *path;

	memset(&token, 'a', sizeof(token));
	if (!text || pkcs11_uri_parse(text, &u, NULL) != ERR_OK)
		return 0;
	(void)pkcs11_uri_fits(u, 7, &where, &token);
	id = pkcs11_uri_attribute(u, CKA_ID);
	path = pkcs11_uri_module(u);
	if (!id || !path || id->ulValueLen > 256)
		return 0;
	text = pkcs11_uri_make(path, 7, &token, BYTES(id->pValue, id->ulValueLen), mem);
	if (strlen(text) > 4096)
		return 0;
	if (pkcs11_uri_parse(text, &again, NULL) != ERR_OK)
		abort();
	same = pkcs11_uri_attribute(again, CKA_ID);
	if (strcmp(path, pkcs11_uri_module(again)) != 0 ||
	    !bytes_eq(BYTES(id->pValue, id->ulValueLen), BYTES(same->pValue, same->ulValueLen)) ||
	    !pkcs11_uri_fits(again, 7, &where, &token))
		abort();
	return 0;
}
