#include "test_cert.h"
#include "sig/trust/local_ca.h"

enum err test_cert(struct pkey *key, struct arena *mem, struct bytes *der_out, struct error *e)
{
	struct local_ca ca = { .key = key, .clock = clock_system(), .rng = rng_system() };
	struct ca_subject subject = { .kind = CA_SIGNER, .name = "bench", .key = key, .days = 365 };
	struct bytes serial;

	TRY(local_ca_root(&ca, NULL, mem, &ca.cert, e));
	return local_ca_issue(&ca, &subject, mem, der_out, &serial, e);
}
