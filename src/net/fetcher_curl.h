/* struct fetcher with libcurl: http and https, never a redirect, never a proxy
 * of the environment, TLS verified, limits on time and size. Connections are
 * kept and used again; threads may share one fetcher. */
#pragma once
#include "base/fetcher.h"

/* ca_file: PEM file of the roots for TLS; NULL: the system's. */
struct fetcher *fetcher_curl_new(const char *ca_file);
void fetcher_curl_free(struct fetcher *f); /* no exchange may be going on; NULL is fine */
DEFINE_AUTO(fetcher_curl, struct fetcher *)
