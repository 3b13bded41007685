/* The servers that this PC's owner allows: nobody else is ever talked to (pc.h). A
 * line each:
 *
 *     https://sign.example.jp[:PORT] [ca=/path/of/roots.pem] [pin=sha256:BASE64]
 *
 * ca: the server's chain must lead to one of these roots, and no other counts. pin: the SHA-256 of
 * its public key (SubjectPublicKeyInfo, RFC 7469 §2.4), asked besides a good chain. "#" begins a
 * comment. Lines may end as Windows ends them. */
#pragma once
#include "base/arena.h"
#include "base/error.h"

struct client_server {
	const char *origin; /* "https://sign.example.jp:8443", the port left out when it is 443 */
	const char *host;
	unsigned port;
	const char *ca_file, *pin; /* NULL: the system's roots; any key */
};
struct client_servers {
	const struct client_server *items;
	size_t n;
};

/* One line that is wrong makes the whole list invalid: ERR_INVALID names it. */
enum err client_servers_parse(struct bytes text, struct arena *mem, struct client_servers *out,
			      struct error *e) MUST_USE;
/* path NULL: this PC's own list. */
enum err client_servers_load(const char *path, struct arena *mem, struct client_servers *out,
			     struct error *e) MUST_USE;
/* ERR_DENIED with advice when it is not on the list. */
enum err client_servers_find(const struct client_servers *s, const char *host, unsigned port,
			     const struct client_server **out, struct error *e) MUST_USE;
/* The same for "https://host[:port]", as a person writes it. */
enum err client_servers_find_url(const struct client_servers *s, const char *url,
				 const struct client_server **out, struct error *e) MUST_USE;
