/* A server of src/http with a few routes of its own, for the scenario tests:
 *     http_probe LISTEN [FOLDER]     prints "port N", ends when stdin closes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "http/server.h"

enum { FILE_SIZE = 300000, UPLOAD_MAX = 8 * MIB };

static enum err hello(struct request *rq, struct response *rs, struct error *e)
{
	const char *name = request_query(rq, "name");

	(void)e;
	rs->json = json_pack("{s:s,s:s,s:s}", "hello", name ? name : "world", "lang", rq->lang,
			     "remote", rq->remote);
	return rs->json ? ERR_OK : ERR_INTERNAL;
}

static enum err echo(struct request *rq, struct response *rs, struct error *e)
{
	(void)e;
	rs->status = 201;
	rs->json = json_pack("{s:O?}", "body", rq->json);
	response_cookie(rq, rs, "seen", "1", 60, 1);
	return ERR_OK;
}

static enum err item(struct request *rq, struct response *rs, struct error *e)
{
	const char *id = request_param(rq, "id");

	if (!strcmp(id, "missing"))
		return error_set(e, ERR_NOT_FOUND, "no such item");
	if (!strcmp(id, "wrong")) {
		request_problem_field(rq, "recipients[0].email", "invalid", "not a mail address");
		return error_set(e, ERR_INVALID, "one field is wrong");
	}
	if (!strcmp(id, "broken"))
		return error_set(e, ERR_INTERNAL, "secret inside of the server");
	rs->json = json_pack("{s:s}", "id", id);
	return ERR_OK;
}

static enum err upload(struct request *rq, struct response *rs, struct error *e)
{
	unsigned char chunk[16 * 1024];
	uint64_t total = 0;
	unsigned sum = 0;
	size_t n;

	do {
		TRY(body_read(rq->stream, chunk, sizeof(chunk), &n, e));
		if (!total && n >= 3 && !memcmp(chunk, "BAD", 3))
			return error_set(e, ERR_PDF_NOT_PDF, "it begins with BAD");
		for (size_t i = 0; i < n; i++)
			sum = sum * 31 + chunk[i];
		total += n;
	} while (n);
	rs->status = 201;
	rs->json = json_pack("{s:I,s:I}", "size", (json_int_t)total, "sum", (json_int_t)sum);
	return ERR_OK;
}

static enum err file_read(void *ctx, uint64_t off, unsigned char *out, size_t len, struct error *e)
{
	(void)ctx;
	(void)e;
	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)((off + i) % 251);
	return ERR_OK;
}

static enum err file(struct request *rq, struct response *rs, struct error *e)
{
	struct body_source *s = ARENA_NEW(rq->mem, struct body_source);

	(void)e;
	*s = (struct body_source){ .size = FILE_SIZE, .read = file_read };
	rs->source = s;
	rs->etag = "\"v1\"";
	rs->content_type = "application/pdf";
	if (request_query(rq, "download"))
		rs->download_name = "契約書 1.pdf";
	return ERR_OK;
}

static enum err slow(struct request *rq, struct response *rs, struct error *e)
{
	struct timespec t = { 0, 300 * 1000 * 1000 };

	(void)e;
	nanosleep(&t, NULL);
	rs->json = json_pack("{s:s}", "path", rq->path);
	return ERR_OK;
}

static enum err metrics(struct request *rq, struct response *rs, struct error *e)
{
	AUTO(buf) struct buf b = { 0 };

	(void)e;
	metrics_render(rq->app, &b);
	rs->content_type = "text/plain; version=0.0.4; charset=utf-8";
	return arena_copy(rq->mem, buf_bytes(&b), &rs->body) ? ERR_OK : ERR_INTERNAL;
}

static enum err authenticate(struct request *rq, struct error *e)
{
	const char *session = request_cookie(rq, "session");

	if (rq->route->auth == AUTH_NONE)
		return ERR_OK;
	if (!session || strcmp(session, "good") != 0)
		return error_set(e, ERR_UNAUTHENTICATED, "no session");
	return ERR_OK;
}

static const struct route routes[] = {
	{ "GET", "/api/hello", AUTH_NONE, NULL, 0, hello, "Says hello", NULL, "Hello", .per_minute = 0 },
	{ "POST", "/api/echo", AUTH_NONE, NULL, 4 * KIB, echo, "Gives JSON back", "Any", "Any" },
	{ "GET", "/api/items/{id}", AUTH_NONE, NULL, 0, item, "One item", NULL, "Any" },
	{ "DELETE", "/api/items/{id}", AUTH_MEMBER, "item.remove", 0, item, "Removes one", NULL, NULL },
	{ "POST", "/api/upload", AUTH_NONE, NULL, UPLOAD_MAX, upload, "Takes a file", NULL, "Any",
	  .accepts = "application/pdf" },
	{ "POST", "/api/private/upload", AUTH_MEMBER, NULL, UPLOAD_MAX, upload, "Takes a file", NULL,
	  "Any", .accepts = "application/pdf" },
	{ "GET", "/api/file", AUTH_NONE, NULL, 0, file, "A file", NULL, NULL,
	  .produces = "application/pdf" },
	{ "GET", "/api/slow", AUTH_NONE, NULL, 0, slow, "Takes its time", NULL, "Any" },
	{ "POST", "/api/limited", AUTH_NONE, NULL, 64, echo, "Three a minute", NULL, "Any",
	  .per_minute = 3 },
};
static const struct route system_routes[] = {
	{ "GET", "/metrics", AUTH_NONE, NULL, 0, metrics, "Counters", NULL, NULL,
	  .produces = "text/plain" },
};

int main(int argc, char **argv)
{
	static const struct page_rule pages[] = { { "/", "/index.html" }, { "/app/", "/index.html" } };
	struct static_files files = { .pages = pages, .n_pages = COUNT_OF(pages) };
	struct log lg = { .fd = STDERR_FILENO, .min = LOG_DEBUG, .clock = clock_system(), .process = "web" };
	struct route_table tables[] = {
		{ routes, COUNT_OF(routes), NULL, authenticate, NULL },
		{ system_routes, COUNT_OF(system_routes), NULL, NULL, NULL },
	};
	struct http_config c = { .tables = tables, .n_tables = COUNT_OF(tables), .log = &lg,
				 .header_seconds = 3, .body_seconds = 2, .streams = 4 };
	struct http_server *server;
	struct error e;

	if (argc < 2)
		return 2;
	c.listen = argv[1];
	c.base_url = getenv("PROBE_BASE_URL");
	c.trusted_proxies = getenv("PROBE_PROXIES");
	if (getenv("PROBE_QUIET"))
		lg.fd = -1;
	files.dir = argc > 2 ? argv[2] : NULL;
	c.files = files.dir ? &files : NULL;
	c.metrics = tables[1].app = metrics_new(tables, COUNT_OF(tables));
	if (http_server_start(&c, &server, &e) != ERR_OK) {
		fprintf(stderr, "%s\n", e.msg);
		return 1;
	}
	printf("port %u\n", http_server_port(server));
	fflush(stdout);
	while (read(STDIN_FILENO, &(char){ 0 }, 1) > 0)
		;
	http_server_free(server);
	metrics_free(c.metrics);
	return 0;
}
