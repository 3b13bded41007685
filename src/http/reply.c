/* From struct response to the wire: body kinds, ranges, conditional requests, headers. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include "http/exchange.h"
#include "http/parse.h"
#include "http/problem.h"

enum { BLOCK = 64 * 1024 };

/* What every answer carries. The policy itself is made at start (style hashes). */
static const struct field fixed_headers[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "X-Frame-Options", "DENY" },
};
static const char hsts[] = "max-age=31536000; includeSubDomains";

static void add(struct MHD_Response *r, const char *name, const char *value)
{
	if (value && MHD_add_response_header(r, name, value) != MHD_YES)
		abort(); /* values were checked; only memory can be out */
}

void security_headers(struct exchange *x, struct MHD_Response *r)
{
	for (size_t i = 0; i < COUNT_OF(fixed_headers); i++)
		add(r, fixed_headers[i].name, fixed_headers[i].value);
	add(r, "Content-Security-Policy", x->server->csp);
	if (x->rq.secure)
		add(r, "Strict-Transport-Security", hsts);
	add(r, "X-Request-Id", x->rq.id);
}

struct piece { /* a range of a body_source, read by the library's thread */
	struct body_source source;
	uint64_t first;
};

static ssize_t piece_read(void *cls, uint64_t pos, char *out, size_t max)
{
	struct piece *p = cls;
	struct error e;

	if (max > BLOCK)
		max = BLOCK;
	if (max > p->source.size - p->first - pos)
		max = (size_t)(p->source.size - p->first - pos);
	if (p->source.read(p->source.ctx, p->first + pos, (unsigned char *)out, max, &e) != ERR_OK)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	return (ssize_t)max;
}

static void piece_free(void *cls)
{
	struct piece *p = cls;

	if (p->source.free)
		p->source.free(p->source.ctx);
	free(p);
}

static struct MHD_Response *empty(void)
{
	return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
}

/* RFC 9110 §13.1.5: with If-Range only the very same representation is sent in parts. */
static enum range_kind range_asked(struct exchange *x, uint64_t size, struct byte_range *out)
{
	const char *if_range = request_header(&x->rq, "If-Range");

	if (if_range && (!x->rs.etag || strcmp(if_range, x->rs.etag) != 0))
		return RANGE_NONE;
	return range_parse(request_header(&x->rq, "Range"), size, out);
}

static _Bool not_modified(struct exchange *x, const char *etag)
{
	const char *list = request_header(&x->rq, "If-None-Match");

	return etag && list && etag_listed(list, etag);
}

static struct MHD_Response *from_source(struct exchange *x, int *status)
{
	struct body_source *s = x->rs.source;
	struct byte_range range = { 0, s->size ? s->size - 1 : 0 };
	enum range_kind kind = x->rs.status ? RANGE_NONE : range_asked(x, s->size, &range);
	struct MHD_Response *r;
	struct piece *p;
	char text[80];

	if (not_modified(x, x->rs.etag) || kind == RANGE_UNSATISFIABLE) {
		*status = kind == RANGE_UNSATISFIABLE ? 416 : 304;
		r = empty();
		snprintf(text, sizeof(text), "bytes */%llu", (unsigned long long)s->size);
		add(r, "Content-Range", kind == RANGE_UNSATISFIABLE ? text : NULL);
		return r;
	}
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	*p = (struct piece){ *s, range.first };
	x->rs.source = NULL; /* the piece owns it now */
	r = MHD_create_response_from_callback(s->size ? range.last - range.first + 1 : 0, BLOCK,
					      piece_read, p, piece_free);
	add(r, "Accept-Ranges", "bytes");
	if (kind == RANGE_OK) {
		*status = 206;
		snprintf(text, sizeof(text), "bytes %llu-%llu/%llu",
			 (unsigned long long)range.first, (unsigned long long)range.last,
			 (unsigned long long)s->size);
		add(r, "Content-Range", text);
	}
	return r;
}

static struct MHD_Response *from_bytes(struct exchange *x, int *status, struct bytes b)
{
	if (!x->rs.status && not_modified(x, x->rs.etag)) {
		*status = 304;
		return empty();
	}
	return MHD_create_response_from_buffer(b.len, (void *)(uintptr_t)b.data,
					       MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *from_json(struct exchange *x)
{
	char *text = json_dumps(x->rs.json, JSON_COMPACT);

	if (!text)
		return empty();
	return MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
}

static struct MHD_Response *from_file(struct exchange *x, int *status)
{
	const struct static_file *f = &x->file;
	const char *accepts = request_header(&x->rq, "Accept-Encoding");
	_Bool gzip = f->gzip.len && accepts && strstr(accepts, "gzip");
	struct MHD_Response *r;

	x->rs.etag = f->etag;
	x->rs.content_type = f->type;
	r = from_bytes(x, status, gzip ? f->gzip : f->plain);
	if (gzip)
		add(r, "Content-Encoding", "gzip");
	add(r, "Vary", f->gzip.len ? "Accept-Encoding" : NULL);
	add(r, "Cache-Control",
	    static_is_hashed(f->path) ? "public, max-age=31536000, immutable" : "no-cache");
	return r;
}

static _Bool has_header(const struct exchange *x, const char *name)
{
	return fields_find(&x->rs.headers, name, 1) != NULL;
}

static const char *content_type(const struct exchange *x)
{
	if (x->rs.content_type)
		return x->rs.content_type;
	return x->rs.json ? "application/json" : "application/octet-stream";
}

static void add_own_headers(struct exchange *x, struct MHD_Response *r)
{
	char *disposition =
		x->rs.download_name ? disposition_value(x->rq.mem, x->rs.download_name) : NULL;
	char seconds[16];

	for (size_t i = 0; i < x->rs.headers.n; i++)
		add(r, x->rs.headers.items[i].name, x->rs.headers.items[i].value);
	add(r, "Content-Disposition", disposition);
	add(r, "ETag", x->rs.etag);
	add(r, "Allow", x->rc == ERR_METHOD ? x->allow : NULL);
	snprintf(seconds, sizeof(seconds), "%u", x->retry_s ? x->retry_s : 2);
	if ((x->rc == ERR_RATE_LIMITED || x->rc == ERR_BUSY) && !has_header(x, "Retry-After"))
		add(r, "Retry-After", seconds);
	if (!has_header(x, "Cache-Control") && !x->file.path)
		add(r, "Cache-Control", x->rs.etag ? "private, no-cache" : "no-store");
	if (!x->file.path) {
		add(r, "Vary", "Accept-Language, Cookie");
		add(r, "Content-Language", x->rs.json ? x->rq.lang : NULL);
	}
}

static struct MHD_Response *build(struct exchange *x, int *status)
{
	struct MHD_Response *r;

	if (x->rc != ERR_OK) {
		x->file = (struct static_file){ 0 };
		problem_fill(&x->rq, &x->rs, x->rc, &x->error);
	}
	*status = x->rs.status ? x->rs.status : 200;
	if (x->file.path)
		r = from_file(x, status);
	else if (x->rs.json)
		r = from_json(x);
	else if (x->rs.source)
		r = from_source(x, status);
	else if (x->rs.body.len)
		r = from_bytes(x, status, x->rs.body);
	else
		r = empty();
	if (!r)
		abort();
	if (*status != 204 && *status != 304 && *status != 416 &&
	    (x->rs.json || x->rs.body.len || x->file.path || x->rs.content_type))
		add(r, "Content-Type", content_type(x));
	add_own_headers(x, r);
	security_headers(x, r);
	/* clients that keep connections learn when not to use one any more */
	add(r, "Keep-Alive", x->server->keep_alive);
	return r;
}

_Bool exchange_reply(struct exchange *x)
{
	struct MHD_Response *r = build(x, &x->status);
	enum MHD_Result ok;

	if (x->watched)
		watch_set(x->watched, 0);
	ok = MHD_queue_response(x->con, (unsigned)x->status, r);
	MHD_destroy_response(r);
	return ok == MHD_YES;
}

static enum MHD_Result raw_header(void *cls, enum MHD_ValueKind kind, const char *name,
				  const char *value)
{
	(void)kind;
	buf_printf(cls, "%s: %s\r\n", name, value);
	return MHD_YES;
}

void exchange_reply_raw(struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->con, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct MHD_Response *r = build(x, &x->status);
	AUTO(buf) struct buf out = { 0 };
	char *body = json_dumps(x->rs.json, JSON_COMPACT);
	time_t now = time(NULL);
	struct tm tm;
	char date[40];

	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &tm));
	buf_printf(&out, "HTTP/1.1 %d %s\r\n", x->status,
		   MHD_get_reason_phrase_for((unsigned)x->status));
	MHD_get_response_headers(r, raw_header, &out);
	buf_printf(&out, "Date: %s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", date,
		   body ? strlen(body) : 0, body ? body : "");
	if (info && send(info->connect_fd, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		shutdown(info->connect_fd, SHUT_WR);
	free(body);
	MHD_destroy_response(r);
}
