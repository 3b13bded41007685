/* Inside src/http only: one request on its way through the server.
 *
 * The HTTP library's thread owns the exchange until it is handed to a pool; while a
 * handler runs the connection is suspended, or (uploads) fed through the stream.
 * Whoever lets go last frees it. */
#pragma once
#include <microhttpd.h>
#include <pthread.h>
#include "base/buf.h"
#include "http/pool.h"
#include "http/rate.h"
#include "http/server.h"
#include "http/site.h"
#include "http/watch.h"

struct http_server {
	struct http_config config;
	struct MHD_Daemon *daemon;
	struct site *site;
	struct pool *handlers, *streams;
	struct rate *rate;
	struct watch *watch;
	char *csp, *keep_alive;
	unsigned port;
};

enum phase {
	PHASE_NEW,    /* headers have arrived */
	PHASE_BODY,   /* a JSON body is being collected */
	PHASE_AUTH,   /* upload: suspended, the authenticator runs */
	PHASE_STREAM, /* upload: bytes go to the handler */
	PHASE_RUN,    /* suspended, the handler runs */
	PHASE_REPLY,  /* the response is ready */
	PHASE_DRAIN,  /* refused: the short rest of the body is passed over, then the reply */
	PHASE_LINGER, /* refused: the reply is out; bytes are dropped until the client stops */
	PHASE_SENT,
};

enum { RING_SIZE = 128 * 1024, DRAIN_MAX = 64 * 1024 };

struct body_stream {
	pthread_cond_t change;
	unsigned char *ring; /* RING_SIZE, made when the first bytes come */
	size_t head, len;
	uint64_t taken, max; /* bytes given to the handler; limit */
	_Bool ended, broken;
	_Bool over; /* more than max has come */
	struct exchange *x;
	body_seen_fn *seen; /* NULL: nobody looks on */
	void *seen_ctx;
};

struct exchange {
	struct http_server *server;
	struct MHD_Connection *con;
	struct watched *watched;
	struct request rq;
	struct response rs;
	struct error error;
	enum err rc;
	const struct route_table *table;
	const char *uri;
	struct buf body;
	struct body_stream stream;
	int64_t began_us;
	uint64_t lingered;
	int status; /* sent */
	_Bool has_body;
	_Bool past_headers; /* the library has gone on to the body */
	const char *allow;  /* of a 405 */
	unsigned retry_s;   /* of a 429 */
	struct static_file file;

	pthread_mutex_t lock; /* what follows, and stream */
	enum phase phase;
	unsigned refs;
	_Bool suspended, gone;
};

struct exchange *exchange_new(struct http_server *s, struct MHD_Connection *con, const char *uri);
void exchange_unref(struct exchange *x);
/* The client or the server ended the connection, or the response has been sent. */
void exchange_gone(struct exchange *x);
/* The library's access callback; see MHD_AccessHandlerCallback. */
enum MHD_Result exchange_step(struct exchange *x, const char *method, const char *data,
			      size_t *size);

/* Fills the request from the connection; finds the route; refuses what must not reach a
 * handler. On failure x->rc and x->error tell. */
enum err exchange_prepare(struct exchange *x, const char *method, struct error *e) MUST_USE;
/* Queues the response or problem of x. False: the connection must be closed. */
_Bool exchange_reply(struct exchange *x) MUST_USE;
/* Writes the problem of x straight to the socket: the library cannot answer while a body is
 * arriving. */
void exchange_reply_raw(struct exchange *x);
/* With the lock held. */
void exchange_suspend(struct exchange *x);
void exchange_resume(struct exchange *x);
size_t stream_put(struct body_stream *s, const char *data, size_t len); /* how much fitted */

void security_headers(struct exchange *x, struct MHD_Response *r);
