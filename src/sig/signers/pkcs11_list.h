/* The certificates that tokens show without a PIN, each with the URI of its key. Nothing is logged
 * in to. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

struct pkcs11_found {
	struct bytes der;
	struct bytes id;   /* CKA_ID */
	const char *uri;   /* module, slot, token and CKA_ID: leads to this key and no other */
	const char *token; /* label of the token, as it gives it: not fit to be shown */
	_Bool own_pad; /* the PIN is entered on the reader (CKF_PROTECTED_AUTHENTICATION_PATH) */
};
enum { PKCS11_FOUND_MAX = 128 };

/* uri as in pkcs11_modules.h; an id in it is obeyed. One token that cannot be read hides no other.
 */
enum err pkcs11_list(const char *uri, struct arena *mem, const struct pkcs11_found **out,
		     size_t *n_out, struct error *e) MUST_USE;
