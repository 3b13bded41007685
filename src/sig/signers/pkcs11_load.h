/* PKCS#11 modules in this process: those that p11-kit is configured with, or one by its path
 * (pkcs11_load.c); on Windows those that an administrator has listed
 * (client/pkcs11_load_windows.c). For src/sig/signers. */
#pragma once
#include <p11-kit/pkcs11.h>
#include "base/error.h"

/* path: NULL for all. *out: initialised, NULL-terminated, for pkcs11_unload. */
enum err pkcs11_load(const char *path, CK_FUNCTION_LIST ***out, struct error *e) MUST_USE;
void pkcs11_unload(CK_FUNCTION_LIST **list);
char *pkcs11_module_file(CK_FUNCTION_LIST *m); /* on the heap; NULL when it cannot be told */
const char *pkcs11_rv_text(CK_RV rv);
