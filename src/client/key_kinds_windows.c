#include "client/key_back.h"

const struct key_kind key_kinds[] = {
	{ "p12:", 4, 0, &key_pkcs12_ops, key_pkcs12_new },
	{ "store:", 6, 1, &key_store_ops, key_store_new },
	{ "pkcs11:", 0, 0, &key_pkcs11_ops, key_pkcs11_new },
	{ "jpki:", 5, 1, &key_jpki_ops, key_jpki_new },
};
const size_t key_kind_count = COUNT_OF(key_kinds);
const char key_kind_names[] =
	"p12:FILE, store: (Windows' certificate store; store:SHA256), pkcs11:URI (RFC 7512), or "
	"jpki: (a My Number card)";
const char key_kind_default[] = "store:";
