/* Which network addresses belong to the public internet (RFC 6890 registries).
 * What a stranger's certificate or form names (OCSP, CRL, webhook) may only
 * lead there: everything else would let them knock on doors inside. */
#pragma once
#include <sys/socket.h>
#include "base/attr.h"

/* False for loopback, private, link-local, shared, multicast, reserved and
 * unspecified addresses, for IPv6 forms that carry such an IPv4 address
 * (mapped, NAT64, 6to4), and for any family but IPv4 and IPv6. */
_Bool address_is_public(const struct sockaddr *sa, socklen_t len) MUST_USE;
/* The same for text such as "192.0.2.1" or "2001:db8::1"; no text is not public. */
_Bool address_text_is_public(const char *ip) MUST_USE;
