#include <ctype.h>
#include "csc/csc.h"

enum { URL_MAX = 1024, PORT_MAX = 65535 };

static _Bool is_host_byte(char ch)
{
	return isalnum((unsigned char)ch) || ch == '.' || ch == '-';
}

/* "sign.example.jp", "[2001:db8::1]"; NULL: it is no host. */
static const char *behind_host(const char *s)
{
	const char *from = s;

	if (*s == '[') {
		for (s++; isxdigit((unsigned char)*s) || *s == ':' || *s == '.'; s++)
			;
		return *s == ']' && s > from + 2 ? s + 1 : NULL;
	}
	while (is_host_byte(*s))
		s++;
	return s > from ? s : NULL;
}

/* ":8443", or nothing. */
static const char *behind_port(const char *s)
{
	long port = 0;

	if (*s != ':')
		return s;
	for (s++; isdigit((unsigned char)*s) && port <= PORT_MAX; s++)
		port = 10 * port + (*s - '0');
	return port > 0 && port <= PORT_MAX ? s : NULL;
}

/* RFC 3986, narrowed: what a browser, curl and we could read differently is refused. An '@' is the end of a
 * user's name for some of them wherever it stands. */
_Bool csc_address_ok(const char *url, _Bool allow_http)
{
	size_t scheme = !strncmp(url, "https://", 8)		     ? 8
			: allow_http && !strncmp(url, "http://", 7) ? 7
								     : 0;
	const char *at = scheme && strlen(url) <= URL_MAX ? behind_host(url + scheme) : NULL;

	at = at ? behind_port(at) : NULL;
	if (!at || (*at && *at != '/'))
		return 0;
	for (; *at; at++)
		if (*at <= 0x20 || *at >= 0x7f || strchr("?#@\\\"<>^`{|}", *at))
			return 0;
	return 1;
}

static size_t without_slashes(const char *s)
{
	size_t n = strlen(s);

	while (n && s[n - 1] == '/')
		n--;
	return n;
}

_Bool csc_issuer_is(const char *expected, const char *iss)
{
	size_t n = without_slashes(expected);

	return n == without_slashes(iss) && !strncmp(expected, iss, n);
}
