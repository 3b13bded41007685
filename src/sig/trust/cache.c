#include "sig/trust/cache.h"
#include <pthread.h>
#include <stdlib.h>
#include "crypto/digest.h"

enum { NAME_SIZE = 2 * MEMO_ID + 1, ENTRY_FILE_MAX = ITEM_CRL_MAX + 4096 };

struct entry {
	char *key;
	struct item *item; /* NULL: a failure */
	enum err code;
	char text[CACHE_TEXT];
	time_ms expires;
	uint64_t used; /* the cache's count of uses when it was used last */
	size_t size;
};

struct trust_cache {
	pthread_mutex_t lock;
	const struct cache_files *files;
	struct entry entries[CACHE_ENTRIES];
	size_t n, bytes;
	uint64_t uses;
};

struct trust_cache *trust_cache_new(const struct cache_files *files)
{
	struct trust_cache *c = calloc(1, sizeof(*c));

	if (!c || pthread_mutex_init(&c->lock, NULL) != 0)
		abort();
	c->files = files;
	return c;
}

/* The last entry takes the place of the one that goes. */
static void drop(struct trust_cache *c, size_t i)
{
	struct entry *x = &c->entries[i];

	c->bytes -= x->size;
	item_free(x->item);
	free(x->key);
	*x = c->entries[--c->n];
}

void trust_cache_free(struct trust_cache *c)
{
	if (!c)
		return;
	while (c->n > 0)
		drop(c, c->n - 1);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static size_t find(const struct trust_cache *c, const char *key)
{
	size_t i = 0;

	while (i < c->n && strcmp(c->entries[i].key, key) != 0)
		i++;
	return i;
}

static size_t oldest(const struct trust_cache *c)
{
	size_t best = 0;

	for (size_t i = 1; i < c->n; i++)
		if (c->entries[i].used < c->entries[best].used)
			best = i;
	return best;
}

/* Takes over x->item and x->key. */
static void insert(struct trust_cache *c, struct entry *x)
{
	size_t old;

	x->size = sizeof(*x) + strlen(x->key) + (x->item ? x->item->der.len : 0);
	pthread_mutex_lock(&c->lock);
	old = find(c, x->key);
	if (old < c->n)
		drop(c, old);
	while (c->n > 0 && (c->n == CACHE_ENTRIES || c->bytes + x->size > CACHE_BYTES))
		drop(c, oldest(c));
	x->used = ++c->uses;
	c->bytes += x->size;
	c->entries[c->n++] = *x;
	pthread_mutex_unlock(&c->lock);
}

static struct entry new_entry(const char *key, time_ms expires)
{
	struct entry x = { .key = strdup(key), .expires = expires };

	if (!x.key)
		abort();
	return x;
}

static _Bool in_memory(struct trust_cache *c, const char *key, enum item_kind kind, time_ms now,
		       struct cache_hit *out)
{
	_Bool hit;
	size_t i;

	pthread_mutex_lock(&c->lock);
	i = find(c, key);
	hit = i < c->n && c->entries[i].expires > now &&
	      (!c->entries[i].item || c->entries[i].item->kind == kind);
	if (hit) {
		struct entry *x = &c->entries[i];

		x->used = ++c->uses;
		out->item = x->item ? item_ref(x->item) : NULL;
		out->code = x->code;
		memcpy(out->text, x->text, sizeof(out->text));
	}
	pthread_mutex_unlock(&c->lock);
	return hit;
}

static void name_of(const char *key, char out[NAME_SIZE])
{
	unsigned char raw[DIGEST_MAX];

	hex_encode(digest_of(DIGEST_SHA256, bytes_of_str(key), raw), out);
}

static _Bool in_files(struct trust_cache *c, const char *key, enum item_kind kind, time_ms now)
{
	AUTO(buf) struct buf file = { .limit = ENTRY_FILE_MAX };
	char name[NAME_SIZE];
	struct cache_entry stored;
	struct entry x;

	name_of(key, name);
	if (!c->files || c->files->load(c->files->ctx, name, &file, NULL) != ERR_OK ||
	    file.overflow || cache_entry_read(buf_bytes(&file), &stored, NULL) != ERR_OK ||
	    !bytes_eq_str(stored.key, key) || stored.kind != kind || stored.expires <= now ||
	    stored.expires > now + CACHE_LONGEST_MS)
		return 0;
	x = new_entry(key, stored.expires);
	if (item_new(kind, stored.content, &x.item, NULL) != ERR_OK) {
		free(x.key);
		return 0;
	}
	insert(c, &x);
	return 1;
}

_Bool trust_cache_get(struct trust_cache *c, const char *key, enum item_kind kind, time_ms now,
		      struct cache_hit *out)
{
	*out = (struct cache_hit){ .code = ERR_OK };
	return in_memory(c, key, kind, now, out) ||
	       (in_files(c, key, kind, now) && in_memory(c, key, kind, now, out));
}

static void save(struct trust_cache *c, const char *key, const struct item *item, time_ms expires)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct cache_entry x = { bytes_of_str(key), item->kind, expires, item->der };
	char name[NAME_SIZE];
	struct bytes file;

	name_of(key, name);
	if (cache_entry_write(&x, mem, &file, NULL) == ERR_OK)
		(void)!c->files->save(c->files->ctx, name, file, NULL);
}

void trust_cache_put(struct trust_cache *c, const char *key, struct item *item, time_ms now,
		     time_ms expires)
{
	struct entry x;

	if (expires > now + CACHE_LONGEST_MS)
		expires = now + CACHE_LONGEST_MS;
	if (expires <= now || strlen(key) > CACHE_KEY_MAX)
		return;
	x = new_entry(key, expires);
	x.item = item_ref(item);
	if (c->files)
		save(c, key, item, expires);
	insert(c, &x);
}

void trust_cache_put_failure(struct trust_cache *c, const char *key, time_ms now, enum err code,
			     const char *text)
{
	struct entry x = new_entry(key, now + CACHE_FAILURE_MS);

	x.code = code;
	memcpy(x.text, text, strnlen(text, sizeof(x.text) - 1));
	insert(c, &x);
}
