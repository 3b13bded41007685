#include "sig/signers/pkcs11_modules.h"
#include <stdlib.h>
#include "base/arena.h"

enum { CERT_BYTES_MAX = 65536 };

enum err pkcs11_failed(struct error *e, const char *what, CK_RV rv)
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

static enum err module_by_path(struct pkcs11_modules *t, const char *path, struct error *e)
{
	CK_FUNCTION_LIST *m = p11_kit_module_load(path, 0);
	CK_RV rv;

	if (!m)
		return error_set(e, ERR_KEY, "the PKCS#11 module cannot be loaded: %s",
				 p11_kit_message() ? p11_kit_message() : path);
	rv = p11_kit_module_initialize(m);
	if (rv != CKR_OK) {
		p11_kit_module_release(m);
		return pkcs11_failed(e, "starting the PKCS#11 module", rv);
	}
	t->list = calloc(2, sizeof(*t->list));
	if (!t->list)
		abort();
	t->list[0] = m;
	return ERR_OK;
}

enum err pkcs11_modules_open(const char *uri, struct pkcs11_modules *out, struct error *e)
{
	const char *path;

	TRY(uri_parse(uri, &out->uri, e));
	path = p11_kit_uri_get_module_path(out->uri);
	if (path)
		return module_by_path(out, path, e);
	out->list = p11_kit_modules_load_and_initialize(0);
	return out->list ? ERR_OK : error_set(e, ERR_KEY, "no PKCS#11 module is configured");
}

void pkcs11_modules_done(struct pkcs11_modules *m)
{
	if (m->list)
		p11_kit_modules_finalize_and_release(m->list);
	p11_kit_uri_free(m->uri);
}

static _Bool slot_fits(const struct pkcs11_modules *t, CK_FUNCTION_LIST *m, CK_SLOT_ID slot)
{
	CK_TOKEN_INFO info;
	CK_SLOT_INFO where;
	CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(t->uri);

	return (wanted == (CK_SLOT_ID)-1 || wanted == slot) &&
	       m->C_GetTokenInfo(slot, &info) == CKR_OK && info.flags & CKF_TOKEN_INITIALIZED &&
	       p11_kit_uri_match_token_info(t->uri, &info) &&
	       m->C_GetSlotInfo(slot, &where) == CKR_OK &&
	       p11_kit_uri_match_slot_info(t->uri, &where);
}

size_t pkcs11_slots(const struct pkcs11_modules *t, CK_FUNCTION_LIST *m,
		    CK_SLOT_ID out[PKCS11_SLOTS_MAX])
{
	CK_SLOT_ID slots[PKCS11_SLOTS_MAX];
	CK_ULONG n = PKCS11_SLOTS_MAX;
	size_t found = 0;

	if (m->C_GetSlotList(CK_TRUE, slots, &n) != CKR_OK)
		return 0;
	for (CK_ULONG i = 0; i < n; i++)
		if (slot_fits(t, m, slots[i]))
			out[found++] = slots[i];
	return found;
}

CK_RV pkcs11_find(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE s, CK_ATTRIBUTE *like, CK_ULONG n_like,
		  CK_OBJECT_HANDLE *out, CK_ULONG max, CK_ULONG *n)
{
	CK_RV rv = m->C_FindObjectsInit(s, like, n_like);

	if (rv != CKR_OK)
		return rv;
	rv = m->C_FindObjects(s, out, max, n);
	m->C_FindObjectsFinal(s);
	return rv;
}

enum err pkcs11_cert_read(CK_FUNCTION_LIST *m, CK_SESSION_HANDLE s, CK_OBJECT_HANDLE object,
			  struct arena *mem, struct bytes *der_out, struct bytes *id_out,
			  struct error *e)
{
	unsigned char *id = arena_alloc(mem, PKCS11_ID_MAX);
	CK_ATTRIBUTE size = { CKA_VALUE, NULL, 0 }, value[2];
	CK_RV rv = m->C_GetAttributeValue(s, object, &size, 1);
	unsigned char *der;

	if (rv != CKR_OK || size.ulValueLen > CERT_BYTES_MAX)
		return error_set(e, ERR_KEY, "a certificate on the token cannot be read");
	der = arena_alloc(mem, size.ulValueLen);
	if (!der || !id)
		return error_set(e, ERR_TOO_LARGE, "no room for the token's certificates");
	value[0] = (CK_ATTRIBUTE){ CKA_VALUE, der, size.ulValueLen };
	value[1] = (CK_ATTRIBUTE){ CKA_ID, id, PKCS11_ID_MAX };
	rv = m->C_GetAttributeValue(s, object, value, COUNT_OF(value));
	if (rv != CKR_OK)
		return pkcs11_failed(e, "reading a certificate on the token", rv);
	*der_out = BYTES(der, value[0].ulValueLen);
	*id_out = BYTES(id, value[1].ulValueLen);
	return ERR_OK;
}
