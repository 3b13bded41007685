#include "sig/signers/pkcs11_list.h"
#include <stdlib.h>
#include "sig/signers/pkcs11_load.h"
#include "sig/signers/pkcs11_modules.h"

enum { OBJECTS_MAX = 32 };

struct listing {
	struct pkcs11_modules modules;
	struct arena *mem;
	struct pkcs11_found *items;
	size_t n;
};

static void listing_done(struct listing *l)
{
	pkcs11_modules_done(&l->modules);
}
DEFINE_AUTO_DONE(listing, struct listing)

struct place {
	CK_FUNCTION_LIST *module;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	CK_TOKEN_INFO token;
};

static enum err uri_make(struct listing *l, const struct place *at, struct bytes id,
			 const char **out, struct error *e)
{
	char *file = pkcs11_module_file(at->module);

	*out = file ? pkcs11_uri_make(file, at->slot, &at->token, id, l->mem) : NULL;
	free(file);
	return *out ? ERR_OK
		    : error_set(e, ERR_TOO_LARGE, "no room for the token's certificates");
}

static const char *label(const struct place *at, struct arena *mem)
{
	size_t n = sizeof(at->token.label);
	const char *s;

	while (n && at->token.label[n - 1] == ' ')
		n--;
	s = arena_strndup(mem, (const char *)at->token.label, n);
	return s ? s : "";
}

static _Bool wanted(const struct listing *l, struct bytes id)
{
	CK_ATTRIBUTE *a = pkcs11_uri_attribute(l->modules.uri, CKA_ID);

	return id.len && (!a || bytes_eq(id, BYTES(a->pValue, a->ulValueLen)));
}

/* What cannot be read is passed over: another certificate may be the one that is looked for. */
static void add(struct listing *l, const struct place *at, CK_OBJECT_HANDLE object)
{
	struct pkcs11_found f = { .own_pad = (at->token.flags &
					      CKF_PROTECTED_AUTHENTICATION_PATH) != 0 };

	if (l->n == PKCS11_FOUND_MAX ||
	    pkcs11_cert_read(at->module, at->session, object, l->mem, &f.der, &f.id, NULL) !=
		    ERR_OK ||
	    !wanted(l, f.id) || uri_make(l, at, f.id, &f.uri, NULL) != ERR_OK)
		return;
	f.token = label(at, l->mem);
	l->items[l->n++] = f;
}

static void token_list(struct listing *l, CK_FUNCTION_LIST *m, CK_SLOT_ID slot)
{
	CK_OBJECT_CLASS class = CKO_CERTIFICATE;
	CK_CERTIFICATE_TYPE type = CKC_X_509;
	CK_ATTRIBUTE like[] = { { CKA_CLASS, &class, sizeof(class) },
				{ CKA_CERTIFICATE_TYPE, &type, sizeof(type) } };
	CK_OBJECT_HANDLE objects[OBJECTS_MAX];
	struct place at = { .module = m, .slot = slot };
	CK_ULONG n = 0;

	if (m->C_GetTokenInfo(slot, &at.token) != CKR_OK ||
	    m->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &at.session) != CKR_OK)
		return;
	if (pkcs11_find(m, at.session, like, COUNT_OF(like), objects, OBJECTS_MAX, &n) == CKR_OK)
		for (CK_ULONG i = 0; i < n; i++)
			add(l, &at, objects[i]);
	m->C_CloseSession(at.session);
}

enum err pkcs11_list(const char *uri, struct arena *mem, const struct pkcs11_found **out,
		     size_t *n_out, struct error *e)
{
	AUTO(listing) struct listing l = { .mem = mem };
	CK_SLOT_ID slots[PKCS11_SLOTS_MAX];

	l.items = arena_alloc_n(mem, PKCS11_FOUND_MAX, sizeof(*l.items));
	if (!l.items)
		return error_set(e, ERR_TOO_LARGE, "no room for the token's certificates");
	TRY(pkcs11_modules_open(uri, &l.modules, e));
	for (CK_FUNCTION_LIST **m = l.modules.list; *m; m++) {
		size_t n = pkcs11_slots(&l.modules, *m, slots);

		for (size_t i = 0; i < n; i++)
			token_list(&l, *m, slots[i]);
	}
	*out = l.items;
	*n_out = l.n;
	return ERR_OK;
}
