#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <errno.h>
#include "http/exchange.h"

enum {
	MEMORY_PER_CONNECTION =
		32 * 1024, /* request line and headers together, then the send buffer */
	RATE_BUCKETS = 8192,
	BACKLOG = 511,
};

/* web.md §2. style-src gets the hashes of the static <style> texts of the UI's library. */
static const char csp_format[] = "default-src 'self'; script-src 'self'; style-src 'self'%s%s; "
				 "img-src 'self'; font-src 'self'; "
				 "connect-src 'self'; worker-src 'self'; object-src 'none'; "
				 "base-uri 'none'; form-action 'self'; "
				 "frame-ancestors 'none'";

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *con)
{
	return exchange_new(cls, con, uri);
}

static enum MHD_Result on_access(void *cls, struct MHD_Connection *con, const char *url,
				 const char *method, const char *version, const char *data,
				 size_t *size, void **req_cls)
{
	(void)cls;
	(void)con;
	(void)url;
	(void)version;
	return *req_cls ? exchange_step(*req_cls, method, data, size) : MHD_NO;
}

static void on_completed(void *cls, struct MHD_Connection *con, void **req_cls,
			 enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)con;
	(void)why;
	if (*req_cls)
		exchange_gone(*req_cls);
	*req_cls = NULL;
}

static void on_connection(void *cls, struct MHD_Connection *con, void **socket_context,
			  enum MHD_ConnectionNotificationCode what)
{
	struct http_server *s = cls;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD);

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		if (info)
			*socket_context = watch_add(s->watch, info->connect_fd,
						    (time_ms)s->config.header_seconds * 1000);
	} else if (*socket_context) {
		watch_remove(s->watch, *socket_context);
		*socket_context = NULL;
	}
}

/* Paths and queries are decoded by our own strict parser. */
static size_t no_unescape(void *cls, struct MHD_Connection *con, char *s)
{
	(void)cls;
	(void)con;
	return strlen(s);
}

static void on_log(void *cls, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
static void on_log(void *cls, const char *fmt, va_list ap)
{
	const struct http_server *s = cls;
	char text[200];
	size_t n;

	vsnprintf(text, sizeof(text), fmt, ap);
	n = strlen(text);
	while (n && text[n - 1] == '\n')
		text[--n] = '\0';
	log_event(s->config.log, LOG_DEBUG, "http.library", LF_STR("error", text));
}

static void put_defaults(struct http_config *c)
{
	c->lang = c->lang && !strcmp(c->lang, "en") ? "en" : "ja";
	c->threads = c->threads ? c->threads : 4;
	c->streams = c->streams ? c->streams : 16;
	c->connections = c->connections ? c->connections : 1000;
	c->header_seconds = c->header_seconds ? c->header_seconds : 60;
	c->body_seconds = c->body_seconds ? c->body_seconds : 30;
	c->memory_max = c->memory_max ? c->memory_max : 64 * (size_t)MIB;
}

/* "host:port" or "[v6]:port". */
static enum err address_split(const char *listen, char host[64], const char **port_out,
			      struct error *e)
{
	const char *colon = listen ? strrchr(listen, ':') : NULL;
	size_t len = colon ? (size_t)(colon - listen) : 0;

	if (!colon || !len || len >= 64)
		return error_set(e, ERR_INVALID, "listen is ADDRESS:PORT, not \"%s\"",
				 listen ? listen : "");
	if (*listen == '[' && listen[len - 1] == ']') {
		listen++;
		len -= 2;
	}
	memcpy(host, listen, len);
	host[len] = '\0';
	*port_out = colon + 1;
	return ERR_OK;
}

static enum err socket_listen(const struct addrinfo *ai, const char *listen_on, int *out,
			      struct error *e)
{
	int on = 1;
	int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return error_set(e, ERR_IO, "socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) || listen(fd, BACKLOG)) {
		int why = errno;

		close(fd);
		return error_set(e, ERR_IO, "cannot listen on %s: %s", listen_on, strerror(why));
	}
	*out = fd;
	return ERR_OK;
}

static enum err address_open(struct http_server *s, int *fd_out, struct error *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
				  .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE };
	struct addrinfo *ai = NULL;
	struct sockaddr_storage bound;
	socklen_t len = sizeof(bound);
	char host[64];
	const char *port;
	enum err rc;

	TRY(address_split(s->config.listen, host, &port, e));
	if (getaddrinfo(host, port, &hints, &ai))
		return error_set(e, ERR_INVALID, "listen: \"%s\" is no numeric address and port",
				 s->config.listen);
	rc = socket_listen(ai, s->config.listen, fd_out, e);
	freeaddrinfo(ai);
	if (rc == ERR_OK && !getsockname(*fd_out, (struct sockaddr *)&bound, &len))
		s->port = ntohs(bound.ss_family == AF_INET6
					? ((struct sockaddr_in6 *)&bound)->sin6_port
					: ((struct sockaddr_in *)&bound)->sin_port);
	return rc;
}

static struct MHD_Daemon *daemon_start(struct http_server *s, int fd)
{
	return MHD_start_daemon(
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
		NULL, NULL, on_access, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, s,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_uri, s,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, s, MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, NULL,
		MHD_OPTION_CONNECTION_LIMIT, s->config.connections,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->config.connections_per_ip,
		MHD_OPTION_CONNECTION_TIMEOUT, s->config.header_seconds,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_PER_CONNECTION,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static struct http_server *server_new(const struct http_config *c)
{
	struct http_server *s = calloc(1, sizeof(*s));
	const char *hashes = c->style_hashes ? c->style_hashes : "";

	if (!s)
		abort();
	s->config = *c;
	put_defaults(&s->config);
	if (asprintf(&s->csp, csp_format, *hashes ? " " : "", hashes) < 0)
		abort();
	if (asprintf(&s->keep_alive, "timeout=%u", s->config.header_seconds) < 0)
		abort();
	s->handlers = pool_new(s->config.threads, 256);
	s->streams = pool_new(s->config.streams, 16);
	s->rate = rate_new(RATE_BUCKETS);
	s->watch = watch_new();
	return s;
}

enum err http_server_start(const struct http_config *c, struct http_server **out, struct error *e)
{
	struct http_server *s;
	enum err rc;
	int fd = -1;

	TRY(route_check(c->tables, c->n_tables, e));
	s = server_new(c);
	rc = site_new(c->base_url, c->trusted_proxies, &s->site, e);
	if (rc == ERR_OK)
		rc = address_open(s, &fd, e);
	if (rc == ERR_OK) {
		s->daemon = daemon_start(s, fd);
		if (!s->daemon) {
			close(fd);
			rc = error_set(e, ERR_INTERNAL, "the HTTP library does not start");
		}
	}
	if (rc != ERR_OK) {
		http_server_free(s);
		return rc;
	}
	*out = s;
	return ERR_OK;
}

unsigned http_server_port(const struct http_server *s)
{
	return s->port;
}

/* No connection may be suspended when the library stops, so handlers end first. */
void http_server_free(struct http_server *s)
{
	if (!s)
		return;
	pool_stop(s->streams);
	pool_stop(s->handlers);
	if (s->daemon)
		MHD_stop_daemon(s->daemon); /* closes the listening socket too */
	pool_free(s->streams);
	pool_free(s->handlers);
	watch_free(s->watch);
	rate_free(s->rate);
	site_free(s->site);
	free(s->csp);
	free(s->keep_alive);
	free(s);
}
