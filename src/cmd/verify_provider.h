/* A revocation provider that is a program: it gets a certificate of JPKI (DER) on standard input
 * and writes one line, "good", "unknown" or "revoked" and the time (RFC 3339). */
#pragma once
#include "sig/trust/provider.h"

/* path must be absolute and executable; it must outlive *out. ERR_INVALID. */
enum err verify_provider_open(const char *path, struct revocation_provider *out,
			      struct error *e) MUST_USE;
/* Reads the line. ERR_INVALID: it is none of the three. */
enum err verify_provider_read(const char *line, struct cert_status *out, struct error *e) MUST_USE;
