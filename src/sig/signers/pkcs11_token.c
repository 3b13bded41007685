#include "sig/signers/pkcs11_token.h"
#include <stdlib.h>
#include "crypto/secret.h"
#include "sig/signers/digest_info.h"
#include "sig/signers/ecdsa_raw.h"
#include "sig/signers/pkcs11_modules.h"

enum { CERTS_MAX = 32, SIGNATURE_MAX = 2048 };

struct pkcs11_token {
	struct pkcs11_modules modules;
	CK_FUNCTION_LIST *module; /* the one with the token */
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	_Bool open;
	CK_OBJECT_HANDLE key;
	CK_KEY_TYPE key_type;
	_Bool always_authenticate, careful;
	unsigned char id[PKCS11_ID_MAX];
	size_t id_len;
	struct secret *pin;	    /* NULL: none */
	enum pkcs11_pin refused;
};

static unsigned module_search(struct pkcs11_token *t, CK_FUNCTION_LIST *m)
{
	CK_SLOT_ID slots[PKCS11_SLOTS_MAX];
	size_t n = pkcs11_slots(&t->modules, m, slots);

	if (n) {
		t->module = m;
		t->slot = slots[0];
	}
	return (unsigned)n;
}

static enum err token_find(struct pkcs11_token *t, struct error *e)
{
	unsigned found = 0;

	for (CK_FUNCTION_LIST **m = t->modules.list; *m; m++)
		found += module_search(t, *m);
	if (!found)
		return error_set(e, ERR_KEY, "no token in a reader fits the PKCS#11 URI; is the card in its reader?");
	if (found > 1)
		return error_set(e, ERR_KEY, "%u tokens fit the PKCS#11 URI; name one by token= or serial=",
				 found);
	return ERR_OK;
}

/* What the token says of the tries left, asked anew (PKCS#11 §4.6, CK_TOKEN_INFO). */
static enum err pin_wrong(struct pkcs11_token *t, struct error *e)
{
	static const struct {
		CK_FLAGS flag;
		enum pkcs11_pin pin;
		const char *text;
	} rows[] = { { CKF_USER_PIN_LOCKED, PKCS11_PIN_LOCKED, "; it is locked now" },
		     { CKF_USER_PIN_FINAL_TRY, PKCS11_PIN_WRONG_LAST, "; one try is left" },
		     { CKF_USER_PIN_COUNT_LOW, PKCS11_PIN_WRONG_FEW, "; few tries are left" } };
	const char *text = "";
	CK_TOKEN_INFO info;

	t->refused = PKCS11_PIN_WRONG;
	if (t->module->C_GetTokenInfo(t->slot, &info) != CKR_OK)
		info.flags = 0;
	for (size_t i = COUNT_OF(rows); i-- > 0;) /* the first row that fits counts */
		if (info.flags & rows[i].flag) {
			t->refused = rows[i].pin;
			text = rows[i].text;
		}
	return error_set(e, ERR_KEY, "the PIN is wrong%s", text);
}

static enum err login_failed(struct pkcs11_token *t, struct error *e, CK_RV rv)
{
	if (rv == CKR_PIN_LOCKED) {
		t->refused = PKCS11_PIN_LOCKED;
		return error_set(e, ERR_KEY, "the token's PIN is locked");
	}
	if (rv != CKR_PIN_INCORRECT && rv != CKR_PIN_INVALID && rv != CKR_PIN_LEN_RANGE)
		return pkcs11_failed(e, "logging in to the token", rv);
	return pin_wrong(t, e);
}

static enum err tries_spared(struct pkcs11_token *t, CK_FLAGS flags, struct error *e)
{
	if (!t->careful || !(flags & (CKF_USER_PIN_LOCKED | CKF_USER_PIN_FINAL_TRY)))
		return ERR_OK;
	t->refused = flags & CKF_USER_PIN_LOCKED ? PKCS11_PIN_LOCKED : PKCS11_PIN_SPARED;
	return error_set(e, ERR_KEY, flags & CKF_USER_PIN_LOCKED ?
			 "the token's PIN is locked; its issuer unlocks it" :
			 "only one try of the PIN is left, and it is not risked here: enter the PIN "
			 "in the token's own program first");
}

static CK_RV pin_give(struct pkcs11_token *t, CK_USER_TYPE user)
{
	struct bytes pin = t->pin ? secret_bytes(t->pin) : BYTES(NULL, 0);

	return t->module->C_Login(t->session, user, (unsigned char *)pin.data, (CK_ULONG)pin.len);
}

static enum err login(struct pkcs11_token *t, struct error *e)
{
	CK_TOKEN_INFO info;
	CK_RV rv = t->module->C_GetTokenInfo(t->slot, &info);

	if (rv != CKR_OK)
		return pkcs11_failed(e, "asking the token", rv);
	if (!(info.flags & CKF_LOGIN_REQUIRED))
		return ERR_OK;
	if (!t->pin && !(info.flags & CKF_PROTECTED_AUTHENTICATION_PATH))
		return error_set(e, ERR_KEY, "the token needs its PIN");
	TRY(tries_spared(t, info.flags, e));
	rv = pin_give(t, CKU_USER);
	return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? ERR_OK : login_failed(t, e, rv);
}

static enum err session_open(struct pkcs11_token *t, struct error *e)
{
	CK_RV rv = t->module->C_OpenSession(t->slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);

	if (rv != CKR_OK)
		return pkcs11_failed(e, "opening a session with the token", rv);
	t->open = 1;
	return login(t, e);
}

static CK_ULONG key_template(struct pkcs11_token *t, CK_OBJECT_CLASS *class, CK_ATTRIBUTE *out)
{
	static const CK_ATTRIBUTE_TYPE named[] = { CKA_LABEL, CKA_ID };
	CK_ULONG n = 0;

	out[n++] = (CK_ATTRIBUTE){ CKA_CLASS, class, sizeof(*class) };
	for (size_t i = 0; i < COUNT_OF(named); i++) {
		CK_ATTRIBUTE *a = pkcs11_uri_attribute(t->modules.uri, named[i]);

		if (a)
			out[n++] = *a;
	}
	return n;
}

static enum err key_facts(struct pkcs11_token *t, struct error *e)
{
	CK_BBOOL always = CK_FALSE;
	CK_ATTRIBUTE facts[] = { { CKA_KEY_TYPE, &t->key_type, sizeof(t->key_type) },
				 { CKA_ID, t->id, sizeof(t->id) } };
	CK_ATTRIBUTE again = { CKA_ALWAYS_AUTHENTICATE, &always, sizeof(always) };
	CK_RV rv = t->module->C_GetAttributeValue(t->session, t->key, facts, COUNT_OF(facts));

	if (rv != CKR_OK)
		return pkcs11_failed(e, "reading the key's attributes", rv);
	if (t->key_type != CKK_RSA && t->key_type != CKK_EC)
		return error_set(e, ERR_KEY, "the token's key is neither RSA nor EC");
	t->id_len = facts[1].ulValueLen;
	/* Tokens that do not know the attribute never ask again. */
	t->always_authenticate = t->module->C_GetAttributeValue(t->session, t->key, &again, 1) == CKR_OK &&
				 always == CK_TRUE;
	return ERR_OK;
}

static enum err key_find(struct pkcs11_token *t, struct error *e)
{
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_ATTRIBUTE like[3];
	CK_OBJECT_HANDLE keys[2];
	CK_ULONG n = 0, n_like = key_template(t, &class, like);
	CK_RV rv = pkcs11_find(t->module, t->session, like, n_like, keys, COUNT_OF(keys), &n);

	if (rv != CKR_OK)
		return pkcs11_failed(e, "looking for the key", rv);
	if (!n)
		return error_set(e, ERR_KEY, "the token has no private key that fits the PKCS#11 URI");
	if (n > 1)
		return error_set(e, ERR_KEY, "several keys fit the PKCS#11 URI; name one by object= or id=");
	t->key = keys[0];
	return key_facts(t, e);
}

static enum err token_start(struct pkcs11_token *t, struct error *e)
{
	TRY(token_find(t, e));
	TRY(session_open(t, e));
	return key_find(t, e);
}

enum err pkcs11_token_open(const struct pkcs11_access *a, struct pkcs11_token **out, struct error *e)
{
	AUTO(pkcs11_token) struct pkcs11_token *t = calloc(1, sizeof(*t));
	enum err rc;

	if (!t)
		abort();
	t->careful = a->careful;
	TRY(pkcs11_modules_open(a->uri, &t->modules, e));
	if (a->pin)
		t->pin = secret_new(bytes_of_str(a->pin));
	rc = token_start(t, e);
	if (a->pin_out && t->refused)
		*a->pin_out = t->refused;
	if (rc == ERR_OK)
		*out = TAKE_PTR(t);
	return rc;
}

void pkcs11_token_free(struct pkcs11_token *t)
{
	if (!t)
		return;
	if (t->open)
		t->module->C_CloseSession(t->session); /* the last one logs out */
	pkcs11_modules_done(&t->modules);
	secret_free(t->pin);
	free(t);
}

_Bool pkcs11_token_is_rsa(const struct pkcs11_token *t)
{
	return t->key_type == CKK_RSA;
}

_Bool pkcs11_token_has_pss(const struct pkcs11_token *t)
{
	CK_MECHANISM_INFO info;

	return t->module->C_GetMechanismInfo(t->slot, CKM_RSA_PKCS_PSS, &info) == CKR_OK;
}

static enum err cert_value(struct pkcs11_token *t, CK_OBJECT_HANDLE object, struct arena *mem,
			   struct bytes *out, _Bool *own, struct error *e)
{
	struct bytes id;

	TRY(pkcs11_cert_read(t->module, t->session, object, mem, out, &id, e));
	*own = t->id_len && bytes_eq(id, BYTES(t->id, t->id_len));
	return ERR_OK;
}

enum err pkcs11_token_certs(struct pkcs11_token *t, struct arena *mem, const struct bytes **out,
			    size_t *n_out, _Bool *own_first, struct error *e)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_ATTRIBUTE like[] = { { CKA_CLASS, &class, sizeof(class) },
				{ CKA_CERTIFICATE_TYPE, &type, sizeof(type) } };
	CK_OBJECT_HANDLE objects[CERTS_MAX];
	struct bytes *certs = arena_alloc_n(mem, CERTS_MAX, sizeof(*certs));
	CK_ULONG n = 0;
	_Bool found = 0;
	CK_RV rv = pkcs11_find(t->module, t->session, like, COUNT_OF(like), objects, CERTS_MAX, &n);

	if (rv != CKR_OK)
		return pkcs11_failed(e, "looking for certificates on the token", rv);
	if (!certs)
		return error_set(e, ERR_TOO_LARGE, "no room for the token's certificates");
	for (CK_ULONG i = 0; i < n; i++) {
		_Bool own = 0;

		TRY(cert_value(t, objects[i], mem, &certs[i], &own, e));
		if (own && !found) {
			struct bytes first = certs[0];

			certs[0] = certs[i];
			certs[i] = first;
			found = 1;
		}
	}
	*out = certs;
	*n_out = n;
	*own_first = found;
	return ERR_OK;
}

static const struct hash_row {
	CK_MECHANISM_TYPE hash;
	CK_RSA_PKCS_MGF_TYPE mgf;
} hashes[DIGEST_COUNT_] = {
	[DIGEST_SHA256] = { CKM_SHA256, CKG_MGF1_SHA256 },
	[DIGEST_SHA384] = { CKM_SHA384, CKG_MGF1_SHA384 },
	[DIGEST_SHA512] = { CKM_SHA512, CKG_MGF1_SHA512 },
	[DIGEST_SHA1] = { CKM_SHA_1, CKG_MGF1_SHA1 },
};

struct operation {
	CK_MECHANISM mechanism;
	CK_RSA_PKCS_PSS_PARAMS pss;
	unsigned char in[DIGEST_INFO_MAX];
	size_t in_len;
};

static void operation_make(struct sig_alg alg, struct bytes digest, struct operation *op)
{
	const struct hash_row *h = &hashes[alg.digest];

	op->in_len = digest.len;
	memcpy(op->in, digest.data, digest.len);
	if (alg.scheme == SIG_RSA_PKCS1) {
		op->mechanism = (CK_MECHANISM){ CKM_RSA_PKCS, NULL, 0 };
		op->in_len = digest_info(alg.digest, digest, op->in);
	} else if (alg.scheme == SIG_RSA_PSS) {
		op->pss = (CK_RSA_PKCS_PSS_PARAMS){ h->hash, h->mgf, (CK_ULONG)digest.len };
		op->mechanism = (CK_MECHANISM){ CKM_RSA_PKCS_PSS, &op->pss, sizeof(op->pss) };
	} else {
		op->mechanism = (CK_MECHANISM){ CKM_ECDSA, NULL, 0 };
	}
}

static CK_RV sign_once(struct pkcs11_token *t, struct operation *op, unsigned char *sig,
		       CK_ULONG *len)
{
	CK_RV rv = t->module->C_SignInit(t->session, &op->mechanism, t->key);

	if (rv == CKR_OK && t->always_authenticate)
		rv = pin_give(t, CKU_CONTEXT_SPECIFIC);
	if (rv != CKR_OK)
		return rv;
	return t->module->C_Sign(t->session, op->in, (CK_ULONG)op->in_len, sig, len);
}

static _Bool session_gone(CK_RV rv)
{
	return rv == CKR_SESSION_HANDLE_INVALID || rv == CKR_SESSION_CLOSED ||
	       rv == CKR_USER_NOT_LOGGED_IN || rv == CKR_DEVICE_REMOVED ||
	       rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_OBJECT_HANDLE_INVALID;
}

static enum err session_again(struct pkcs11_token *t, struct error *e)
{
	t->module->C_CloseSession(t->session);
	t->open = 0;
	TRY(token_find(t, e));
	TRY(session_open(t, e));
	return key_find(t, e);
}

enum err pkcs11_token_sign(struct pkcs11_token *t, struct sig_alg alg, struct bytes digest,
			   struct arena *mem, struct bytes *sig_out, struct error *e)
{
	unsigned char *sig = arena_alloc(mem, SIGNATURE_MAX);
	CK_ULONG len = SIGNATURE_MAX;
	struct operation op = { 0 };
	CK_RV rv;

	if (!sig)
		return error_set(e, ERR_TOO_LARGE, "no room for a signature");
	operation_make(alg, digest, &op);
	rv = sign_once(t, &op, sig, &len);
	if (session_gone(rv) && !t->careful) {
		TRY(session_again(t, e));
		len = SIGNATURE_MAX;
		rv = sign_once(t, &op, sig, &len);
	}
	if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_LOCKED)
		return login_failed(t, e, rv);
	if (rv != CKR_OK)
		return pkcs11_failed(e, "signing on the token", rv);
	if (alg.scheme == SIG_ECDSA)
		return ecdsa_raw_to_der(BYTES(sig, len), mem, sig_out, e);
	*sig_out = BYTES(sig, len);
	return ERR_OK;
}
