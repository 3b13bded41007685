#include "sig/signers/pkcs11_uri.h"
#include <stdlib.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>

/* struct pkcs11_uri is p11-kit's under a name of ours. */
static P11KitUri *of(const struct pkcs11_uri *u)
{
	return (P11KitUri *)(uintptr_t)u;
}

enum err pkcs11_uri_parse(const char *text, struct pkcs11_uri **out, struct error *e)
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
		*out = (struct pkcs11_uri *)uri;
		return ERR_OK;
	}
	p11_kit_uri_free(uri);
	return error_set(e, ERR_INVALID, "PKCS#11 URI: %s", why);
}

void pkcs11_uri_free(struct pkcs11_uri *u)
{
	p11_kit_uri_free(of(u));
}

const char *pkcs11_uri_module(const struct pkcs11_uri *u)
{
	return p11_kit_uri_get_module_path(of(u));
}

_Bool pkcs11_uri_fits(const struct pkcs11_uri *u, CK_SLOT_ID slot, const CK_SLOT_INFO *where,
		      const CK_TOKEN_INFO *token)
{
	CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(of(u));

	return (wanted == (CK_SLOT_ID)-1 || wanted == slot) &&
	       p11_kit_uri_match_token_info(of(u), token) &&
	       p11_kit_uri_match_slot_info(of(u), where);
}

CK_ATTRIBUTE *pkcs11_uri_attribute(const struct pkcs11_uri *u, CK_ATTRIBUTE_TYPE type)
{
	return p11_kit_uri_get_attribute(of(u), type);
}

const char *pkcs11_uri_make(const char *module, CK_SLOT_ID slot, const CK_TOKEN_INFO *token,
			    struct bytes id, struct arena *mem)
{
	P11KitUri *uri = p11_kit_uri_new();
	CK_ATTRIBUTE attribute = { CKA_ID, (void *)(uintptr_t)id.data, id.len };
	const char *copy = NULL;
	char *text = NULL;

	*p11_kit_uri_get_token_info(uri) = *token;
	p11_kit_uri_set_slot_id(uri, slot);
	p11_kit_uri_set_attribute(uri, &attribute);
	p11_kit_uri_set_module_path(uri, module);
	if (p11_kit_uri_format(uri, P11_KIT_URI_FOR_ANY, &text) == P11_KIT_URI_OK)
		copy = arena_strdup(mem, text);
	free(text);
	p11_kit_uri_free(uri);
	return copy;
}
