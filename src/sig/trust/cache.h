/* What was fetched, for as long as it is good: CRLs and certificates by address, OCSP answers by
 * certificate. Bounded in number and bytes, the least recently used goes first; failures are kept
 * for a minute, so that a dead server is not asked for each file. Threads share one. */
#pragma once
#include "base/buf.h"
#include "sig/trust/item.h"

enum {
	CACHE_ENTRIES = 512,
	CACHE_BYTES = 64 << 20,
	CACHE_FAILURE_MS = 60000,
	CACHE_LONGEST_MS = 24 * 3600 * 1000, /* also when nextUpdate lies further away */
	CACHE_UNDATED_MS = 600000,	     /* revocation data without nextUpdate */
	CACHE_TEXT = 200,
	CACHE_KEY_MAX = 1100,
};

/* The port to a folder; name is 64 hex digits. Failures are no misfortune. */
struct cache_files {
	void *ctx;
	enum err (*load)(void *ctx, const char *name, struct buf *out, struct error *e);
	enum err (*save)(void *ctx, const char *name, struct bytes content, struct error *e);
};

struct trust_cache;
/* files NULL: in memory only; else its ctx must outlive the cache. */
struct trust_cache *trust_cache_new(const struct cache_files *files);
void trust_cache_free(struct trust_cache *c); /* NULL is fine */
DEFINE_AUTO(trust_cache, struct trust_cache *)

struct cache_hit {
	struct item *item; /* a reference of the caller's; NULL: it failed lately */
	enum err code;
	char text[CACHE_TEXT];
};
_Bool trust_cache_get(struct trust_cache *c, const char *key, enum item_kind kind, time_ms now,
		      struct cache_hit *out) MUST_USE;
void trust_cache_put(struct trust_cache *c, const char *key, struct item *item, time_ms now,
		     time_ms expires);
void trust_cache_put_failure(struct trust_cache *c, const char *key, time_ms now, enum err code,
			     const char *text);

/* An entry as it lies in a file: DER, read back strictly. */
struct cache_entry {
	struct bytes key;
	enum item_kind kind;
	time_ms expires;
	struct bytes content;
};
enum err cache_entry_write(const struct cache_entry *x, struct arena *mem, struct bytes *out,
			   struct error *e) MUST_USE;
enum err cache_entry_read(struct bytes file, struct cache_entry *out, struct error *e) MUST_USE;
