/* A key on a PKCS#11 token: found by its URI (RFC 7512), logged in, used. Not
 * thread-safe; the signer above it takes care of that. */
#pragma once
#include "crypto/pkey.h"

struct pkcs11_token;

enum pkcs11_pin {
	PKCS11_PIN_UNTRIED,
	PKCS11_PIN_WRONG,
	PKCS11_PIN_WRONG_FEW,  /* and few tries are left, as the token says */
	PKCS11_PIN_WRONG_LAST, /* and one is left */
	PKCS11_PIN_LOCKED,
	PKCS11_PIN_SPARED /* one try is left, and it was not risked */
};
struct pkcs11_access {
	const char *uri; /* as in pkcs11_modules.h; must lead to one token and one key */
	const char *pin; /* NULL: none, or the reader's own pad */
	/* For a person's card: the last try is left to the vendor's program, and a card that went away is
	 * not logged in to again. */
	_Bool careful;
	enum pkcs11_pin *pin_out; /* written when opening fails for the PIN; NULL: not wanted */
};
enum err pkcs11_token_open(const struct pkcs11_access *a, struct pkcs11_token **out, struct error *e) MUST_USE;
void pkcs11_token_free(struct pkcs11_token *t); /* logs out; NULL is fine */
DEFINE_AUTO(pkcs11_token, struct pkcs11_token *)

_Bool pkcs11_token_is_rsa(const struct pkcs11_token *t);
_Bool pkcs11_token_has_pss(const struct pkcs11_token *t);
/* Certificates on the token, the key's own (same CKA_ID) first when there is one. */
enum err pkcs11_token_certs(struct pkcs11_token *t, struct arena *mem, const struct bytes **out,
			    size_t *n, _Bool *own_first, struct error *e) MUST_USE;
/* ECDSA: DER. Opens a new session once when the old one is gone. */
enum err pkcs11_token_sign(struct pkcs11_token *t, struct sig_alg alg, struct bytes digest,
			   struct arena *mem, struct bytes *sig_out, struct error *e) MUST_USE;
