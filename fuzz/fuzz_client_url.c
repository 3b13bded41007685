/* What a browser starts skysign-client with, and its list of servers: the first byte chooses. */
#include "fuzz.h"
#include <stdlib.h>
#include "client/servers.h"
#include "client/url.h"

static void url(struct arena *mem, struct bytes in)
{
	const char *text = arena_strndup(mem, (const char *)in.data, in.len);
	struct client_url u;

	if (client_url_parse(text, &u, NULL) != ERR_OK)
		return;
	/* nothing but host, port and ticket comes through */
	if (!client_ticket_ok(u.ticket) || !u.port || u.port > 65535 || !u.host[0])
		abort();
	for (const char *c = u.host; *c; c++)
		if (!((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '.' ||
		      *c == '-'))
			abort();
}

static void servers(struct arena *mem, struct bytes in)
{
	const struct client_server *hit;
	struct client_servers s;

	if (client_servers_parse(in, mem, &s, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < s.n; i++)
		if (client_servers_find_url(&s, s.items[i].origin, &hit, NULL) != ERR_OK ||
		    hit != &s.items[i])
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);

	if (!size || size > 4096)
		return 0;
	if (data[0] & 1)
		url(mem, BYTES(data + 1, size - 1));
	else
		servers(mem, BYTES(data + 1, size - 1));
	return 0;
}
