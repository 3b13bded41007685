/* A stranger's query, answered: the answer is always one whole DER element. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/asn1/der.h"
#include "sig/trust/local_ca.h"
#include "sig/tsp/tsa.h"

/* One authority for all inputs. */
static const struct tsa *authority(void)
{
	static struct tsa t;
	static struct clock clock;
	static struct rng rng;
	static struct arena *mem;
	struct local_ca ca = { .clock = &clock, .rng = &rng };
	struct bytes cert;

	if (mem)
		return &t;
	mem = arena_new(0);
	clock = clock_fixed(1795000000000);
	rng = rng_test(1);
	if (pkey_generate(PKEY_P256, &ca.key, NULL) != ERR_OK ||
	    local_ca_root(&ca, NULL, mem, &cert, NULL) != ERR_OK ||
	    signer_file_new(ca.key, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 }, &cert, 1,
			    &t.signer, NULL) != ERR_OK)
		abort();
	t.clock = &clock;
	t.rng = &rng;
	t.policy = "1.2.3";
	t.accuracy_ms = 1000;
	return &t;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct bytes reply;

	if (tsa_answer(authority(), BYTES(data, size), mem, &reply, NULL) != ERR_OK ||
	    der_check(reply, NULL) != ERR_OK)
		abort();
	return 0;
}
