/* The HTTP server: libmicrohttpd moves bytes in one epoll thread, handlers run in
 * a small pool of their own while their connection is suspended, uploads in a
 * second pool that is fed as bytes arrive. See docs/decisions/0401. */
#pragma once
#include "base/log.h"
#include "http/metrics.h"
#include "http/route.h"
#include "http/static.h"

struct http_server;

struct http_config {
	const char *listen;	     /* "127.0.0.1:8080", "[::]:8080"; port 0: any free one */
	const char *base_url;	     /* NULL or "": plain HTTP on loopback names */
	const char *trusted_proxies; /* NULL: none */
	const char *lang;	     /* language of who names none: "ja" or "en" */
	const char *style_hashes; /* for the CSP's style-src: "'sha256-…' 'sha256-…'" or NULL */
	const struct route_table *tables; /* outlive the server, as all here */
	size_t n_tables;
	const struct static_files *files; /* NULL: none */
	const struct log *log;
	struct metrics *metrics;     /* NULL: not counted */
	unsigned threads;	     /* 0: 4 handlers at once */
	unsigned streams;	     /* 0: 16 uploads at once */
	unsigned connections;	     /* 0: 1000 */
	unsigned connections_per_ip; /* 0: no limit of its own (behind a proxy all come from one) */
	unsigned header_seconds;     /* 0: 60; also how long an idle connection is kept */
	unsigned body_seconds;	     /* 0: 30 for a JSON body, and for each 64 KiB of an upload */
	size_t memory_max;	     /* of one request's arena; 0: 64 MiB */
};

enum err http_server_start(const struct http_config *c, struct http_server **out,
			   struct error *e) MUST_USE;
unsigned http_server_port(const struct http_server *s);
void http_server_free(struct http_server *s); /* ends running requests first; NULL is fine */
