/* The port for revocation that no public address tells: a contract with an approved verifier
 * of JPKI, a list of one's own. A provider is asked for the certificates that it covers. */
#pragma once
#include "sig/trust/cert_facts.h"
#include "sig/trust/x509.h"

struct cert_status;

struct revocation_provider {
	const char *name; /* for reports */
	void *ctx;
	_Bool (*covers)(void *ctx, X509 *cert, const struct cert_facts *facts);
	/* Fills state, revoked_at, reason and the times; the caller sets the rest. `at` is the time
	 * that is asked about. Threads may ask at once. A failure leaves the state unknown. */
	enum err (*ask)(void *ctx, X509 *cert, X509 *issuer, time_ms at, struct cert_status *out,
			struct error *e);
};
