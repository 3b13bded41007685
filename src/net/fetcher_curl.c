#include "net/fetcher_curl.h"
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/buf.h"
#include "net/address.h"

enum {
	POOL_MAX = 8, /* idle handles kept, each with its connections */
	TIMEOUT_DEFAULT_MS = 10000,
	BYTES_DEFAULT = 1 << 20,
};

struct curl_fetcher {
	struct fetcher port; /* first: the port is the object */
	char *ca_file, *pin; /* pin: in curl's form */
	_Bool https_only, system_proxy, once;
	pthread_mutex_t lock;
	CURL *idle[POOL_MAX];
	size_t n_idle;
};

struct exchange {
	const struct fetch_request *rq;
	struct buf body;
	_Bool denied, https_only;
	char why[CURL_ERROR_SIZE];
};

static void init_library(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		abort();
}

static CURL *handle_take(struct curl_fetcher *f)
{
	CURL *h = NULL;

	pthread_mutex_lock(&f->lock);
	if (f->n_idle > 0)
		h = f->idle[--f->n_idle];
	pthread_mutex_unlock(&f->lock);
	if (!h)
		h = curl_easy_init();
	if (!h)
		abort();
	return h;
}

static void handle_give(struct curl_fetcher *f, CURL *h)
{
	pthread_mutex_lock(&f->lock);
	if (f->n_idle < POOL_MAX) {
		f->idle[f->n_idle++] = h;
		h = NULL;
	}
	pthread_mutex_unlock(&f->lock);
	curl_easy_cleanup(h);
}

static size_t on_body(char *data, size_t size, size_t n, void *ctx)
{
	struct exchange *x = ctx;

	buf_append(&x->body, BYTES(data, size * n));
	return x->body.overflow ? 0 : size * n;
}

/* Judges the address itself, after the name has been resolved. */
static curl_socket_t on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct exchange *x = ctx;

	(void)purpose;
	if (!x->rq->allow_private && !address_is_public(&a->addr, a->addrlen)) {
		x->denied = 1;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* A kept connection opens no socket: its address is judged here. */
static int on_request(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
	struct exchange *x = ctx;

	(void)local_ip;
	(void)port;
	(void)local_port;
	if (x->rq->allow_private || address_text_is_public(ip))
		return CURL_PREREQFUNC_OK;
	x->denied = 1;
	return CURL_PREREQFUNC_ABORT;
}

static void set_limits(CURL *h, struct exchange *x)
{
	const struct fetch_request *rq = x->rq;

	x->body.limit = rq->max_bytes ? rq->max_bytes : BYTES_DEFAULT;
	curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h, CURLOPT_TIMEOUT_MS,
			 (long)(rq->timeout_ms ? rq->timeout_ms : TIMEOUT_DEFAULT_MS));
	curl_easy_setopt(h, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)x->body.limit);
	curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(h, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, x);
	curl_easy_setopt(h, CURLOPT_PREREQFUNCTION, on_request);
	curl_easy_setopt(h, CURLOPT_PREREQDATA, x);
	curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(h, CURLOPT_ERRORBUFFER, x->why);
}

static struct curl_slist *set_header(struct curl_slist *list, struct arena *mem, const char *name,
				     const char *value)
{
	char *line = value ? arena_printf(mem, "%s: %s", name, value) : NULL;
	struct curl_slist *more = line ? curl_slist_append(list, line) : NULL;

	return more ? more : list;
}

/* Chain, name and pin are looked at in the handshake, before a byte of the request goes out. */
static void set_peer(CURL *h, const struct curl_fetcher *f)
{
	curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, f->https_only ? "https" : "http,https");
	curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!f->system_proxy)
		curl_easy_setopt(h, CURLOPT_PROXY, "");
	if (f->ca_file) {
		curl_easy_setopt(h, CURLOPT_CAINFO, f->ca_file);
		curl_easy_setopt(h, CURLOPT_CAPATH, NULL); /* this authority alone */
	}
	if (f->once)
		curl_easy_setopt(h, CURLOPT_FORBID_REUSE, 1L);
	if (f->pin)
		curl_easy_setopt(h, CURLOPT_PINNEDPUBLICKEY, f->pin);
}

static void set_request(CURL *h, const struct fetch_request *rq)
{
	curl_easy_setopt(h, CURLOPT_URL, rq->url);
	curl_easy_setopt(h, CURLOPT_USERAGENT, "skysign");
	if (!strcmp(rq->method, "POST")) {
		curl_easy_setopt(h, CURLOPT_POST, 1L);
		curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->body.len);
		curl_easy_setopt(h, CURLOPT_POSTFIELDS,
				 rq->body.len ? (const char *)rq->body.data : "");
	}
	if (rq->user) {
		curl_easy_setopt(h, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(h, CURLOPT_USERNAME, rq->user);
		curl_easy_setopt(h, CURLOPT_PASSWORD, rq->password ? rq->password : "");
	}
}

/* Who was never asked did not answer late: it is not there. */
static enum err too_late(CURL *h, const char *url, struct error *e)
{
	long sent = 0;

	curl_easy_getinfo(h, CURLINFO_REQUEST_SIZE, &sent);
	if (!sent)
		return error_set(e, ERR_UNAVAILABLE, "%s: no connection in time", url);
	return error_set(e, ERR_TIMEOUT, "%s: no whole answer in time", url);
}

/* A server's certificate has its time; so has the clock that this is judged by. */
static _Bool untimely(CURL *h, CURLcode rc)
{
	enum { NOT_YET_VALID = 9, HAS_EXPIRED = 10 }; /* X509_V_ERR_ of OpenSSL's x509_vfy.h */
	long result = 0;

	curl_easy_getinfo(h, CURLINFO_SSL_VERIFYRESULT, &result);
	return rc == CURLE_PEER_FAILED_VERIFICATION &&
	       (result == NOT_YET_VALID || result == HAS_EXPIRED);
}

static enum err failure(CURL *h, const struct exchange *x, CURLcode rc, struct error *e)
{
	const char *url = x->rq->url;

	if (x->denied)
		return error_set(e, ERR_DENIED, "%s: leads to a private address", url);
	if (x->body.overflow || rc == CURLE_FILESIZE_EXCEEDED)
		return error_set(e, ERR_TOO_LARGE, "%s: the answer is over %zu bytes", url,
				 x->body.limit);
	if (rc == CURLE_OPERATION_TIMEDOUT)
		return too_late(h, url, e);
	if (rc == CURLE_UNSUPPORTED_PROTOCOL || rc == CURLE_URL_MALFORMAT ||
	    rc == CURLE_LOGIN_DENIED)
		return error_set(e, ERR_INVALID,
				 "%s: only %s addresses without a user name are asked",
				 url, x->https_only ? "https" : "http and https");
	return error_set(e, ERR_UNAVAILABLE, "%s: %s%s", url,
			 x->why[0] ? x->why : curl_easy_strerror(rc),
			 untimely(h, rc) ? ", or this computer's clock is wrong" : "");
}

static enum err read_answer(CURL *h, const struct exchange *x, struct arena *mem,
			    struct fetch_response *out, struct error *e)
{
	struct fetch_response rs = { 0 };
	const char *type = NULL;
	long status = 0;

	curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(h, CURLINFO_CONTENT_TYPE, &type);
	rs.status = (int)status;
	rs.content_type = arena_strdup(mem, type ? type : "");
	if (!rs.content_type || !arena_copy(mem, buf_bytes(&x->body), &rs.body))
		return error_set(e, ERR_TOO_LARGE, "%s: the answer does not fit", x->rq->url);
	*out = rs;
	return ERR_OK;
}

static enum err curl_fetch(struct fetcher *port, const struct fetch_request *rq, struct arena *mem,
			   struct fetch_response *out, struct error *e)
{
	struct curl_fetcher *f = (struct curl_fetcher *)port;
	struct exchange x = { .rq = rq, .https_only = f->https_only };
	struct curl_slist *headers = NULL;
	CURL *h = handle_take(f);
	CURLcode rc;
	enum err err;

	set_limits(h, &x);
	set_peer(h, f);
	set_request(h, rq);
	headers = set_header(headers, mem, "Content-Type", rq->content_type);
	headers = set_header(headers, mem, "Accept", rq->accept);
	headers = set_header(headers, mem, "Accept-Language", rq->language);
	if (rq->bearer)
		headers = set_header(headers, mem, "Authorization",
				     arena_printf(mem, "Bearer %s", rq->bearer));
	curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers);
	rc = curl_easy_perform(h);
	err = rc == CURLE_OK ? read_answer(h, &x, mem, out, e) : failure(h, &x, rc, e);
	curl_easy_reset(h); /* keeps the connections */
	curl_slist_free_all(headers);
	buf_done(&x.body);
	handle_give(f, h);
	return err;
}

static char *copy(const char *prefix, const char *s)
{
	char *out = NULL;

	if (s && asprintf(&out, "%s%s", prefix, s) < 0)
		abort();
	return out;
}

struct fetcher *fetcher_curl_open(const struct fetcher_curl_options *o)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct curl_fetcher *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->ca_file = copy("", o->ca_file);
	f->pin = copy("sha256//", o->pin);
	f->https_only = o->https_only;
	f->system_proxy = o->system_proxy;
	f->once = o->once;
	pthread_once(&once, init_library);
	pthread_mutex_init(&f->lock, NULL);
	f->port.fetch = curl_fetch;
	return &f->port;
}

struct fetcher *fetcher_curl_new(const char *ca_file)
{
	return fetcher_curl_open(&(struct fetcher_curl_options){ .ca_file = ca_file });
}

void fetcher_curl_free(struct fetcher *port)
{
	struct curl_fetcher *f = (struct curl_fetcher *)port;

	if (!f)
		return;
	while (f->n_idle > 0)
		curl_easy_cleanup(f->idle[--f->n_idle]);
	pthread_mutex_destroy(&f->lock);
	free(f->ca_file);
	free(f->pin);
	free(f);
}
