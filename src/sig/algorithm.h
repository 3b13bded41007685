/* The signature algorithms that a key outside may use, by their names in the protocol of the
 * signing program (docs/formats/agent-protocol.md). */
#pragma once
#include "crypto/pkey.h"
#include "sig/trust/cert_facts.h"

_Bool sig_algorithm_parse(const char *name, struct sig_alg *out) MUST_USE;
/* In the order of preference; NULL past the last. */
const char *sig_algorithm_name(size_t i);
/* Is it one for this key? Elliptic curves go with one digest each; RSA of 2,048 bits or more. */
_Bool sig_algorithm_fits(const char *name, const struct cert_facts *cert);
