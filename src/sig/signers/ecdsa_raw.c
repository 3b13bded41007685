#include "sig/signers/ecdsa_raw.h"
#include "sig/asn1/der.h"

enum { HALF_MAX = 66 }; /* P-521 */

enum err ecdsa_raw_to_der(struct bytes raw, struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(2 * HALF_MAX + 16);
	size_t half = raw.len / 2;

	if (!raw.len || raw.len % 2 || half > HALF_MAX)
		return error_set(e, ERR_KEY, "an ECDSA signature of %zu bytes", raw.len);
	der_begin(&w, DER_SEQUENCE);
	der_put_uint_bytes(&w, bytes_slice(raw, 0, half));
	der_put_uint_bytes(&w, bytes_slice(raw, half, half));
	der_end(&w);
	return der_take(&w, mem, out, e);
}
