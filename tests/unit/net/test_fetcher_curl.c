#include "../test.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "net/fetcher_curl.h"

/* A server of a few answers on a port of 127.0.0.1, a connection at a time. */
struct server {
	int fd;
	unsigned port;
	pthread_t thread;
	_Atomic int connections;
	char last[4096]; /* the last request, head and body */
};

static void answer(struct server *s, int c)
{
	static const struct {
		const char *path, *head;
		size_t body;
	} pages[] = {
		{ "/ok", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello", 0 },
		{ "/moved", "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n", 0 },
		{ "/told", "HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n", 100 },
		{ "/untold", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 300000 },
		{ "/none", "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", 0 },
	};
	static const char zeros[1000];
	char path[64] = "";

	(void)!sscanf(s->last, "%*s %63s", path);
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		if (strcmp(path, pages[i].path) != 0)
			continue;
		(void)!send(c, pages[i].head, strlen(pages[i].head), MSG_NOSIGNAL);
		for (size_t n = 0; n < pages[i].body; n += sizeof(zeros))
			if (send(c, zeros, sizeof(zeros), MSG_NOSIGNAL) < 0)
				break;
	}
}

static void talk(struct server *s, int c)
{
	struct timeval limit = { .tv_sec = 2 };

	setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	for (;;) {
		ssize_t n = recv(c, s->last, sizeof(s->last) - 1, 0);

		if (n <= 0)
			break;
		s->last[n] = '\0';
		answer(s, c);
		if (strstr(s->last, "told"))
			break;
	}
	close(c);
}

static void *serve(void *ctx)
{
	struct server *s = ctx;

	for (;;) {
		int c = accept(s->fd, NULL, NULL);

		if (c < 0)
			return NULL;
		s->connections++;
		talk(s, c);
	}
}

static struct server *server_start(void)
{
	struct server *s = calloc(1, sizeof(*s));
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);

	assert_non_null(s);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_ok(bind(s->fd, (struct sockaddr *)&a, sizeof(a)));
	assert_ok(listen(s->fd, 8));
	assert_ok(getsockname(s->fd, (struct sockaddr *)&a, &n));
	s->port = ntohs(a.sin_port);
	assert_ok(pthread_create(&s->thread, NULL, serve, s));
	return s;
}

struct world {
	struct server *server;
	struct fetcher *fetcher;
	struct arena *mem;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	w->server = server_start();
	w->fetcher = fetcher_curl_new(NULL);
	w->mem = arena_new(0);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	fetcher_curl_free(w->fetcher); /* closes kept connections, so that talk ends */
	shutdown(w->server->fd, SHUT_RDWR);
	pthread_join(w->server->thread, NULL);
	close(w->server->fd);
	free(w->server);
	arena_free(w->mem);
	free(w);
	return 0;
}

static struct fetch_request ask(struct world *w, const char *path)
{
	return (struct fetch_request){
		.url = arena_printf(w->mem, "http://127.0.0.1:%u%s", w->server->port, path),
		.method = "GET",
		.timeout_ms = 3000,
		.allow_private = 1,
	};
}

static void an_answer_arrives_whole(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/ok");
	struct fetch_response rs;

	assert_ok(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL));
	assert_int_equal(rs.status, 200);
	assert_string_equal(rs.content_type, "text/plain");
	assert_true(bytes_eq_str(rs.body, "hello"));
}

static void a_body_and_its_headers_are_sent(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/ok");
	struct fetch_response rs;

	rq.method = "POST";
	rq.content_type = "application/timestamp-query";
	rq.accept = "application/timestamp-reply";
	rq.body = BYTES_LIT("query!");
	rq.user = "u";
	rq.password = "p";
	assert_ok(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL));
	assert_non_null(strstr(w->server->last, "POST /ok"));
	assert_non_null(strstr(w->server->last, "Content-Type: application/timestamp-query"));
	assert_non_null(strstr(w->server->last, "Accept: application/timestamp-reply"));
	assert_non_null(strstr(w->server->last, "Authorization: Basic dTpw"));
	assert_non_null(strstr(w->server->last, "query!"));
}

static void a_connection_is_used_again(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/ok");
	struct fetch_response rs;

	for (int i = 0; i < 5; i++)
		assert_ok(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL));
	assert_int_equal(w->server->connections, 1);
}

static void a_redirect_is_an_answer_and_not_followed(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/moved");
	struct fetch_response rs;

	assert_ok(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL));
	assert_int_equal(rs.status, 302);
	rq = ask(w, "/none");
	assert_ok(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL));
	assert_int_equal(rs.status, 404);
}

static void a_private_address_is_refused_unless_allowed(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/ok");
	struct fetch_response rs;

	rq.allow_private = 0;
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_DENIED);
	assert_int_equal(w->server->connections, 0);
	rq.url = arena_printf(w->mem, "http://localhost:%u/ok", w->server->port);
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_DENIED);
	assert_int_equal(w->server->connections, 0);
}

/* A connection that was made under a permission does not carry it over. */
static void a_kept_connection_is_judged_again(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/ok");
	struct fetch_response rs;

	assert_ok(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL));
	rq.allow_private = 0;
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_DENIED);
}

static void too_long_an_answer_is_cut_off(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/told");
	struct fetch_response rs;

	rq.max_bytes = 1000;
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_TOO_LARGE);
	rq.url = ask(w, "/untold").url;
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_TOO_LARGE);
}

static void silence_ends_in_time(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/silent");
	struct fetch_response rs;

	rq.timeout_ms = 200;
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_TIMEOUT);
}

static void only_http_is_spoken(void **state)
{
	struct world *w = *state;
	struct fetch_request rq = ask(w, "/ok");
	struct fetch_response rs;

	rq.url = "file:///etc/hostname";
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_INVALID);
	rq.url = "http://user:secret@127.0.0.1:1/";
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_INVALID);
	rq.url = "http://127.0.0.1:1/";
	assert_int_equal(fetcher_fetch(w->fetcher, &rq, w->mem, &rs, NULL), ERR_UNAVAILABLE);
}

#define WITH_SERVER(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SERVER(an_answer_arrives_whole),
		WITH_SERVER(a_body_and_its_headers_are_sent),
		WITH_SERVER(a_connection_is_used_again),
		WITH_SERVER(a_redirect_is_an_answer_and_not_followed),
		WITH_SERVER(a_private_address_is_refused_unless_allowed),
		WITH_SERVER(a_kept_connection_is_judged_again),
		WITH_SERVER(too_long_an_answer_is_cut_off),
		WITH_SERVER(silence_ends_in_time),
		WITH_SERVER(only_http_is_spoken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
