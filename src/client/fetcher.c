#include "client/channel.h"
#include "net/fetcher_curl.h"

struct fetcher *client_fetcher_open(const struct client_server *s)
{
	const struct fetcher_curl_options o = {
		.ca_file = s->ca_file,
		.pin = s->pin,
		.https_only = 1,
		.system_proxy = 1,
		.once = 1, /* every request has its number, and comes once */
	};

	return fetcher_curl_open(&o);
}

void client_fetcher_free(struct fetcher *f)
{
	fetcher_curl_free(f);
}
