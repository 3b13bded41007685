/* Where this server believes it is: which Host and Origin it answers, who the
 * client is behind trusted proxies, whether the browser talks TLS.
 *
 * A Host that is not ours is refused (DNS rebinding); an unsafe method from a
 * foreign page is refused (cross-site request forgery) before any session is looked at. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "http/message.h"

struct site;

/* base_url: "https://sign.example.jp" (no path), or NULL/"": plain HTTP on loopback
 * names only. trusted_proxies: addresses or CIDR blocks separated by commas; may be NULL. */
enum err site_new(const char *base_url, const char *trusted_proxies, struct site **out,
		  struct error *e) MUST_USE;
void site_free(struct site *s);
DEFINE_AUTO(site, struct site *)

_Bool site_secure(const struct site *s); /* base_url is https */
/* Is this Host value ours? Without a base_url: localhost, 127.0.0.1 or [::1], any port. */
_Bool site_host_ok(const struct site *s, const char *host);
/* May this unsafe request come from the page it comes from? Judged by Origin, else
 * Sec-Fetch-Site; a client that sends neither is no browser. */
_Bool site_origin_ok(const struct site *s, const struct request *rq);
/* The client's address: peer, or what trusted proxies put into X-Forwarded-For. */
const char *site_remote(const struct site *s, const char *peer, const char *forwarded_for,
			struct arena *mem);
