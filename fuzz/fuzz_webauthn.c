/* What a browser hands over for a passkey: authenticator data and client data. */
#include "domain/webauthn.h"
#include <assert.h>
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct bytes in = BYTES(data, size);
	struct webauthn_client c;
	struct webauthn_data a;

	if (webauthn_data_parse(in, &a, NULL) == ERR_OK) {
		assert(a.rp_id_hash.len == 32);
		assert(a.credential_id.len <= WEBAUTHN_ID_MAX);
		assert(!a.credential_id.len ||
		       a.credential_id.data + a.credential_id.len <= data + size);
	}
	if (webauthn_client_parse(in, mem, &c, NULL) == ERR_OK)
		assert(c.type && c.challenge && c.origin);
	return 0;
}
