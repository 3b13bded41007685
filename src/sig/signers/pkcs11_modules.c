#include "sig/signers/pkcs11_modules.h"
#include "base/arena.h"
#include "sig/signers/pkcs11_load.h"

enum { CERT_BYTES_MAX = 65536 };

enum err pkcs11_failed(struct error *e, const char *what, CK_RV rv)
{
	return error_set(e, ERR_KEY, "%s: %s", what, pkcs11_rv_text(rv));
}

enum err pkcs11_modules_open(const char *uri, struct pkcs11_modules *out, struct error *e)
{
	TRY(pkcs11_uri_parse(uri, &out->uri, e));
	return pkcs11_load(pkcs11_uri_module(out->uri), &out->list, e);
}

void pkcs11_modules_done(struct pkcs11_modules *m)
{
	if (m->list)
		pkcs11_unload(m->list);
	pkcs11_uri_free(m->uri);
}

static _Bool slot_fits(const struct pkcs11_modules *t, CK_FUNCTION_LIST *m, CK_SLOT_ID slot)
{
	CK_TOKEN_INFO info;
	CK_SLOT_INFO where;

	return m->C_GetTokenInfo(slot, &info) == CKR_OK && info.flags & CKF_TOKEN_INITIALIZED &&
	       m->C_GetSlotInfo(slot, &where) == CKR_OK &&
	       pkcs11_uri_fits(t->uri, slot, &where, &info);
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
