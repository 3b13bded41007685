#include "domain/webauthn.h"
#include <jansson.h>

enum { FLAG_UP = 0x01, FLAG_UV = 0x04, FLAG_AT = 0x40, HEAD = 37, AAGUID = 16, CLIENT_MAX = 4096 };

enum err webauthn_data_parse(struct bytes in, struct webauthn_data *out, struct error *e)
{
	const unsigned char *p = in.data;
	struct webauthn_data a = { 0 };
	unsigned flags;

	if (in.len < HEAD || in.len > WEBAUTHN_DATA_MAX)
		return error_set(e, ERR_INVALID, "authenticator data of %zu bytes", in.len);
	flags = p[32];
	a.rp_id_hash = BYTES(p, 32);
	a.present = (flags & FLAG_UP) != 0;
	a.verified = (flags & FLAG_UV) != 0;
	a.sign_count = (uint32_t)p[33] << 24 | (uint32_t)p[34] << 16 | (uint32_t)p[35] << 8 | p[36];
	if (flags & FLAG_AT) {
		size_t len;

		if (in.len < HEAD + AAGUID + 2)
			return error_set(e, ERR_INVALID,
					 "authenticator data end within the credential");
		len = (size_t)p[HEAD + AAGUID] << 8 | p[HEAD + AAGUID + 1];
		if (!len || len > WEBAUTHN_ID_MAX || in.len - (HEAD + AAGUID + 2) < len)
			return error_set(e, ERR_INVALID, "a credential id of %zu bytes", len);
		a.credential_id = BYTES(p + HEAD + AAGUID + 2, len);
	}
	*out = a;
	return ERR_OK;
}

static const char *copy(struct arena *mem, const json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));

	return s ? arena_strdup(mem, s) : NULL;
}

enum err webauthn_client_parse(struct bytes in, struct arena *mem, struct webauthn_client *out,
			       struct error *e)
{
	struct webauthn_client c = { 0 };
	json_t *j;

	if (in.len > CLIENT_MAX)
		return error_set(e, ERR_INVALID, "client data of %zu bytes", in.len);
	j = json_loadb((const char *)in.data, in.len, JSON_REJECT_DUPLICATES, NULL);
	c.type = copy(mem, j, "type");
	c.challenge = copy(mem, j, "challenge");
	c.origin = copy(mem, j, "origin");
	c.cross_origin = json_is_true(json_object_get(j, "crossOrigin"));
	json_decref(j);
	if (!c.type || !c.challenge || !c.origin)
		return error_set(e, ERR_INVALID, "client data without type, challenge or origin");
	*out = c;
	return ERR_OK;
}
