/* struct fetcher with libcurl: http and https, never a redirect nor a cookie, no proxy
 * of the environment unless asked for, TLS of 1.2 or later and verified, limits on time and size. Connections are
 * kept and used again; threads may share one fetcher. */
#pragma once
#include "base/fetcher.h"

/* ca_file: PEM file of the roots for TLS; NULL: the system's. */
struct fetcher *fetcher_curl_new(const char *ca_file);
struct fetcher_curl_options {
	const char *ca_file; /* as above */
	const char *pin; /* base64 of the SHA-256 of the server's SubjectPublicKeyInfo (RFC 7469 §2.4), asked
			  * besides a good chain; NULL: any */
	_Bool https_only;
	_Bool system_proxy; /* HTTPS_PROXY, NO_PROXY */
	_Bool once; /* a connection for each request: on one that is used again curl sends a second time what it
		     * believes lost */
};
struct fetcher *fetcher_curl_open(const struct fetcher_curl_options *o);
void fetcher_curl_free(struct fetcher *f); /* no exchange may be going on; NULL is fine */
DEFINE_AUTO(fetcher_curl, struct fetcher *)
