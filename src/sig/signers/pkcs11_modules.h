/* The PKCS#11 modules that a URI (RFC 7512) leads to: module-path names one, else every module that
 * is configured (pkcs11_load.h) is meant. For src/sig/signers only. */
#pragma once
#include "base/bytes.h"
#include "sig/signers/pkcs11_uri.h"

enum { PKCS11_SLOTS_MAX = 64, PKCS11_ID_MAX = 256 };

struct pkcs11_modules {
	struct pkcs11_uri *uri;
	CK_FUNCTION_LIST **list; /* what was initialised; NULL-terminated */
};
/* On failure, too, *out is to be handed to done. */
enum err pkcs11_modules_open(const char *uri, struct pkcs11_modules *out, struct error *e) MUST_USE;
void pkcs11_modules_done(struct pkcs11_modules *m);

/* Slots of a module with a token that fits the URI. */
size_t pkcs11_slots(const struct pkcs11_modules *m, CK_FUNCTION_LIST *module,
		    CK_SLOT_ID out[PKCS11_SLOTS_MAX]);
CK_RV pkcs11_find(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE s, CK_ATTRIBUTE *like, CK_ULONG n_like,
		  CK_OBJECT_HANDLE *out, CK_ULONG max, CK_ULONG *n);
/* DER and CKA_ID of a certificate object; id: room for PKCS11_ID_MAX. */
struct arena;
enum err pkcs11_cert_read(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE s, CK_OBJECT_HANDLE object,
			  struct arena *mem, struct bytes *der, struct bytes *id,
			  struct error *e) MUST_USE;
enum err pkcs11_failed(struct error *e, const char *what, CK_RV rv);
