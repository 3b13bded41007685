/* A key on a PKCS#11 token: found by its URI (RFC 7512), logged in, used. Not
 * thread-safe; the signer above it takes care of that. */
#pragma once
#include "crypto/pkey.h"

struct pkcs11_token;

/* uri: module-path names the module, else every module p11-kit knows is searched. pin-value and pin-source are refused:
 * a secret must not stand where a process list or a configuration shows it. pin NULL: none, or the reader's own pad. */
enum err pkcs11_token_open(const char *uri, const char *pin, struct pkcs11_token **out, struct error *e) MUST_USE;
void pkcs11_token_free(struct pkcs11_token *t); /* logs out; NULL is fine */
DEFINE_AUTO(pkcs11_token, struct pkcs11_token *)

_Bool pkcs11_token_is_rsa(const struct pkcs11_token *t);
/* Certificates on the token, the key's own (same CKA_ID) first when there is one. */
enum err pkcs11_token_certs(struct pkcs11_token *t, struct arena *mem, const struct bytes **out,
			    size_t *n, _Bool *own_first, struct error *e) MUST_USE;
/* ECDSA: DER. Opens a new session once when the old one is gone. */
enum err pkcs11_token_sign(struct pkcs11_token *t, struct sig_alg alg, struct bytes digest,
			   struct arena *mem, struct bytes *sig_out, struct error *e) MUST_USE;
