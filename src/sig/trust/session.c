#include "sig/trust/session_ask.h"
#include <stdlib.h>

enum {
	SEEN_SLOTS = 4096, /* a power of two */
	SEEN_MAX = 3072,
	SEEN_BYTES_MAX = 32 << 20, /* of a document: parsed they take several times that */
	ASKED_MAX = 64,
	TIMEOUT_MS = 5000,
	BUDGET_MS = 20000,
};

struct seen {
	const unsigned char *at;
	size_t len;
	struct item *item; /* NULL: it could not be read */
};

struct asked {
	char *key;
	struct item *item;  /* NULL: in vain */
	struct item *older; /* that it replaced; NULL: none */
	_Bool renewed;	    /* a newer one was asked for */
	enum status_source source;
	enum err code;
	char text[CACHE_TEXT];
};

struct trust_session {
	struct trust_online world;
	struct seen *seen; /* by address; made when the first is seen */
	size_t n_seen, seen_bytes, seen_max;
	_Bool left_out; /* data that would not fit any more */
	struct asked asked[ASKED_MAX];
	size_t n_asked;
	unsigned fetches;
	time_ms deadline; /* monotonic; 0: nothing was fetched yet */
};

struct trust_session *trust_session_new(const struct trust_online *online)
{
	struct trust_session *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->seen_max = SEEN_BYTES_MAX;
	if (online)
		s->world = *online;
	if (!s->world.timeout_ms)
		s->world.timeout_ms = TIMEOUT_MS;
	if (!s->world.budget_ms)
		s->world.budget_ms = BUDGET_MS;
	if (!s->world.clock)
		s->world.clock = clock_system();
	return s;
}

void trust_session_bound(struct trust_session *s, size_t bytes)
{
	s->seen_max = bytes < SEEN_BYTES_MAX ? bytes : SEEN_BYTES_MAX;
}

_Bool trust_session_left_out(const struct trust_session *s)
{
	return s->left_out;
}

void trust_session_free(struct trust_session *s)
{
	if (!s)
		return;
	for (size_t i = 0; s->seen && i < SEEN_SLOTS; i++)
		item_free(s->seen[i].item);
	free(s->seen);
	for (size_t i = 0; i < s->n_asked; i++) {
		item_free(s->asked[i].item);
		item_free(s->asked[i].older);
		free(s->asked[i].key);
	}
	free(s);
}

const struct trust_online *session_world(const struct trust_session *s)
{
	return &s->world;
}

_Bool session_online(const struct trust_session *s)
{
	return s->world.fetcher != NULL;
}

struct item *session_item(struct trust_session *s, enum item_kind kind, struct bytes der)
{
	size_t i = ((uintptr_t)der.data >> 4) * 2654435761U % SEEN_SLOTS;

	if (!s->seen && !(s->seen = calloc(SEEN_SLOTS, sizeof(*s->seen))))
		abort();
	while (s->seen[i].at && (s->seen[i].at != der.data || s->seen[i].len != der.len))
		i = (i + 1) % SEEN_SLOTS;
	if (s->seen[i].at)
		return s->seen[i].item && s->seen[i].item->kind == kind ? s->seen[i].item : NULL;
	if (!der.data)
		return NULL;
	if (s->n_seen == SEEN_MAX || der.len > s->seen_max - s->seen_bytes) {
		s->left_out = 1;
		return NULL;
	}
	s->n_seen++;
	s->seen_bytes += der.len;
	s->seen[i].at = der.data;
	s->seen[i].len = der.len;
	if (item_new(kind, der, &s->seen[i].item, NULL) != ERR_OK)
		s->seen[i].item = NULL;
	return s->seen[i].item;
}

static struct asked *remember(struct trust_session *s, const char *key)
{
	struct asked *x = &s->asked[s->n_asked];

	x->key = strdup(key);
	if (!x->key)
		abort();
	s->n_asked++;
	return x;
}

static struct asked *recall(struct trust_session *s, const char *key)
{
	for (size_t i = 0; i < s->n_asked; i++)
		if (!strcmp(s->asked[i].key, key))
			return &s->asked[i];
	return NULL;
}

static void set_failure(struct asked *x, enum err code, const char *text)
{
	x->code = code;
	memset(x->text, 0, sizeof(x->text));
	memcpy(x->text, text, strnlen(text, sizeof(x->text) - 1));
}

static _Bool from_cache(struct trust_session *s, const struct ask *a, struct asked *x)
{
	struct cache_hit hit;

	if (!s->world.cache ||
	    !trust_cache_get(s->world.cache, a->key, a->kind, clock_now(s->world.clock), &hit))
		return 0;
	x->item = hit.item;
	x->source = STATUS_FROM_CACHE;
	if (!hit.item)
		set_failure(x, hit.code, hit.text);
	return 1;
}

/* What a request may still take; 0: nothing. */
static unsigned time_left(struct trust_session *s)
{
	time_ms now = clock_monotonic(), left;

	if (!s->deadline)
		s->deadline = now + (time_ms)s->world.budget_ms;
	left = s->deadline - now;
	if (left <= 0)
		return 0;
	return left < (time_ms)s->world.timeout_ms ? (unsigned)left : s->world.timeout_ms;
}

static enum err fetch(struct trust_session *s, const struct ask *a, struct arena *mem,
		      struct bytes *out, struct error *e)
{
	static const size_t most[] = { [ITEM_CRL] = ITEM_CRL_MAX,
				       [ITEM_OCSP] = ITEM_OCSP_MAX,
				       [ITEM_CERTS] = ITEM_CERTS_MAX };
	struct fetch_request rq = {
		.url = a->url,
		.method = a->body.len ? "POST" : "GET",
		.body = a->body,
		.content_type = a->body.len ? "application/ocsp-request" : NULL,
		.max_bytes = most[a->kind],
		.allow_private = s->world.allow_private,
		.timeout_ms = time_left(s),
	};
	struct fetch_response rs;

	if (!rq.timeout_ms || s->fetches >= SESSION_FETCHES_MAX)
		return error_set(e, ERR_BUSY, "%s: not asked, %s", a->url,
				 rq.timeout_ms ? "too many requests for one file"
					       : "the time for requests is over");
	s->fetches++;
	TRY(fetcher_fetch(s->world.fetcher, &rq, mem, &rs, e));
	if (rs.status >= 300 && rs.status < 400)
		return error_set(e, ERR_UNAVAILABLE,
				 "%s: HTTP status %d, redirects are not "
				 "followed",
				 a->url, rs.status);
	if (rs.status != 200)
		return error_set(e, ERR_UNAVAILABLE, "%s: HTTP status %d", a->url, rs.status);
	*out = rs.body;
	return ERR_OK;
}

static enum err fetch_item(struct trust_session *s, const struct ask *a, struct item **out,
			   struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(ITEM_CRL_MAX + (64 << 10));
	struct bytes der;
	enum err rc;

	TRY(fetch(s, a, mem, &der, e));
	rc = item_new(a->kind, der, out, e);
	return rc == ERR_OK ? ERR_OK : error_wrap(e, rc, a->url);
}

static void from_network(struct trust_session *s, const struct ask *a, struct asked *x)
{
	struct error e = { 0 };
	enum err rc = fetch_item(s, a, &x->item, &e);

	x->source = STATUS_FROM_NETWORK;
	if (rc == ERR_OK)
		return;
	x->item = NULL;
	set_failure(x, rc, e.msg);
	if (s->world.cache && rc != ERR_BUSY)
		trust_cache_put_failure(s->world.cache, a->key, clock_now(s->world.clock), rc,
					x->text);
}

/* What the cache holds may have been overtaken. What comes is older still, or nothing comes: then
 * it stays at that. */
static void renew(struct trust_session *s, const struct ask *a, struct asked *x)
{
	struct item *newer;

	x->renewed = 1;
	if (fetch_item(s, a, &newer, NULL) != ERR_OK)
		return;
	/* times are of whole seconds: of two of one second the one that was just given counts */
	if (item_issued(newer) < item_issued(x->item)) {
		item_free(newer);
		return;
	}
	item_free(x->older);
	x->older = x->item; /* it may have been handed out */
	x->item = newer;
	x->source = STATUS_FROM_NETWORK;
}

static _Bool is_overtaken(const struct trust_session *s, const struct ask *a, const struct asked *x)
{
	return s->world.prefer_newer && s->world.fetcher && a->at && x->item && !x->renewed &&
	       x->source == STATUS_FROM_CACHE && item_issued(x->item) < a->at;
}

enum err session_ask(struct trust_session *s, const struct ask *a, struct item **out,
		     enum status_source *source, struct error *e)
{
	struct asked *x = recall(s, a->key);

	if (!x && s->n_asked == ASKED_MAX)
		return error_set(e, ERR_BUSY, "%s: not asked, too many requests for one file",
				 a->url);
	if (!x) {
		x = remember(s, a->key);
		if (!from_cache(s, a, x))
			from_network(s, a, x);
	}
	if (is_overtaken(s, a, x))
		renew(s, a, x);
	if (!x->item)
		return error_set(e, x->code, "%s", x->text);
	*out = x->item;
	*source = x->source;
	return ERR_OK;
}

void session_keep(struct trust_session *s, const struct ask *a, struct item *item, time_ms until)
{
	time_ms now = clock_now(s->world.clock);
	const struct asked *x = recall(s, a->key);

	if (s->world.cache && x && x->source == STATUS_FROM_NETWORK)
		trust_cache_put(s->world.cache, a->key, item, now,
				until ? until : now + CACHE_UNDATED_MS);
}

void session_distrust(struct trust_session *s, const struct ask *a, const char *why)
{
	const struct asked *x = recall(s, a->key);

	if (s->world.cache && x && x->source == STATUS_FROM_NETWORK && !x->older)
		trust_cache_put_failure(s->world.cache, a->key, clock_now(s->world.clock), ERR_CERT,
					why);
}
