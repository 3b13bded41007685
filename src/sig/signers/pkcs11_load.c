#include "sig/signers/pkcs11_load.h"
#include <stdlib.h>
#include <p11-kit/p11-kit.h>

const char *pkcs11_rv_text(CK_RV rv)
{
	return p11_kit_strerror(rv);
}

char *pkcs11_module_file(CK_FUNCTION_LIST *m)
{
	return p11_kit_module_get_filename(m);
}

static enum err by_path(const char *path, CK_FUNCTION_LIST ***out, struct error *e)
{
	CK_FUNCTION_LIST *m = p11_kit_module_load(path, 0);
	CK_RV rv;

	if (!m)
		return error_set(e, ERR_KEY, "the PKCS#11 module cannot be loaded: %s",
				 p11_kit_message() ? p11_kit_message() : path);
	rv = p11_kit_module_initialize(m);
	if (rv != CKR_OK) {
		p11_kit_module_release(m);
		return error_set(e, ERR_KEY, "starting the PKCS#11 module: %s", pkcs11_rv_text(rv));
	}
	*out = calloc(2, sizeof(**out));
	if (!*out)
		abort();
	(*out)[0] = m;
	return ERR_OK;
}

enum err pkcs11_load(const char *path, CK_FUNCTION_LIST ***out, struct error *e)
{
	if (path)
		return by_path(path, out, e);
	*out = p11_kit_modules_load_and_initialize(0);
	return *out ? ERR_OK : error_set(e, ERR_KEY, "no PKCS#11 module is configured");
}

void pkcs11_unload(CK_FUNCTION_LIST **list)
{
	p11_kit_modules_finalize_and_release(list);
}
