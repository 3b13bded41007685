/* The address that a browser starts this program with:
 *
 *     skysign://sign/HOST[:PORT]/<43 characters base64url>
 *
 * It carries a one-time ticket and the name of a server, which must be on this PC's own list
 * (servers.h), and nothing else: no path, no option, no key. */
#pragma once
#include "base/error.h"

enum { CLIENT_HOST_SIZE = 254, CLIENT_TICKET_SIZE = 44 };

struct client_url {
	char host[CLIENT_HOST_SIZE]; /* lower case */
	unsigned port;		     /* 443 when none is named */
	char ticket[CLIENT_TICKET_SIZE];
};
/* ERR_INVALID. Nothing but the form above is taken, not even a slash behind it. */
enum err client_url_parse(const char *text, struct client_url *out, struct error *e) MUST_USE;

/* "HOST[:PORT]" up to `end`: a DNS name or an IPv4 address. */
enum err client_host_parse(const char *text, const char *end, char host[CLIENT_HOST_SIZE],
			   unsigned *port, struct error *e) MUST_USE;
/* 256 bits in canonical base64url, and nothing else? */
_Bool client_ticket_ok(const char *ticket);
