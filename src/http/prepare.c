/* From the library's connection to struct request, and every refusal that needs
 * no handler: host, origin, route, rate, kind and size of the body. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include "base/rng.h"
#include "http/exchange.h"
#include "http/parse.h"

enum { HEADERS_MAX = 100 };

static enum MHD_Result header_take(void *cls, enum MHD_ValueKind kind, const char *name,
				   const char *value)
{
	struct exchange *x = cls;
	char *n = arena_strdup(x->rq.mem, name), *v = arena_strdup(x->rq.mem, value ? value : "");

	(void)kind;
	return n && v && x->rq.headers.n < HEADERS_MAX &&
			       fields_add(x->rq.mem, &x->rq.headers, n, v)
		       ? MHD_YES
		       : MHD_NO;
}

static size_t count_of(const struct fields *f, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += !strcasecmp(f->items[i].name, name);
	return n;
}

/* RFC 9112 §6.3: a request with both, or with two lengths, is how requests are smuggled. */
static enum err framing(struct exchange *x, struct error *e)
{
	const char *coding = request_header(&x->rq, "Transfer-Encoding");
	const char *length = request_header(&x->rq, "Content-Length");

	x->has_body = coding || length;
	x->rq.content_length = coding ? UINT64_MAX : 0;
	if (count_of(&x->rq.headers, "Content-Length") +
		    count_of(&x->rq.headers, "Transfer-Encoding") >
	    1)
		return error_set(e, ERR_INVALID, "more than one length of the body");
	if (coding && strcasecmp(coding, "chunked") != 0)
		return error_set(e, ERR_INVALID, "this transfer coding is not known");
	if (length && !content_length_parse(length, &x->rq.content_length))
		return error_set(e, ERR_INVALID, "Content-Length is not a number");
	x->has_body = x->rq.content_length > 0;
	if (count_of(&x->rq.headers, "Host") != 1)
		return error_set(e, ERR_INVALID, "exactly one Host is needed");
	return ERR_OK;
}

static const char *peer_of(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "";
	const void *addr;

	if (!info || !info->client_addr)
		return "";
	addr = info->client_addr->sa_family == AF_INET6
		       ? (const void *)&((const struct sockaddr_in6 *)info->client_addr)->sin6_addr
		       : (const void *)&((const struct sockaddr_in *)info->client_addr)->sin_addr;
	if (!inet_ntop(info->client_addr->sa_family, addr, text, sizeof(text)))
		return "";
	return arena_strdup(x->rq.mem, strncmp(text, "::ffff:", 7) ? text : text + 7);
}

static const char *language(struct exchange *x)
{
	const char *asked[] = { request_query(&x->rq, "lang"), request_cookie(&x->rq, "lang") };

	for (size_t i = 0; i < COUNT_OF(asked); i++)
		if (asked[i] && (!strcmp(asked[i], "ja") || !strcmp(asked[i], "en")))
			return strcmp(asked[i], "ja") ? "en" : "ja";
	return language_choose(request_header(&x->rq, "Accept-Language"), x->server->config.lang);
}

static enum err identify(struct exchange *x, const char *method, struct error *e)
{
	unsigned char random[8];
	char *id = arena_alloc(x->rq.mem, 2 * sizeof(random) + 1);
	const char *query = strchr(x->uri, '?');

	rng_fill(rng_system(), random, sizeof(random));
	hex_encode(BYTES(random, sizeof(random)), id);
	x->rq.id = id;
	x->rq.lang = x->server->config.lang;
	x->rq.method = arena_strdup(x->rq.mem, method);
	x->rq.path = arena_strndup(x->rq.mem, x->uri, strcspn(x->uri, "?#"));
	x->rq.content_length = UINT64_MAX;
	x->has_body = 1; /* until framing knows better: the connection is closed after a refusal */
	if (MHD_get_connection_values(x->con, MHD_HEADER_KIND, header_take, x) < 0 ||
	    x->rq.headers.n >= HEADERS_MAX)
		return error_set(e, ERR_INVALID, "too many headers");
	TRY(framing(x, e));
	for (size_t i = 0; i < x->rq.headers.n; i++)
		if (!strcasecmp(x->rq.headers.items[i].name, "Cookie"))
			cookies_parse(x->rq.mem, x->rq.headers.items[i].value, &x->rq.cookies);
	x->rq.remote = site_remote(x->server->site, peer_of(x),
				   request_header(&x->rq, "X-Forwarded-For"), x->rq.mem);
	x->rq.lang = language(x);
	if (query)
		TRY(query_parse(x->rq.mem, query + 1, &x->rq.query, e));
	x->rq.lang = language(x);
	return ERR_OK;
}

static _Bool is_safe(const char *method)
{
	return !strcmp(method, "GET") || !strcmp(method, "HEAD") || !strcmp(method, "OPTIONS");
}

/* Probes of a supervisor come by address and carry no session. */
static _Bool is_probe(const char *path)
{
	return !strcmp(path, "/healthz") || !strcmp(path, "/readyz") || !strcmp(path, "/metrics");
}

static enum err place(struct exchange *x, struct error *e)
{
	const char *host = request_header(&x->rq, "Host");

	x->rq.secure = site_secure(x->server->site);
	if (!site_host_ok(x->server->site, host) && !is_probe(x->rq.path))
		return error_set(e, ERR_MISDIRECTED,
				 "this server is not the one asked for; see the setting base_url");
	x->rq.origin = arena_printf(x->rq.mem, "%s://%s", x->rq.secure ? "https" : "http", host);
	if (!is_safe(x->rq.method) && !site_origin_ok(x->server->site, &x->rq))
		return error_set(e, ERR_CSRF, "the request comes from a page of another site");
	return ERR_OK;
}

static _Bool wants_page(const struct exchange *x)
{
	const char *accept = request_header(&x->rq, "Accept");

	return accept && strstr(accept, "text/html") && strncmp(x->rq.path, "/api/", 5) != 0;
}

/* A browser at a wrong address gets the application, which says so. */
static _Bool find_file(struct exchange *x)
{
	const struct static_files *files = x->server->config.files;
	char *path = percent_decode(x->rq.mem, x->rq.path, strlen(x->rq.path), 0);

	if (!files || !path || (strcmp(x->rq.method, "GET") && strcmp(x->rq.method, "HEAD")))
		return 0;
	if (static_find(files, path, x->rq.mem, &x->file))
		return 1;
	if (!wants_page(x) || !static_find(files, "/index.html", x->rq.mem, &x->file))
		return 0;
	x->rs.status = 404;
	return 1;
}

static enum err find(struct exchange *x, struct error *e)
{
	const struct http_config *c = &x->server->config;
	struct route_match m = { 0 };

	TRY(route_find(c->tables, c->n_tables, x->rq.method, x->rq.path, x->rq.mem, &m, e));
	if (m.route) {
		x->rq.route = m.route;
		x->rq.params = m.params;
		x->rq.app = m.table->app;
		x->table = m.table;
		return ERR_OK;
	}
	if (m.allow) {
		x->allow = m.allow;
		return error_set(e, ERR_METHOD, "here: %s", m.allow);
	}
	if (find_file(x))
		return x->has_body ? error_set(e, ERR_INVALID, "a file takes no body") : ERR_OK;
	return error_set(e, ERR_NOT_FOUND, "there is nothing at this address");
}

static enum err pace(struct exchange *x, struct error *e)
{
	const struct route *r = x->rq.route;
	char *key;

	if (!r->per_minute)
		return ERR_OK;
	key = arena_printf(x->rq.mem, "%s %s %s", x->rq.remote, r->method, r->path);
	if (key && rate_take(x->server->rate, key, r->per_minute, clock_monotonic(), &x->retry_s))
		return ERR_OK;
	return error_set(e, ERR_RATE_LIMITED, "more than %u a minute", r->per_minute);
}

static _Bool is_type(const char *media, const char *wanted)
{
	return wanted && !strcmp(media, wanted);
}

static enum err body_kind(struct exchange *x, struct error *e)
{
	const char *type = request_header(&x->rq, "Content-Type");
	const char *wanted = x->rq.route->accepts ? x->rq.route->accepts : "application/json";
	uint64_t max = route_body_max(x->table, x->rq.route);
	char media[MEDIA_TYPE_SIZE];

	if (!x->has_body)
		return ERR_OK;
	if (!max)
		return error_set(e, ERR_INVALID, "this request takes no body");
	if (x->rq.content_length != UINT64_MAX && x->rq.content_length > max)
		return error_set(e, ERR_TOO_LARGE, "at most %llu bytes", (unsigned long long)max);
	if (!strcmp(wanted, "*/*"))
		return ERR_OK; /* the bytes say what they are */
	if (!type || !media_type_parse(type, media) ||
	    !(is_type(media, wanted) || is_type(media, x->rq.route->also_accepts)))
		return error_set(e, ERR_UNSUPPORTED, "the body must be %s", wanted);
	return ERR_OK;
}

enum err exchange_prepare(struct exchange *x, const char *method, struct error *e)
{
	TRY(identify(x, method, e));
	TRY(place(x, e));
	TRY(find(x, e));
	if (!x->rq.route)
		return ERR_OK;
	TRY(pace(x, e));
	return body_kind(x, e);
}
