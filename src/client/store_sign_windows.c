#include "client/store_sign_windows.h"
#include <stdlib.h>
#include <windows.h>
#include <wincrypt.h>
#include <ncrypt.h>
#include "sig/signers/ecdsa_raw.h"

enum { SIGNATURE_MAX = 2048, CONTAINER_MAX = 512 };

struct store_key {
	HCRYPTPROV_OR_NCRYPT_KEY_HANDLE handle;
	DWORD spec; /* CERT_NCRYPT_KEY_SPEC: CNG */
	_Bool owned;
};

static const struct {
	const wchar_t *name; /* of CNG */
	ALG_ID id;	     /* of CryptoAPI */
} digests[DIGEST_COUNT_] = {
	[DIGEST_SHA256] = { BCRYPT_SHA256_ALGORITHM, CALG_SHA_256 },
	[DIGEST_SHA384] = { BCRYPT_SHA384_ALGORITHM, CALG_SHA_384 },
	[DIGEST_SHA512] = { BCRYPT_SHA512_ALGORITHM, CALG_SHA_512 },
};

static enum err refused(struct error *e, const char *what, DWORD code)
{
	if (code == (DWORD)SCARD_W_CANCELLED_BY_USER || code == ERROR_CANCELLED)
		return error_set(e, ERR_DENIED, "you cancelled the PIN; nothing was signed");
	return error_set(e, ERR_KEY, "%s: error 0x%08lx of Windows", what, code);
}

/* The store may name both of a container's keys: the one that is there is meant. */
static DWORD spec_of(HCRYPTPROV provider, DWORD told)
{
	HCRYPTKEY key;

	if (told != (AT_KEYEXCHANGE | AT_SIGNATURE))
		return told;
	if (!CryptGetUserKey(provider, AT_SIGNATURE, &key))
		return AT_KEYEXCHANGE;
	CryptDestroyKey(key);
	return AT_SIGNATURE;
}

static BOOL CALLBACK is_ours(HWND window, LPARAM out)
{
	DWORD process = 0;

	GetWindowThreadProcessId(window, &process);
	if (process != GetCurrentProcessId() || !IsWindowVisible(window))
		return TRUE;
	*(HWND *)out = window;
	return FALSE;
}

/* Above which the provider's window for the PIN is to open: the console, or the program's own. */
static HWND window_of_program(void)
{
	HWND window = GetConsoleWindow();

	if (!window)
		EnumWindows(is_ours, (LPARAM)&window);
	return window;
}

enum err store_key_open(const void *cert, void **out, _Bool *pss, struct error *e)
{
	struct store_key k = { 0 };
	HWND window = window_of_program();
	DWORD flags = CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG;
	BOOL owned = FALSE;

	if (window)
		flags |= CRYPT_ACQUIRE_WINDOW_HANDLE_FLAG;
	if (!CryptAcquireCertificatePrivateKey(cert, flags, window ? &window : NULL, &k.handle,
					       &k.spec, &owned))
		return refused(e, "the key of the certificate cannot be opened", GetLastError());
	k.owned = owned != FALSE;
	if (k.spec != CERT_NCRYPT_KEY_SPEC)
		k.spec = spec_of(k.handle, k.spec);
	if (k.spec == CERT_NCRYPT_KEY_SPEC && window)
		NCryptSetProperty(k.handle, NCRYPT_WINDOW_HANDLE_PROPERTY, (BYTE *)&window,
				  sizeof(window), 0);
	*out = malloc(sizeof(k));
	if (!*out)
		abort();
	memcpy(*out, &k, sizeof(k));
	*pss = k.spec == CERT_NCRYPT_KEY_SPEC;
	return ERR_OK;
}

void store_key_close(void *key)
{
	struct store_key *k = key;

	if (k->owned && k->spec == CERT_NCRYPT_KEY_SPEC)
		NCryptFreeObject(k->handle);
	else if (k->owned)
		CryptReleaseContext(k->handle, 0);
	free(k);
}

static enum err cng_sign(const struct store_key *k, struct sig_alg alg, struct bytes digest,
			 unsigned char *sig, DWORD *len, struct error *e)
{
	BCRYPT_PKCS1_PADDING_INFO pkcs1 = { digests[alg.digest].name };
	BCRYPT_PSS_PADDING_INFO pss = { digests[alg.digest].name, (ULONG)digest.len };
	SECURITY_STATUS rc;

	if (alg.scheme == SIG_RSA_PKCS1)
		rc = NCryptSignHash(k->handle, &pkcs1, (BYTE *)(uintptr_t)digest.data,
				    (DWORD)digest.len, sig, *len, len, BCRYPT_PAD_PKCS1);
	else if (alg.scheme == SIG_RSA_PSS)
		rc = NCryptSignHash(k->handle, &pss, (BYTE *)(uintptr_t)digest.data,
				    (DWORD)digest.len, sig, *len, len, BCRYPT_PAD_PSS);
	else
		rc = NCryptSignHash(k->handle, NULL, (BYTE *)(uintptr_t)digest.data,
				    (DWORD)digest.len, sig, *len, len, 0);
	return rc == ERROR_SUCCESS ? ERR_OK : refused(e, "signing", (DWORD)rc);
}

/* The signature comes little-endian. 0: done, else the error of Windows. */
static DWORD capi_try(HCRYPTPROV provider, DWORD spec, ALG_ID id, struct bytes digest,
		      unsigned char *sig, DWORD *len)
{
	HCRYPTHASH hash;
	DWORD rc = 0;

	if (!CryptCreateHash(provider, id, 0, 0, &hash))
		return GetLastError();
	if (!CryptSetHashParam(hash, HP_HASHVAL, digest.data, 0) ||
	    !CryptSignHashW(hash, spec, NULL, 0, sig, len))
		rc = GetLastError();
	CryptDestroyHash(hash);
	return rc;
}

/* Imported files may lie with a provider from before SHA-2; the same container opens with the later
 * one. */
static DWORD capi_again(HCRYPTPROV first, DWORD spec, ALG_ID id, struct bytes digest,
			unsigned char *sig, DWORD *len)
{
	char container[CONTAINER_MAX];
	DWORD n = sizeof(container), rc;
	HCRYPTPROV provider;

	if (!CryptGetProvParam(first, PP_CONTAINER, (BYTE *)container, &n, 0) ||
	    !CryptAcquireContextA(&provider, container, MS_ENH_RSA_AES_PROV_A, PROV_RSA_AES, 0))
		return GetLastError();
	rc = capi_try(provider, spec, id, digest, sig, len);
	CryptReleaseContext(provider, 0);
	return rc;
}

static void reverse(unsigned char *b, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		unsigned char c = b[i];

		b[i] = b[n - 1 - i];
		b[n - 1 - i] = c;
	}
}

static enum err capi_sign(const struct store_key *k, struct sig_alg alg, struct bytes digest,
			  unsigned char *sig, DWORD *len, struct error *e)
{
	ALG_ID id = digests[alg.digest].id;
	DWORD room = *len, rc;

	if (alg.scheme != SIG_RSA_PKCS1)
		return error_set(e, ERR_KEY, "the key's provider signs with RSA PKCS#1 only");
	rc = capi_try(k->handle, k->spec, id, digest, sig, len);
	if (rc == (DWORD)NTE_BAD_ALGID) {
		*len = room;
		rc = capi_again(k->handle, k->spec, id, digest, sig, len);
	}
	if (rc)
		return refused(e, "signing", rc);
	reverse(sig, *len);
	return ERR_OK;
}

enum err store_key_sign(void *key, struct sig_alg alg, struct bytes digest, struct arena *mem,
			struct bytes *sig_out, struct error *e)
{
	const struct store_key *k = key;
	unsigned char *sig = arena_alloc(mem, SIGNATURE_MAX);
	DWORD len = SIGNATURE_MAX;

	if (!sig)
		return error_set(e, ERR_TOO_LARGE, "no room for a signature");
	TRY((k->spec == CERT_NCRYPT_KEY_SPEC ? cng_sign : capi_sign)(k, alg, digest, sig, &len, e));
	if (alg.scheme == SIG_ECDSA)
		return ecdsa_raw_to_der(BYTES(sig, len), mem, sig_out, e);
	*sig_out = BYTES(sig, len);
	return ERR_OK;
}
