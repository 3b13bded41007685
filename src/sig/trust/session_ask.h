/* What the working steps of a validation ask of their session; for src/sig/trust only. */
#pragma once
#include "sig/trust/cache.h"

enum { SESSION_PROBLEMS_MAX = 16 };

struct ask {
	enum item_kind kind;
	const char *key; /* names the answer in the cache */
	const char *url;
	struct bytes body; /* of a POST; empty: GET */
	time_ms at; /* revocation data: what it is to speak of; 0: of any age */
};

/* A piece of the document, parsed when it is seen first; NULL: it is none. It lives as long as
 * the session. der must not change meanwhile. */
struct item *session_item(struct trust_session *s, enum item_kind kind, struct bytes der);

_Bool session_online(const struct trust_session *s);
/* From this session, the cache or the network; a failure comes again without asking again. *item
 * lives as long as the session. ERR_BUSY: too much was asked already; what else struct fetcher and
 * item_new give. */
enum err session_ask(struct trust_session *s, const struct ask *a, struct item **out,
		     enum status_source *source, struct error *e) MUST_USE;
/* What was fetched proved good (and is kept for others until then; 0: no date), or useless. */
void session_keep(struct trust_session *s, const struct ask *a, struct item *item, time_ms until);
void session_distrust(struct trust_session *s, const struct ask *a, const char *why);

const struct trust_online *session_world(const struct trust_session *s);
