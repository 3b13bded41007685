#include "client/url.h"
#include "base/bytes.h"

enum { LABEL_MAX = 63, PORT_DIGITS = 5, PORT_MAX = 65535, TICKET_BYTES = 32 };
static const char prefix[] = "skysign://sign/";

static _Bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static _Bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 1123 §2.1: letters, digits and inner hyphens. */
static _Bool label_ok(const char *from, size_t n)
{
	if (!n || n > LABEL_MAX || from[0] == '-' || from[n - 1] == '-')
		return 0;
	for (size_t i = 0; i < n; i++)
		if (!letter(from[i]) && !digit(from[i]) && from[i] != '-')
			return 0;
	return 1;
}

static _Bool host_ok(const char *from, size_t n)
{
	size_t at = 0;

	if (!n || n >= CLIENT_HOST_SIZE)
		return 0;
	for (size_t i = 0; i <= n; i++) {
		if (i < n && from[i] != '.')
			continue;
		if (!label_ok(from + at, i - at))
			return 0;
		at = i + 1;
	}
	return 1;
}

static _Bool port_parse(const char *from, size_t n, unsigned *out)
{
	unsigned v = 0;

	if (!n || n > PORT_DIGITS || from[0] == '0')
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!digit(from[i]))
			return 0;
		v = v * 10 + (unsigned)(from[i] - '0');
	}
	*out = v;
	return v <= PORT_MAX;
}

enum err client_host_parse(const char *text, const char *end, char host[CLIENT_HOST_SIZE],
			   unsigned *port, struct error *e)
{
	const char *colon = memchr(text, ':', (size_t)(end - text));
	size_t n = (size_t)((colon ? colon : end) - text);
	unsigned p = 443;

	if (!host_ok(text, n))
		return error_set(e, ERR_INVALID, "the address names no server");
	if (colon && !port_parse(colon + 1, (size_t)(end - colon - 1), &p))
		return error_set(e, ERR_INVALID,
				 "the port in the address is no number from 1 to 65535");
	for (size_t i = 0; i < n; i++)
		host[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
	host[n] = '\0';
	*port = p;
	return ERR_OK;
}

_Bool client_ticket_ok(const char *ticket)
{
	unsigned char raw[CLIENT_TICKET_SIZE];
	size_t n;

	return strlen(ticket) == CLIENT_TICKET_SIZE - 1 &&
	       base64url_decode(ticket, CLIENT_TICKET_SIZE - 1, raw, &n) && n == TICKET_BYTES;
}

enum err client_url_parse(const char *text, struct client_url *out, struct error *e)
{
	const char *host = text + sizeof(prefix) - 1, *slash;
	struct client_url u = { 0 };

	if (strncmp(text, prefix, sizeof(prefix) - 1) != 0)
		return error_set(e, ERR_INVALID, "the address is not of the form skysign://sign/…");
	slash = strchr(host, '/');
	if (!slash || !client_ticket_ok(slash + 1))
		return error_set(
			e, ERR_INVALID,
			"the address carries no ticket; start again from the page in the browser");
	TRY(client_host_parse(host, slash, u.host, &u.port, e));
	memcpy(u.ticket, slash + 1, CLIENT_TICKET_SIZE);
	*out = u;
	return ERR_OK;
}
