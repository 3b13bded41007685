/* struct fetcher with WinHTTP: HTTPS to one server, what fetcher_curl.h promises. */
#include <stdatomic.h>
#include <stdlib.h>
#include <windows.h>
#include <winhttp.h>
#include "client/channel.h"
#include "client/exchange_windows.h"
#include "crypto/secret_read.h"
#include "os/wide.h"

enum { TIMEOUT_DEFAULT_MS = 10000, BYTES_DEFAULT = 1 << 20 };

struct winhttp_fetcher {
	struct fetcher port; /* first: the port is the object */
	const struct client_server *server;
	struct peer_rule rule;
	_Bool ready, left_behind; /* a thread may still look at the rule */
};

/* On the heap; `n` characters of `from`. */
static wchar_t *part(const wchar_t *from, DWORD n)
{
	wchar_t *out = calloc((size_t)n + 1, sizeof(*out));

	if (!out)
		abort();
	return memcpy(out, from, n * sizeof(*out));
}

static enum err url_set(struct exchange *x, const char *url, struct error *e)
{
	URL_COMPONENTS u = { .dwStructSize = sizeof(u),
			     .dwHostNameLength = (DWORD)-1,
			     .dwUrlPathLength = (DWORD)-1,
			     .dwUserNameLength = (DWORD)-1,
			     .dwExtraInfoLength = (DWORD)-1 };
	AUTO_WIDE wchar_t *wide = wide_of(url);

	if (!wide || !WinHttpCrackUrl(wide, 0, 0, &u) || u.nScheme != INTERNET_SCHEME_HTTPS ||
	    u.dwUserNameLength)
		return error_set(e, ERR_INVALID,
				 "%s: only https addresses without a user name are asked", url);
	x->host = part(u.lpszHostName, u.dwHostNameLength);
	x->path = part(u.lpszUrlPath, u.dwUrlPathLength + u.dwExtraInfoLength);
	x->port = u.nPort;
	return ERR_OK;
}

static void header(struct buf *to, const char *name, const char *before, const char *value)
{
	if (value)
		buf_printf(to, "%s: %s%s\r\n", name, before, value);
}

static enum err exchange_fill(struct exchange *x, const struct fetch_request *rq, struct error *e)
{
	AUTO(wiped) struct buf headers = { 0 };

	buf_reserve(&headers, 1024); /* no copy is left behind when it grows */
	header(&headers, "Content-Type", "", rq->content_type);
	header(&headers, "Accept", "", rq->accept);
	header(&headers, "Accept-Language", "", rq->language);
	header(&headers, "Authorization", "Bearer ", rq->bearer);
	TRY(url_set(x, rq->url, e));
	x->headers = wide_of(buf_cstr(&headers));
	x->method = wide_of(rq->method);
	if (!x->headers || !x->method)
		return error_set(e, ERR_INVALID, "%s: a header is no text", rq->url);
	buf_reserve(&x->body, rq->body.len + 1);
	buf_append(&x->body, rq->body);
	x->timeout_ms = rq->timeout_ms ? rq->timeout_ms : TIMEOUT_DEFAULT_MS;
	x->answer.limit = rq->max_bytes ? rq->max_bytes : BYTES_DEFAULT;
	return ERR_OK;
}

static DWORD WINAPI thread_main(void *arg)
{
	exchange_run(arg);
	exchange_release(arg);
	return 0;
}

/* Waits for the thread's end, for the wrong peer, or for the time to be over. */
static enum err exchange_wait(struct winhttp_fetcher *f, struct exchange *x, struct error *e)
{
	HANDLE thread, either[2];
	DWORD first;

	x->holders = 2;
	thread = CreateThread(NULL, 0, thread_main, x, 0, NULL);
	if (!thread)
		abort();
	either[0] = thread;
	either[1] = x->wrong_peer;
	first = WaitForMultipleObjects(2, either, FALSE, x->timeout_ms);
	CloseHandle(thread);
	if (first == WAIT_OBJECT_0 && !x->error.code)
		return ERR_OK;
	if (first == WAIT_OBJECT_0 || first == WAIT_OBJECT_0 + 1) {
		f->left_behind |= first != WAIT_OBJECT_0;
		exchange_wipe(x);
		return error_set(e, x->error.code, "%s: %s", f->server->origin, x->error.msg);
	}
	f->left_behind = 1;
	if (atomic_exchange(&x->state, EXCHANGE_GIVEN_UP) == EXCHANGE_SENT)
		return error_set(e, ERR_TIMEOUT, "%s: no whole answer in time", f->server->origin);
	return error_set(e, ERR_UNAVAILABLE, "%s: no connection in time", f->server->origin);
}

static enum err answer_take(const struct exchange *x, struct arena *mem, struct fetch_response *out,
			    struct error *e)
{
	struct fetch_response rs = { .status = x->status };

	rs.content_type = arena_strdup(mem, x->content_type ? x->content_type : "");
	if (!rs.content_type || !arena_copy(mem, buf_bytes(&x->answer), &rs.body))
		return error_set(e, ERR_TOO_LARGE, "the answer does not fit");
	*out = rs;
	return ERR_OK;
}

static enum err winhttp_fetch(struct fetcher *port, const struct fetch_request *rq,
			      struct arena *mem, struct fetch_response *out, struct error *e)
{
	struct winhttp_fetcher *f = (struct winhttp_fetcher *)port;
	struct exchange *x;
	enum err rc;

	rc = f->ready ? ERR_OK : peer_rule_make(f->server, &f->rule, e);
	if (rc != ERR_OK) {
		peer_rule_done(&f->rule);
		return rc;
	}
	f->ready = 1;
	x = exchange_new();
	x->rule = &f->rule;
	rc = exchange_fill(x, rq, e);
	if (rc == ERR_OK)
		rc = exchange_wait(f, x, e);
	if (rc == ERR_OK)
		rc = answer_take(x, mem, out, e);
	exchange_release(x);
	return rc;
}

struct fetcher *client_fetcher_open(const struct client_server *s)
{
	struct winhttp_fetcher *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->port.fetch = winhttp_fetch;
	f->server = s;
	return &f->port;
}

void client_fetcher_free(struct fetcher *port)
{
	struct winhttp_fetcher *f = (struct winhttp_fetcher *)port;

	if (!f || f->left_behind)
		return;
	peer_rule_done(&f->rule);
	free(f);
}
