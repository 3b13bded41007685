/* What a browser hands over for a passkey (WebAuthn Level 2), parsed strictly: pure, bytes in,
 * facts out.
 *
 * No attestation is asked for ("none"), which by §5.2.1.1 lets the relying party take the public
 * key as SubjectPublicKeyInfo and the authenticator data beside it: no CBOR is parsed here. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

enum { WEBAUTHN_CHALLENGE = 32, WEBAUTHN_ID_MAX = 1023, WEBAUTHN_DATA_MAX = 4096 };

/* §6.1: the authenticator data. credential_id is empty without the flag AT. */
struct webauthn_data {
	struct bytes rp_id_hash, credential_id;
	_Bool present, verified; /* flags UP, UV */
	uint32_t sign_count;
};
enum err webauthn_data_parse(struct bytes in, struct webauthn_data *out, struct error *e) MUST_USE;

/* §5.8.1: the client data, JSON. type "webauthn.create" or "webauthn.get", challenge in base64url.
 */
struct webauthn_client {
	const char *type, *challenge, *origin;
	_Bool cross_origin;
};
enum err webauthn_client_parse(struct bytes in, struct arena *mem, struct webauthn_client *out,
			       struct error *e) MUST_USE;
