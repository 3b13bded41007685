/* Is the one at the other end of a TLS connection the server that the list of servers names? On
 * Windows; for fetcher_windows.c and exchange_windows.c. */
#pragma once
#include "base/error.h"
#include "client/servers.h"

struct peer_rule {
	void *roots; /* HCERTSTORE: no other root counts; NULL: the system's, and WinHTTP has judged
		      */
	char *pin;   /* as in servers.h; NULL: any key */
};
/* Reads the roots of the server's entry. To be handed to peer_rule_done, also on failure. */
enum err peer_rule_make(const struct client_server *s, struct peer_rule *out,
			struct error *e) MUST_USE;
void peer_rule_done(struct peer_rule *r);

/* cert: CERT_CONTEXT of the connection, with the certificates that came along in its store. host:
 * the name that was asked for. ERR_UNAVAILABLE: it is somebody else. */
enum err peer_check(const struct peer_rule *r, const void *cert, const wchar_t *host,
		    struct error *e) MUST_USE;
