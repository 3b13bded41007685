/* A PKCS#11 module around SoftHSM's that says of every token what the environment variable TOKEN_FLAGS names (hexadecimal), and
 * counts logins in the file LOGIN_COUNT: SoftHSM itself never tells that one try is left. */
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST changed;

static CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info)
{
	CK_RV rv = real->C_GetTokenInfo(slot, info);

	if (rv == CKR_OK && getenv("TOKEN_FLAGS"))
		info->flags |= strtoul(getenv("TOKEN_FLAGS"), NULL, 16);
	return rv;
}

static CK_RV login(CK_SESSION_HANDLE s, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG n)
{
	const char *path = getenv("LOGIN_COUNT");
	FILE *f = path ? fopen(path, "a") : NULL;

	if (f) {
		fprintf(f, "%lu %s\n", user, pin ? "pin" : "pad");
		fclose(f);
	}
	/* a reader's own pad gives the right PIN */
	return real->C_Login(s, user, pin ? pin : (CK_UTF8CHAR_PTR) "4711", pin ? n : 4);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR out)
{
	void *lib = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW);
	CK_C_GetFunctionList get = lib ? (CK_C_GetFunctionList)dlsym(lib, "C_GetFunctionList") : NULL;

	if (!get || get(&real) != CKR_OK)
		return CKR_GENERAL_ERROR;
	changed = *real;
	changed.C_GetTokenInfo = token_info;
	changed.C_Login = login;
	changed.C_GetFunctionList = C_GetFunctionList;
	*out = &changed;
	return CKR_OK;
}
