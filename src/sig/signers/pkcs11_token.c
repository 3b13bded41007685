#include "sig/signers/pkcs11_token.h"
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <stdlib.h>
#include "crypto/secret.h"
#include "sig/asn1/oid.h"
#include "sig/signers/ecdsa_raw.h"

enum { SLOTS_MAX = 64, CERTS_MAX = 32, SIGNATURE_MAX = 2048, ID_MAX = 256, CERT_BYTES_MAX = 65536 };

struct pkcs11_token {
	P11KitUri *uri;
	CK_FUNCTION_LIST **modules; /* what was initialised; NULL-terminated */
	CK_FUNCTION_LIST *module;   /* the one with the token */
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	_Bool open;
	CK_OBJECT_HANDLE key;
	CK_KEY_TYPE key_type;
	_Bool always_authenticate;
	unsigned char id[ID_MAX];
	size_t id_len;
	struct secret *pin;	    /* NULL: none */
};

static enum err failed(struct error *e, const char *what, CK_RV rv)
{
	return error_set(e, ERR_KEY, "%s: %s", what, p11_kit_strerror(rv));
}

static enum err uri_parse(const char *text, P11KitUri **out, struct error *e)
{
	P11KitUri *uri = p11_kit_uri_new();
	int rc = p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, uri);
	const char *why = NULL;

	if (rc != P11_KIT_URI_OK)
		why = p11_kit_uri_message(rc);
	else if (p11_kit_uri_get_pin_value(uri) || p11_kit_uri_get_pin_source(uri))
		why = "the PIN does not belong into the URI; give it apart";
	else if (p11_kit_uri_any_unrecognized(uri))
		why = "it has a part that is not known";
	if (!why) {
		*out = uri;
		return ERR_OK;
	}
	p11_kit_uri_free(uri);
	return error_set(e, ERR_INVALID, "PKCS#11 URI: %s", why);
}

static enum err module_by_path(struct pkcs11_token *t, const char *path, struct error *e)
{
	CK_FUNCTION_LIST *m = p11_kit_module_load(path, 0);
	CK_RV rv;

	if (!m)
		return error_set(e, ERR_KEY, "the PKCS#11 module cannot be loaded: %s",
				 p11_kit_message() ? p11_kit_message() : path);
	rv = p11_kit_module_initialize(m);
	if (rv != CKR_OK) {
		p11_kit_module_release(m);
		return failed(e, "starting the PKCS#11 module", rv);
	}
	t->modules = calloc(2, sizeof(*t->modules));
	if (!t->modules)
		abort();
	t->modules[0] = m;
	return ERR_OK;
}

static enum err modules_open(struct pkcs11_token *t, struct error *e)
{
	const char *path = p11_kit_uri_get_module_path(t->uri);

	if (path)
		return module_by_path(t, path, e);
	t->modules = p11_kit_modules_load_and_initialize(0);
	return t->modules ? ERR_OK : error_set(e, ERR_KEY, "no PKCS#11 module is configured");
}

static _Bool slot_fits(struct pkcs11_token *t, CK_FUNCTION_LIST *m, CK_SLOT_ID slot)
{
	CK_TOKEN_INFO info;
	CK_SLOT_INFO where;
	CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(t->uri);

	return (wanted == (CK_SLOT_ID)-1 || wanted == slot) &&
	       m->C_GetTokenInfo(slot, &info) == CKR_OK &&
	       info.flags & CKF_TOKEN_INITIALIZED &&
	       p11_kit_uri_match_token_info(t->uri, &info) &&
	       m->C_GetSlotInfo(slot, &where) == CKR_OK &&
	       p11_kit_uri_match_slot_info(t->uri, &where);
}

static unsigned module_search(struct pkcs11_token *t, CK_FUNCTION_LIST *m)
{
	CK_SLOT_ID slots[SLOTS_MAX];
	CK_ULONG n = SLOTS_MAX;
	unsigned found = 0;

	if (m->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK)
		return 0;
	for (CK_ULONG i = 0; i < n; i++) {
		if (!slot_fits(t, m, slots[i]))
			continue;
		t->module = m;
		t->slot = slots[i];
		found++;
	}
	return found;
}

static enum err token_find(struct pkcs11_token *t, struct error *e)
{
	unsigned found = 0;

	for (CK_FUNCTION_LIST **m = t->modules; *m; m++)
		found += module_search(t, *m);
	if (!found)
		return error_set(e, ERR_KEY, "no token in a reader fits the PKCS#11 URI");
	if (found > 1)
		return error_set(e, ERR_KEY, "%u tokens fit the PKCS#11 URI; name one by token= or serial=",
				 found);
	return ERR_OK;
}

static enum err login_failed(struct error *e, CK_RV rv)
{
	if (rv == CKR_PIN_LOCKED)
		return error_set(e, ERR_KEY, "the token's PIN is locked");
	if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE)
		return error_set(e, ERR_KEY, "the PIN is wrong");
	return failed(e, "logging in to the token", rv);
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
		return failed(e, "asking the token", rv);
	if (!(info.flags & CKF_LOGIN_REQUIRED))
		return ERR_OK;
	if (!t->pin && !(info.flags & CKF_PROTECTED_AUTHENTICATION_PATH))
		return error_set(e, ERR_KEY, "the token needs its PIN");
	rv = pin_give(t, CKU_USER);
	return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? ERR_OK : login_failed(e, rv);
}

static enum err session_open(struct pkcs11_token *t, struct error *e)
{
	CK_RV rv = t->module->C_OpenSession(t->slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);

	if (rv != CKR_OK)
		return failed(e, "opening a session with the token", rv);
	t->open = 1;
	return login(t, e);
}

static CK_RV objects_find(struct pkcs11_token *t, CK_ATTRIBUTE *like, CK_ULONG n_like,
			  CK_OBJECT_HANDLE *out, CK_ULONG max, CK_ULONG *n)
{
	CK_RV rv = t->module->C_FindObjectsInit(t->session, like, n_like);

	if (rv != CKR_OK)
		return rv;
	rv = t->module->C_FindObjects(t->session, out, max, n);
	t->module->C_FindObjectsFinal(t->session);
	return rv;
}

static CK_ULONG key_template(struct pkcs11_token *t, CK_OBJECT_CLASS *class, CK_ATTRIBUTE *out)
{
	static const CK_ATTRIBUTE_TYPE named[] = { CKA_LABEL, CKA_ID };
	CK_ULONG n = 0;

	out[n++] = (CK_ATTRIBUTE){ CKA_CLASS, class, sizeof(*class) };
	for (size_t i = 0; i < COUNT_OF(named); i++) {
		CK_ATTRIBUTE *a = p11_kit_uri_get_attribute(t->uri, named[i]);

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
		return failed(e, "reading the key's attributes", rv);
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
	CK_RV rv = objects_find(t, like, n_like, keys, COUNT_OF(keys), &n);

	if (rv != CKR_OK)
		return failed(e, "looking for the key", rv);
	if (!n)
		return error_set(e, ERR_KEY, "the token has no private key that fits the PKCS#11 URI");
	if (n > 1)
		return error_set(e, ERR_KEY, "several keys fit the PKCS#11 URI; name one by object= or id=");
	t->key = keys[0];
	return key_facts(t, e);
}

static enum err token_start(struct pkcs11_token *t, struct error *e)
{
	TRY(modules_open(t, e));
	TRY(token_find(t, e));
	TRY(session_open(t, e));
	return key_find(t, e);
}

enum err pkcs11_token_open(const char *uri, const char *pin, struct pkcs11_token **out,
			   struct error *e)
{
	AUTO(pkcs11_token) struct pkcs11_token *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	TRY(uri_parse(uri, &t->uri, e));
	if (pin)
		t->pin = secret_new(bytes_of_str(pin));
	TRY(token_start(t, e));
	*out = TAKE_PTR(t);
	return ERR_OK;
}

void pkcs11_token_free(struct pkcs11_token *t)
{
	if (!t)
		return;
	if (t->open)
		t->module->C_CloseSession(t->session); /* the last one logs out */
	if (t->modules)
		p11_kit_modules_finalize_and_release(t->modules);
	p11_kit_uri_free(t->uri);
	secret_free(t->pin);
	free(t);
}

_Bool pkcs11_token_is_rsa(const struct pkcs11_token *t)
{
	return t->key_type == CKK_RSA;
}

static enum err cert_value(struct pkcs11_token *t, CK_OBJECT_HANDLE object, struct arena *mem,
			   struct bytes *out, _Bool *own, struct error *e)
{
	unsigned char id[ID_MAX];
	CK_ATTRIBUTE size = { CKA_VALUE, NULL, 0 }, value[2];
	CK_RV rv = t->module->C_GetAttributeValue(t->session, object, &size, 1);
	unsigned char *der;

	if (rv != CKR_OK || size.ulValueLen > CERT_BYTES_MAX)
		return error_set(e, ERR_KEY, "a certificate on the token cannot be read");
	der = arena_alloc(mem, size.ulValueLen);
	if (!der)
		return error_set(e, ERR_TOO_LARGE, "no room for the token's certificates");
	value[0] = (CK_ATTRIBUTE){ CKA_VALUE, der, size.ulValueLen };
	value[1] = (CK_ATTRIBUTE){ CKA_ID, id, sizeof(id) };
	rv = t->module->C_GetAttributeValue(t->session, object, value, COUNT_OF(value));
	if (rv != CKR_OK)
		return failed(e, "reading a certificate on the token", rv);
	*out = BYTES(der, value[0].ulValueLen);
	*own = t->id_len && bytes_eq(BYTES(id, value[1].ulValueLen), BYTES(t->id, t->id_len));
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
	CK_RV rv = objects_find(t, like, COUNT_OF(like), objects, CERTS_MAX, &n);

	if (rv != CKR_OK)
		return failed(e, "looking for certificates on the token", rv);
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

/* DigestInfo, RFC 8017 §9.2: the token only pads it. */
static size_t digest_info(enum digest_alg alg, struct bytes digest, unsigned char *out)
{
	struct bytes oid = oid_der(oid_of_digest(alg));
	unsigned char head[] = { 0x30, (unsigned char)(8 + oid.len + digest.len), 0x30,
				 (unsigned char)(4 + oid.len), 0x06, (unsigned char)oid.len };
	unsigned char tail[] = { 0x05, 0x00, 0x04, (unsigned char)digest.len };
	unsigned char *at = out;

	memcpy(at, head, sizeof(head));
	at += sizeof(head);
	memcpy(at, oid.data, oid.len);
	at += oid.len;
	memcpy(at, tail, sizeof(tail));
	at += sizeof(tail);
	memcpy(at, digest.data, digest.len);
	return (size_t)(at - out) + digest.len;
}

struct operation {
	CK_MECHANISM mechanism;
	CK_RSA_PKCS_PSS_PARAMS pss;
	unsigned char in[DIGEST_MAX + 32];
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
		op->pss = (CK_RSA_PKCS_PSS_PARAMS){ h->hash, h->mgf, digest.len };
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
	return t->module->C_Sign(t->session, op->in, op->in_len, sig, len);
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
	if (session_gone(rv)) {
		TRY(session_again(t, e));
		len = SIGNATURE_MAX;
		rv = sign_once(t, &op, sig, &len);
	}
	if (rv != CKR_OK)
		return failed(e, "signing on the token", rv);
	if (alg.scheme == SIG_ECDSA)
		return ecdsa_raw_to_der(BYTES(sig, len), mem, sig_out, e);
	*sig_out = BYTES(sig, len);
	return ERR_OK;
}
