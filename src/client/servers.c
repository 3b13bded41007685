#include "client/servers.h"
#include "client/pc.h"
#include "client/url.h"
#include "os/file.h"

enum { SERVERS_MAX = 256, FILE_BYTES_MAX = 64 * 1024, PIN_CHARS = 44, PIN_BYTES = 32 };
static const char scheme[] = "https://";

struct reading {
	struct arena *mem;
	struct client_server *items;
	size_t n;
	unsigned line;
};

static enum err wrong(const struct reading *r, const char *what, struct error *e)
{
	return error_set(e, ERR_INVALID, "list of servers, line %u: %s", r->line, what);
}

static enum err origin_parse(const char *url, size_t n, char host[CLIENT_HOST_SIZE], unsigned *port,
			     struct error *e)
{
	if (n < sizeof(scheme) || strncmp(url, scheme, sizeof(scheme) - 1) != 0)
		return error_set(e, ERR_INVALID, "a server is named as https://host[:port]");
	return client_host_parse(url + sizeof(scheme) - 1, url + n, host, port, e);
}

static enum err server_name(struct reading *r, struct bytes word, struct client_server *s,
			    struct error *e)
{
	char host[CLIENT_HOST_SIZE];

	if (origin_parse((const char *)word.data, word.len, host, &s->port, NULL) != ERR_OK)
		return wrong(r, "a server is named as https://host[:port]", e);
	s->host = arena_strdup(r->mem, host);
	s->origin = s->port == 443 ? arena_printf(r->mem, "https://%s", host)
				   : arena_printf(r->mem, "https://%s:%u", host, s->port);
	return s->host && s->origin ? ERR_OK : wrong(r, "no room", e);
}

static _Bool pin_ok(struct bytes pin)
{
	unsigned char raw[PIN_CHARS];
	size_t n;

	return pin.len == PIN_CHARS && base64_decode((const char *)pin.data, pin.len, raw, &n) &&
	       n == PIN_BYTES;
}

static enum err server_option(struct reading *r, struct bytes word, struct client_server *s,
			      struct error *e)
{
	const struct bytes ca = BYTES_LIT("ca="), pin = BYTES_LIT("pin=sha256:");
	_Bool is_ca = bytes_starts_with(word, ca);
	struct bytes value = bytes_slice(word, is_ca ? ca.len : pin.len, word.len);
	const char **to = is_ca ? &s->ca_file : &s->pin;

	if (!is_ca && !bytes_starts_with(word, pin))
		return wrong(r, "only ca=FILE and pin=sha256:BASE64 may follow a server", e);
	if (is_ca && !pc_path_is_whole(value))
		return wrong(r, "ca= names a file by its whole path", e);
	if (!is_ca && !pin_ok(value))
		return wrong(r, "pin=sha256: is followed by 44 characters of base64", e);
	if (*to)
		return wrong(r, "an option stands twice", e);
	*to = arena_strndup(r->mem, (const char *)value.data, value.len);
	return *to ? ERR_OK : wrong(r, "no room", e);
}

static _Bool blank(unsigned char c)
{
	return c == ' ' || c == '\t';
}

/* The next word of the line; empty at its end. */
static struct bytes word_next(struct bytes *line)
{
	struct bytes word;
	size_t n = 0;

	while (line->len && blank(line->data[0]))
		*line = bytes_slice(*line, 1, line->len);
	while (n < line->len && !blank(line->data[n]))
		n++;
	word = bytes_slice(*line, 0, n);
	*line = bytes_slice(*line, n, line->len);
	return word;
}

static const struct client_server *lookup(const struct client_server *items, size_t n,
					  const char *host, unsigned port)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].port == port && !strcmp(items[i].host, host))
			return &items[i];
	return NULL;
}

static enum err line_read(struct reading *r, struct bytes line, struct error *e)
{
	struct client_server s = { 0 };
	struct bytes word;

	for (size_t i = 0; i < line.len; i++)
		if (line.data[i] != '\t' && (line.data[i] < 0x20 || line.data[i] == 0x7f))
			return wrong(r, "it has a control character", e);
	word = word_next(&line);
	if (!word.len || word.data[0] == '#')
		return ERR_OK;
	if (r->n == SERVERS_MAX)
		return wrong(r, "there are more than 256 servers", e);
	TRY(server_name(r, word, &s, e));
	while ((word = word_next(&line)).len && word.data[0] != '#')
		TRY(server_option(r, word, &s, e));
	if (lookup(r->items, r->n, s.host, s.port))
		return wrong(r, "the server stands on the list already", e);
	r->items[r->n++] = s;
	return ERR_OK;
}

enum err client_servers_parse(struct bytes text, struct arena *mem, struct client_servers *out,
			      struct error *e)
{
	const struct bytes mark = BYTES_LIT("\xef\xbb\xbf"); /* of UTF-8, by Windows' editor */
	struct reading r = { .mem = mem,
			     .items = arena_alloc_n(mem, SERVERS_MAX, sizeof(*r.items)) };

	if (!r.items)
		return error_set(e, ERR_TOO_LARGE, "no room for the list of servers");
	if (bytes_starts_with(text, mark))
		text = bytes_slice(text, mark.len, text.len);
	while (text.len) {
		size_t end = bytes_find(text, BYTES_LIT("\n"), 0);
		size_t n = end == SIZE_MAX ? text.len : end;
		_Bool cr = n && text.data[n - 1] == '\r';

		r.line++;
		TRY(line_read(&r, bytes_slice(text, 0, n - cr), e));
		text = bytes_slice(text, n + 1, text.len);
	}
	*out = (struct client_servers){ r.items, r.n };
	return ERR_OK;
}

enum err client_servers_load(const char *path, struct arena *mem, struct client_servers *out,
			     struct error *e)
{
	AUTO(buf) struct buf text = { 0 };
	enum err rc;

	rc = path ? file_read(path, FILE_BYTES_MAX, &text, e)
		  : pc_servers_read(mem, FILE_BYTES_MAX, &path, &text, e);
	if (rc == ERR_NOT_FOUND)
		return error_set(e, ERR_DENIED, "no server is allowed yet: name it in %s", path);
	TRY(rc);
	rc = client_servers_parse(buf_bytes(&text), mem, out, e);
	return rc == ERR_OK ? rc : error_wrap(e, rc, path);
}

enum err client_servers_find(const struct client_servers *s, const char *host, unsigned port,
			     const struct client_server **out, struct error *e)
{
	const struct client_server *hit = lookup(s->items, s->n, host, port);

	if (!hit)
		return error_set(e, ERR_DENIED,
				 "the server %.120s:%u is not on this PC's list of servers; if you "
				 "trust it, "
				 "your administrator adds it there",
				 host, port);
	*out = hit;
	return ERR_OK;
}

enum err client_servers_find_url(const struct client_servers *s, const char *url,
				 const struct client_server **out, struct error *e)
{
	char host[CLIENT_HOST_SIZE];
	unsigned port;

	TRY(origin_parse(url, strlen(url), host, &port, e));
	return client_servers_find(s, host, port, out, e);
}
