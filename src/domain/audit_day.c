/* The day's file, and the leaves that follow from it. */
#include "domain/audit_day.h"
#include <inttypes.h>
#include <stdlib.h>
#include "base/buf.h"

enum { HASH_SIZE = 32, LINE_MAX_BYTES = 512 };

#define LINE_WORD "skysign-audit-head"

void audit_day_name(time_ms t, char out[AUDIT_DAY_SIZE])
{
	char text[TIME_JST_SIZE];

	time_jst(t, text);
	memcpy(out, text, AUDIT_DAY_SIZE - 1);
	out[AUDIT_DAY_SIZE - 1] = '\0';
}

_Bool audit_day_start(const char *day, time_ms *out)
{
	char text[AUDIT_DAY_SIZE + 15];

	if (strlen(day) != AUDIT_DAY_SIZE - 1)
		return 0;
	memcpy(text, day, AUDIT_DAY_SIZE - 1);
	memcpy(text + AUDIT_DAY_SIZE - 1, "T00:00:00+09:00", 16);
	return time_parse_rfc3339(text, out);
}

/* writing ----------------------------------------------------------------- */

static int by_chain(const void *a, const void *b)
{
	const struct audit_head *x = a, *y = b;

	return strcmp(x->chain, y->chain);
}

static void put_hash(struct buf *out, struct bytes hash)
{
	char hex[2 * DIGEST_MAX + 1];

	hex_encode(hash, hex);
	buf_append_str(out, hex);
}

static void put_previous(struct buf *out, const struct audit_day *last)
{
	buf_append_str(out, "previous ");
	if (last->no) {
		buf_printf(out, "%s ", last->day);
		put_hash(out, last->root);
	} else {
		buf_append_str(out, "none");
	}
	buf_append_byte(out, '\n');
}

enum err audit_day_text(struct domain *d, const char *day, const struct audit_day *last,
			struct audit_head *heads, size_t n, const char **out, struct error *e)
{
	AUTO(buf) struct buf text = { 0 };

	qsort(heads, n, sizeof(*heads), by_chain);
	buf_printf(&text, "skysign-audit-day 1 %s %s %" PRId64 "\n", d->repo.org, day,
		   last->no + 1);
	put_previous(&text, last);
	for (size_t i = 0; i < n; i++) {
		if (heads[i].hash.len != HASH_SIZE)
			return error_set(e, ERR_INTERNAL,
					 "audit trail %s: event %" PRId64 " has no hash",
					 heads[i].chain, heads[i].seq);
		buf_printf(&text, LINE_WORD " 1 %s %s %s %" PRId64 " ", d->repo.org, day,
			   heads[i].chain, heads[i].seq);
		put_hash(&text, heads[i].hash);
		buf_append_byte(&text, '\n');
	}
	*out = arena_strdup(d->repo.mem, buf_cstr(&text));
	return *out ? ERR_OK : error_set(e, ERR_TOO_LARGE, "audit day: out of memory");
}

/* reading ----------------------------------------------------------------- */

_Bool audit_day_words(char *line, char *words[AUDIT_DAY_WORDS])
{
	size_t n = 0;

	for (char *at = line; at && n < AUDIT_DAY_WORDS; n++) {
		words[n] = at;
		at = strchr(at, ' ');
		if (at)
			*at++ = '\0';
		if (n == AUDIT_DAY_WORDS - 1 && at)
			return 0;
	}
	return n == AUDIT_DAY_WORDS;
}

_Bool audit_day_number(const char *s, int64_t *out)
{
	*out = 0;
	if (*s < '1' || *s > '9' || strlen(s) > 15 || strspn(s, "0123456789") != strlen(s))
		return 0;
	for (; *s; s++)
		*out = *out * 10 + (*s - '0');
	return 1;
}

static enum err read_line(struct arena *mem, const char *from, size_t len,
			  struct audit_day_line *out, struct error *e)
{
	char *copy = arena_alloc(mem, len + 1), *words[AUDIT_DAY_WORDS];

	if (!copy)
		return error_set(e, ERR_TOO_LARGE, "audit day: out of memory");
	memcpy(copy, from, len);
	if (len > LINE_MAX_BYTES || !audit_day_words(copy, words) || strcmp(words[0], LINE_WORD) != 0 ||
	    strcmp(words[1], "1") != 0 || !audit_day_number(words[5], &out->seq) ||
	    strlen(words[6]) != 2 * HASH_SIZE || !hex_decode(words[6], 2 * HASH_SIZE, out->hash))
		return error_set(e, ERR_INVALID, "audit day: a line of its file is unreadable");
	out->chain = words[4];
	out->line = BYTES((const unsigned char *)from, len + 1);
	return ERR_OK;
}

enum err audit_day_lines(struct arena *mem, const char *text, const struct audit_day_line **out,
			 size_t *n, struct error *e)
{
	struct audit_day_line *list = NULL;
	size_t count = 0, cap = 0, lines = 0;

	for (const char *at = text, *end; *at; at = end + 1, lines++) {
		end = strchr(at, '\n');
		if (!end)
			return error_set(e, ERR_INVALID, "audit day: its file is cut off");
		if (lines < 2)
			continue; /* of the day, and of the one before */
		list = arena_grow(mem, list, count, &cap, sizeof(*list));
		if (!list)
			return error_set(e, ERR_TOO_LARGE, "audit day: out of memory");
		TRY(read_line(mem, at, (size_t)(end - at), &list[count++], e));
	}
	*out = list;
	*n = count;
	return ERR_OK;
}

enum err audit_day_leaves(struct arena *mem, const char *text, const struct audit_day_line *lines,
			  size_t n, enum digest_alg alg, struct bytes *out, struct error *e)
{
	size_t size = digest_size(alg);
	unsigned char *all = arena_alloc_n(mem, n + 1, size), hash[DIGEST_MAX];

	if (!all)
		return error_set(e, ERR_TOO_LARGE, "audit day: out of memory");
	memcpy(all, digest_of(alg, bytes_of_str(text), hash).data, size);
	for (size_t i = 0; i < n; i++)
		memcpy(all + (i + 1) * size, digest_of(alg, lines[i].line, hash).data, size);
	*out = BYTES(all, (n + 1) * size);
	return ERR_OK;
}
