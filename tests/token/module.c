/* A PKCS#11 module for the tests, of the same source on Linux and Windows: one token whose keys are
 * files in the folder that SKYSIGN_TEST_TOKEN names. It counts wrong PINs as a card does and says
 * so in its flags, which SoftHSM does not.
 *
 *     pin                   the PIN
 *     tries                 how many are left, as text; written at every log-in
 *     N.key N.der           private key and certificate (DER), N from 1 to 8; CKA_ID is N
 *     always                is there: every signature asks for the PIN (CKA_ALWAYS_AUTHENTICATE)
 *     logins                written: a line for each log-in, "user" or "context"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/ecdsa.h>
#include <openssl/x509.h>
#include <p11-kit/pkcs11.h>

enum { KEYS_MAX = 8, FILE_MAX = 16384, PATH_MAX_ = 1024, TRIES_MAX = 3, SLOT = 7, CERT = 100 };

static struct {
	_Bool user, context;
	CK_ATTRIBUTE like[4];
	unsigned char like_room[4][256];
	CK_ULONG n_like, found_at;
	CK_OBJECT_HANDLE signing;
	CK_MECHANISM_TYPE mechanism;
} now;

static void path_of(const char *name, char out[PATH_MAX_])
{
	const char *dir = getenv("SKYSIGN_TEST_TOKEN");

	snprintf(out, PATH_MAX_, "%s/%s", dir ? dir : ".", name);
}

static size_t file_get(const char *name, unsigned char out[FILE_MAX])
{
	char path[PATH_MAX_];
	size_t n = 0;
	FILE *f;

	path_of(name, path);
	f = fopen(path, "rb");
	if (!f)
		return 0;
	n = fread(out, 1, FILE_MAX - 1, f);
	fclose(f);
	out[n] = 0;
	return n;
}

static void file_put(const char *name, const char *how, const char *text)
{
	char path[PATH_MAX_];
	FILE *f;

	path_of(name, path);
	f = fopen(path, how);
	if (!f)
		return;
	fputs(text, f);
	fclose(f);
}

static size_t part_get(CK_OBJECT_HANDLE object, unsigned char out[FILE_MAX])
{
	char name[32];

	snprintf(name, sizeof(name), "%lu.%s", (unsigned long)object % CERT,
		 object > CERT ? "der" : "key");
	return object % CERT >= 1 && object % CERT <= KEYS_MAX ? file_get(name, out) : 0;
}

static EVP_PKEY *key_get(CK_OBJECT_HANDLE object)
{
	unsigned char der[FILE_MAX];
	const unsigned char *at = der;
	size_t n = part_get(object, der);

	return n ? d2i_AutoPrivateKey(NULL, &at, (long)n) : NULL;
}

static int tries(void)
{
	unsigned char text[FILE_MAX];

	return file_get("tries", text) ? (int)strtol((char *)text, NULL, 10) : TRIES_MAX;
}

static void blank(unsigned char *field, size_t size, const char *text)
{
	memset(field, ' ', size);
	memcpy(field, text, strlen(text));
}

static CK_RV initialize(void *args)
{
	(void)args;
	memset(&now, 0, sizeof(now));
	/* cleaning up while Windows unloads a library waits for itself */
	return OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL) ? CKR_OK : CKR_GENERAL_ERROR;
}

static CK_RV finalize(void *reserved)
{
	(void)reserved;
	return CKR_OK;
}

static CK_RV get_info(CK_INFO *out)
{
	memset(out, 0, sizeof(*out));
	out->cryptokiVersion.major = 2;
	out->cryptokiVersion.minor = 40;
	blank(out->manufacturerID, sizeof(out->manufacturerID), "SkySign tests");
	blank(out->libraryDescription, sizeof(out->libraryDescription), "keys in files");
	return CKR_OK;
}

static CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID *out, CK_ULONG *n)
{
	(void)present;
	if (out && !*n)
		return CKR_BUFFER_TOO_SMALL;
	if (out)
		out[0] = SLOT;
	*n = 1;
	return CKR_OK;
}

static CK_RV get_slot_info(CK_SLOT_ID slot, CK_SLOT_INFO *out)
{
	memset(out, 0, sizeof(*out));
	blank(out->slotDescription, sizeof(out->slotDescription), "reader of the tests");
	blank(out->manufacturerID, sizeof(out->manufacturerID), "SkySign tests");
	out->flags = CKF_TOKEN_PRESENT;
	return slot == SLOT ? CKR_OK : CKR_SLOT_ID_INVALID;
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *out)
{
	int left = tries();

	memset(out, 0, sizeof(*out));
	blank(out->label, sizeof(out->label), "test card");
	blank(out->manufacturerID, sizeof(out->manufacturerID), "SkySign tests");
	blank(out->model, sizeof(out->model), "files");
	blank(out->serialNumber, sizeof(out->serialNumber), "0001");
	out->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED | CKF_USER_PIN_INITIALIZED;
	if (left < TRIES_MAX)
		out->flags |= CKF_USER_PIN_COUNT_LOW;
	if (left == 1)
		out->flags |= CKF_USER_PIN_FINAL_TRY;
	if (left < 1)
		out->flags |= CKF_USER_PIN_LOCKED;
	return slot == SLOT ? CKR_OK : CKR_SLOT_ID_INVALID;
}

static CK_RV get_mechanism_info(CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO *out)
{
	(void)slot;
	*out = (CK_MECHANISM_INFO){ 2048, 4096, CKF_SIGN };
	return type == CKM_RSA_PKCS || type == CKM_ECDSA ? CKR_OK : CKR_MECHANISM_INVALID;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *app, CK_NOTIFY notify,
			  CK_SESSION_HANDLE *out)
{
	(void)flags;
	(void)app;
	(void)notify;
	*out = 1;
	return slot == SLOT ? CKR_OK : CKR_SLOT_ID_INVALID;
}

static CK_RV close_session(CK_SESSION_HANDLE session)
{
	(void)session;
	now.user = 0;
	return CKR_OK;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG n)
{
	unsigned char right[FILE_MAX];
	size_t n_right = file_get("pin", right);
	char left[16];

	(void)session;
	if (user == CKU_USER && now.user)
		return CKR_USER_ALREADY_LOGGED_IN;
	if (tries() < 1)
		return CKR_PIN_LOCKED;
	file_put("logins", "a", user == CKU_USER ? "user\n" : "context\n");
	if (n != n_right || memcmp(pin, right, n) != 0) {
		snprintf(left, sizeof(left), "%d", tries() - 1);
		file_put("tries", "w", left);
		return CKR_PIN_INCORRECT;
	}
	file_put("tries", "w", "3");
	now.user = 1;
	now.context = user == CKU_CONTEXT_SPECIFIC;
	return CKR_OK;
}

static CK_RV logout(CK_SESSION_HANDLE session)
{
	(void)session;
	now.user = 0;
	return CKR_OK;
}

/* Bytes of an attribute in out; CK_UNAVAILABLE_INFORMATION: it has none. */
static CK_ULONG attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type,
			  unsigned char out[FILE_MAX])
{
	CK_ULONG class = object > CERT ? CKO_CERTIFICATE : CKO_PRIVATE_KEY, kind = CKC_X_509;
	unsigned char any[FILE_MAX];
	EVP_PKEY *key;

	switch (type) {
	case CKA_CLASS:
		memcpy(out, &class, sizeof(class));
		return sizeof(class);
	case CKA_CERTIFICATE_TYPE:
		memcpy(out, &kind, sizeof(kind));
		return object > CERT ? sizeof(kind) : CK_UNAVAILABLE_INFORMATION;
	case CKA_ID:
		out[0] = (unsigned char)(object % CERT);
		return 1;
	case CKA_VALUE:
		return object > CERT ? (CK_ULONG)part_get(object, out) : CK_UNAVAILABLE_INFORMATION;
	case CKA_KEY_TYPE:
		key = key_get(object % CERT);
		kind = key && EVP_PKEY_is_a(key, "EC") ? CKK_EC : CKK_RSA;
		EVP_PKEY_free(key);
		memcpy(out, &kind, sizeof(kind));
		return sizeof(kind);
	case CKA_ALWAYS_AUTHENTICATE:
		out[0] = file_get("always", any) != 0;
		return 1;
	default:
		return CK_UNAVAILABLE_INFORMATION;
	}
}

static CK_RV get_attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
				 CK_ATTRIBUTE *a, CK_ULONG n)
{
	unsigned char value[FILE_MAX];
	CK_RV rv = CKR_OK;

	(void)session;
	for (CK_ULONG i = 0; i < n; i++) {
		CK_ULONG length = attribute(object, a[i].type, value);

		if (length == CK_UNAVAILABLE_INFORMATION)
			rv = CKR_ATTRIBUTE_TYPE_INVALID;
		else if (a[i].pValue && a[i].ulValueLen < length)
			rv = CKR_BUFFER_TOO_SMALL;
		else if (a[i].pValue)
			memcpy(a[i].pValue, value, length);
		a[i].ulValueLen = rv == CKR_OK ? length : CK_UNAVAILABLE_INFORMATION;
	}
	return rv;
}

static CK_RV find_objects_init(CK_SESSION_HANDLE session, CK_ATTRIBUTE *like, CK_ULONG n)
{
	(void)session;
	if (n > 4)
		return CKR_TEMPLATE_INCONSISTENT;
	for (CK_ULONG i = 0; i < n; i++) {
		if (like[i].ulValueLen > sizeof(now.like_room[i]))
			return CKR_TEMPLATE_INCONSISTENT;
		memcpy(now.like_room[i], like[i].pValue, like[i].ulValueLen);
		now.like[i] = (CK_ATTRIBUTE){ like[i].type, now.like_room[i], like[i].ulValueLen };
	}
	now.n_like = n;
	now.found_at = 1;
	return CKR_OK;
}

/* Certificates are public; a key shows itself to who has logged in. */
static _Bool fits(CK_OBJECT_HANDLE object)
{
	unsigned char value[FILE_MAX];

	if ((object < CERT && !now.user) || !part_get(object, value))
		return 0;
	for (CK_ULONG i = 0; i < now.n_like; i++)
		if (attribute(object, now.like[i].type, value) != now.like[i].ulValueLen ||
		    memcmp(value, now.like[i].pValue, now.like[i].ulValueLen) != 0)
			return 0;
	return 1;
}

static CK_RV find_objects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *out, CK_ULONG max,
			  CK_ULONG *n)
{
	(void)session;
	for (*n = 0; *n < max && now.found_at <= CERT + KEYS_MAX; now.found_at++)
		if (fits(now.found_at))
			out[(*n)++] = now.found_at;
	return CKR_OK;
}

static CK_RV find_objects_final(CK_SESSION_HANDLE session)
{
	(void)session;
	return CKR_OK;
}

static CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM *m, CK_OBJECT_HANDLE key)
{
	(void)session;
	now.signing = key;
	now.mechanism = m->mechanism;
	now.context = 0;
	return now.user ? CKR_OK : CKR_USER_NOT_LOGGED_IN;
}

/* r and s side by side, as PKCS#11 has them. */
static CK_RV ecdsa_plain(const unsigned char *der, size_t n, int bits, unsigned char *out,
			 CK_ULONG *n_out)
{
	int half = (bits + 7) / 8;
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &der, (long)n);
	_Bool ok = s && BN_bn2binpad(ECDSA_SIG_get0_r(s), out, half) == half &&
		   BN_bn2binpad(ECDSA_SIG_get0_s(s), out + half, half) == half;

	ECDSA_SIG_free(s);
	*n_out = (CK_ULONG)(2 * half);
	return ok ? CKR_OK : CKR_FUNCTION_FAILED;
}

/* The DigestInfo or digest as it comes. */
static CK_RV sign_raw(EVP_PKEY *key, const unsigned char *in, size_t n_in, unsigned char *out,
		      CK_ULONG *n_out)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
	unsigned char value[1024];
	size_t n = sizeof(value);
	_Bool ok = c && EVP_PKEY_sign_init(c) > 0 && EVP_PKEY_sign(c, value, &n, in, n_in) > 0;

	EVP_PKEY_CTX_free(c);
	if (!ok || n > *n_out)
		return CKR_FUNCTION_FAILED;
	if (EVP_PKEY_is_a(key, "EC"))
		return ecdsa_plain(value, n, EVP_PKEY_get_bits(key), out, n_out);
	memcpy(out, value, n);
	*n_out = (CK_ULONG)n;
	return CKR_OK;
}

static CK_RV sign(CK_SESSION_HANDLE session, unsigned char *in, CK_ULONG n, unsigned char *out,
		  CK_ULONG *n_out)
{
	unsigned char any[FILE_MAX];
	EVP_PKEY *key;
	CK_RV rv;

	(void)session;
	if (file_get("always", any) && !now.context)
		return CKR_USER_NOT_LOGGED_IN;
	key = key_get(now.signing);
	if (!key)
		return CKR_KEY_HANDLE_INVALID;
	rv = sign_raw(key, in, n, out, n_out);
	EVP_PKEY_free(key);
	return rv;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **out);

static CK_RV absent(void)
{
	return CKR_FUNCTION_NOT_SUPPORTED;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	static CK_FUNCTION_LIST list;
	void (*none)(void) = (void (*)(void))absent;

	for (size_t at = offsetof(CK_FUNCTION_LIST, C_Initialize); at < sizeof(list);
	     at += sizeof(none))
		memcpy((char *)&list + at, &none, sizeof(none));
	list.version = (CK_VERSION){ 2, 40 };
	list.C_Initialize = initialize;
	list.C_Finalize = finalize;
	list.C_GetInfo = get_info;
	list.C_GetFunctionList = C_GetFunctionList;
	list.C_GetSlotList = get_slot_list;
	list.C_GetSlotInfo = get_slot_info;
	list.C_GetTokenInfo = get_token_info;
	list.C_GetMechanismInfo = get_mechanism_info;
	list.C_OpenSession = open_session;
	list.C_CloseSession = close_session;
	list.C_Login = login;
	list.C_Logout = logout;
	list.C_GetAttributeValue = get_attribute_value;
	list.C_FindObjectsInit = find_objects_init;
	list.C_FindObjects = find_objects;
	list.C_FindObjectsFinal = find_objects_final;
	list.C_SignInit = sign_init;
	list.C_Sign = sign;
	*out = &list;
	return CKR_OK;
}
