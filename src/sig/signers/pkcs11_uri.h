/* Which token, and which key on it, a PKCS#11 URI (RFC 7512) means. p11-kit reads it; on Windows
 * pkcs11_uri_windows.c does. pin-value and pin-source are refused: a secret must not stand where a
 * process list or a configuration shows it. For src/sig/signers and its loaders. */
#pragma once
#include <p11-kit/pkcs11.h>
#include "base/arena.h"
#include "base/error.h"

struct pkcs11_uri;

/* ERR_INVALID, also for a part that is not known: what it should narrow would stay wide. */
enum err pkcs11_uri_parse(const char *text, struct pkcs11_uri **out, struct error *e) MUST_USE;
void pkcs11_uri_free(struct pkcs11_uri *u); /* NULL is fine */
DEFINE_AUTO(pkcs11_uri, struct pkcs11_uri *)

const char *pkcs11_uri_module(const struct pkcs11_uri *u); /* module-path; NULL: any module */
_Bool pkcs11_uri_fits(const struct pkcs11_uri *u, CK_SLOT_ID slot, const CK_SLOT_INFO *where,
		      const CK_TOKEN_INFO *token);
/* CKA_LABEL or CKA_ID; NULL: any. */
CK_ATTRIBUTE *pkcs11_uri_attribute(const struct pkcs11_uri *u, CK_ATTRIBUTE_TYPE type);
/* One that leads to this key and no other. In mem; NULL when mem is full. */
const char *pkcs11_uri_make(const char *module, CK_SLOT_ID slot, const CK_TOKEN_INFO *token,
			    struct bytes id, struct arena *mem);
