/* What strangers post to our OCSP responder. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/asn1/der.h"
#include "sig/trust/ocsp_responder.h"

static enum err unknown(void *ctx, struct bytes serial, struct ocsp_status *out, struct error *e)
{
	(void)ctx;
	(void)e;
	out->state = serial.len % 2 ? OCSP_GOOD : OCSP_UNKNOWN;
	return ERR_OK;
}

/* One key and one certificate for all inputs. */
static const struct ocsp_responder *responder(void)
{
	static struct ocsp_responder r;
	static struct clock clock;
	static struct rng rng;
	static struct arena *mem;
	struct local_ca ca = { .clock = &clock, .rng = &rng };

	if (mem)
		return &r;
	mem = arena_new(0);
	clock = clock_fixed(1795000000000);
	rng = rng_test(1);
	if (pkey_generate(PKEY_P256, &r.key, NULL) != ERR_OK)
		abort();
	ca.key = r.key;
	if (local_ca_root(&ca, NULL, mem, &r.cert, NULL) != ERR_OK)
		abort();
	r.issuer = r.cert;
	r.clock = &clock;
	r.valid_ms = 1000;
	r.status = unknown;
	return &r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	struct bytes reply;

	if (ocsp_answer(responder(), BYTES(data, size), mem, &reply, NULL) != ERR_OK ||
	    der_check(reply, NULL) != ERR_OK)
		abort();
	return 0;
}
