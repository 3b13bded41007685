#include "http/site.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum { PROXIES_MAX = 32, ADDRESS_BYTES = 16, HOST_MAX = 255 };

struct block { /* IPv4 as IPv4-mapped IPv6 */
	unsigned char addr[ADDRESS_BYTES];
	unsigned bits;
};

struct site {
	char *authority; /* "host" or "host:port"; NULL: loopback only */
	_Bool secure;
	struct block proxies[PROXIES_MAX];
	size_t n_proxies;
};

static _Bool address_parse(const char *s, unsigned char out[ADDRESS_BYTES], _Bool *v4_out)
{
	static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
	unsigned char a[ADDRESS_BYTES];

	if (inet_pton(AF_INET, s, a + 12) == 1) {
		memcpy(a, mapped, sizeof(mapped));
		*v4_out = 1;
	} else if (inet_pton(AF_INET6, s, a) == 1) {
		*v4_out = 0;
	} else {
		return 0;
	}
	memcpy(out, a, sizeof(a));
	return 1;
}

static enum err block_parse(const char *s, size_t len, struct block *out, struct error *e)
{
	char text[64] = { 0 }, *slash;
	long bits = -1;
	_Bool v4;

	if (len >= sizeof(text))
		return error_set(e, ERR_INVALID, "trusted_proxies: an entry is too long");
	memcpy(text, s, len);
	slash = strchr(text, '/');
	if (slash) {
		char *end;

		*slash = '\0';
		bits = strtol(slash + 1, &end, 10);
		if (!isdigit((unsigned char)slash[1]) || *end || bits > 128)
			return error_set(e, ERR_INVALID, "trusted_proxies: bad prefix length");
	}
	if (!address_parse(text, out->addr, &v4) || (v4 && bits > 32))
		return error_set(e, ERR_INVALID, "trusted_proxies: \"%s\" is no address", text);
	out->bits = bits < 0 ? 128u : (unsigned)bits + (v4 ? 96u : 0u);
	return ERR_OK;
}

static enum err proxies_parse(struct site *s, const char *list, struct error *e)
{
	while (list && *list) {
		size_t skip = strspn(list, ", "), len = strcspn(list + skip, ", ");

		if (len && s->n_proxies == PROXIES_MAX)
			return error_set(e, ERR_INVALID, "trusted_proxies: at most %d",
					 PROXIES_MAX);
		if (len)
			TRY(block_parse(list + skip, len, &s->proxies[s->n_proxies++], e));
		list += skip + len;
	}
	return ERR_OK;
}

static enum err base_url_parse(struct site *s, const char *url, struct error *e)
{
	const char *rest;
	size_t len;

	if (!url || !*url)
		return ERR_OK;
	s->secure = !strncmp(url, "https://", 8);
	if (!s->secure && strncmp(url, "http://", 7) != 0)
		return error_set(e, ERR_INVALID, "base_url must begin with https:// or http://");
	rest = url + (s->secure ? 8 : 7);
	len = strcspn(rest, "/?#@");
	if (!len || len > HOST_MAX || (rest[len] && strcmp(rest + len, "/") != 0))
		return error_set(e, ERR_INVALID,
				 "base_url is scheme and host only: https://sign.example.jp");
	s->authority = strndup(rest, len);
	return ERR_OK;
}

enum err site_new(const char *base_url, const char *trusted_proxies, struct site **out,
		  struct error *e)
{
	AUTO(site) struct site *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	TRY(base_url_parse(s, base_url, e));
	TRY(proxies_parse(s, trusted_proxies, e));
	*out = TAKE_PTR(s);
	return ERR_OK;
}

void site_free(struct site *s)
{
	if (!s)
		return;
	free(s->authority);
	free(s);
}

_Bool site_secure(const struct site *s)
{
	return s->secure;
}

static _Bool port_or_end(const char *s)
{
	if (!*s)
		return 1;
	if (*s != ':' || strlen(s) > 6 || !s[1])
		return 0;
	for (s++; *s; s++)
		if (!isdigit((unsigned char)*s))
			return 0;
	return 1;
}

static _Bool loopback_host(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t n = strlen(names[i]);

		if (!strncasecmp(host, names[i], n) && port_or_end(host + n))
			return 1;
	}
	return 0;
}

_Bool site_host_ok(const struct site *s, const char *host)
{
	if (!host || !*host || strlen(host) > HOST_MAX)
		return 0;
	return s->authority ? !strcasecmp(host, s->authority) : loopback_host(host);
}

_Bool site_origin_ok(const struct site *s, const struct request *rq)
{
	const char *origin = request_header(rq, "Origin");
	const char *fetch_site = request_header(rq, "Sec-Fetch-Site");

	(void)s;
	if (origin)
		return rq->origin && !strcasecmp(origin, rq->origin);
	return !fetch_site || !strcmp(fetch_site, "same-origin") || !strcmp(fetch_site, "none");
}

static _Bool in_block(const struct block *b, const unsigned char addr[ADDRESS_BYTES])
{
	unsigned whole = b->bits / 8, rest = b->bits % 8;
	unsigned char mask = (unsigned char)(0xFF00u >> rest);

	return !memcmp(b->addr, addr, whole) &&
	       (!rest || (b->addr[whole] & mask) == (addr[whole] & mask));
}

static _Bool trusted(const struct site *s, const char *address)
{
	unsigned char a[ADDRESS_BYTES];
	_Bool v4;

	if (!address_parse(address, a, &v4))
		return 0;
	for (size_t i = 0; i < s->n_proxies; i++)
		if (in_block(&s->proxies[i], a))
			return 1;
	return 0;
}

/* Cuts the last entry off the list of len bytes; NULL when there is none left. */
static char *last_entry(const char *list, size_t *len, struct arena *mem)
{
	size_t end = *len, start;

	while (end && strchr(", \t", list[end - 1]))
		end--;
	start = end;
	while (start && !strchr(", \t", list[start - 1]))
		start--;
	*len = start;
	return end > start ? arena_strndup(mem, list + start, end - start) : NULL;
}

const char *site_remote(const struct site *s, const char *peer, const char *forwarded_for,
			struct arena *mem)
{
	size_t len = forwarded_for ? strlen(forwarded_for) : 0;
	unsigned char a[ADDRESS_BYTES];
	_Bool v4;

	/* from the right: each hop is believed only if the one that told it is trusted */
	while (len && trusted(s, peer)) {
		char *entry = last_entry(forwarded_for, &len, mem);

		if (!entry || !address_parse(entry, a, &v4))
			break;
		peer = entry;
	}
	return peer;
}
