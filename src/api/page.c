#include "api/page.h"
#include <stdlib.h>
#include "crypto/digest.h"

enum { CHECK_BYTES = 6, CURSOR_MAX = 512 };

static void check_of(struct caller *c, const char *list, const char *key,
		     unsigned char out[CHECK_BYTES])
{
	unsigned char digest[32];

	digest_sha256(bytes_of_str(domain_printf(&c->d, "%s\n%s", list, key)), digest);
	memcpy(out, digest, CHECK_BYTES);
}

/* NULL: not a cursor of this list. */
static const char *cursor_key(struct caller *c, const char *list, const char *cursor)
{
	unsigned char raw[CURSOR_MAX], check[CHECK_BYTES];
	size_t len = strlen(cursor), n;
	char *key;

	if (len > CURSOR_MAX || !base64url_decode(cursor, len, raw, &n) || n <= CHECK_BYTES)
		return NULL;
	key = arena_strndup(c->rq->mem, (const char *)raw + CHECK_BYTES, n - CHECK_BYTES);
	if (!key || strlen(key) != n - CHECK_BYTES)
		return NULL;
	check_of(c, list, key, check);
	return memcmp(check, raw, CHECK_BYTES) ? NULL : key;
}

static int64_t limit_read(struct caller *c)
{
	const char *text = request_query(c->rq, "limit");
	char *end;
	long n;

	if (!text || !*text)
		return PAGE_DEFAULT;
	n = strtol(text, &end, 10);
	if (*end || n < 1)
		domain_field_error(&c->d, "limit", "not-a-limit");
	return n > PAGE_MAX ? PAGE_MAX : n;
}

enum err page_read(struct caller *c, const char *list, struct page *out, struct error *e)
{
	const char *cursor = request_query(c->rq, "cursor");
	struct page p = { .list = list, .limit = limit_read(c) };

	if (cursor && *cursor) {
		p.after = cursor_key(c, list, cursor);
		if (!p.after)
			domain_field_error(&c->d, "cursor", "not-a-cursor");
	}
	TRY(domain_fields_ok(&c->d, e));
	*out = p;
	return ERR_OK;
}

size_t page_shown(const struct page *p, size_t n)
{
	return n > (size_t)p->limit ? (size_t)p->limit : n;
}

json_t *page_cursor(struct caller *c, const struct page *p, const char *key)
{
	unsigned char check[CHECK_BYTES];
	struct bytes raw;
	char *text, *joined;

	if (!key)
		return json_null();
	check_of(c, p->list, key, check);
	raw.len = CHECK_BYTES + strlen(key);
	joined = arena_alloc(c->rq->mem, raw.len + 1);
	text = arena_alloc(c->rq->mem, base64url_size(raw.len));
	if (!joined || !text)
		abort();
	memcpy(joined, check, CHECK_BYTES);
	memcpy(joined + CHECK_BYTES, key, raw.len - CHECK_BYTES);
	raw.data = (const unsigned char *)joined;
	base64url_encode(raw, text);
	return json_string(text);
}

json_t *page_next(struct caller *c, const struct page *p, size_t n, const char *key)
{
	return page_cursor(c, p, n > (size_t)p->limit ? key : NULL);
}
