/* What may be chosen for a request: certificates and algorithms. */
#pragma once
#include "client/keys.h"
#include "client/protocol.h"

/* The certificates of a source; those that this request does not take are hidden with the reason.
 * Those for signatures (nonRepudiation) come first, hidden ones last.
 * usable: ERR_CERT when none is left to choose. */
enum err client_certs(struct key_source *keys, const struct client_offer *o, time_ms now,
		      struct arena *mem, const struct key_cert **out, size_t *n_out,
		      struct error *e) MUST_USE;
enum err client_certs_usable(const struct key_cert *certs, size_t n, struct error *e) MUST_USE;
