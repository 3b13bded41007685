#include "http/parse.h"
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum { QUERY_PAIRS_MAX = 64, COOKIES_MAX = 50, LANGUAGES_MAX = 32 };

/* RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF. */
static size_t utf8_sequence(const unsigned char *s, size_t len)
{
	static const struct {
		unsigned char first, last, low, high;
		size_t n;
	} forms[] = {
		{ 0x00, 0x7F, 0, 0, 1 },       { 0xC2, 0xDF, 0x80, 0xBF, 2 },
		{ 0xE0, 0xE0, 0xA0, 0xBF, 3 }, { 0xE1, 0xEC, 0x80, 0xBF, 3 },
		{ 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 },
		{ 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 },
		{ 0xF4, 0xF4, 0x80, 0x8F, 4 },
	};

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		if (*s < forms[i].first || *s > forms[i].last)
			continue;
		if (len < forms[i].n)
			return 0;
		if (forms[i].n > 1 && (s[1] < forms[i].low || s[1] > forms[i].high))
			return 0;
		for (size_t k = 2; k < forms[i].n; k++)
			if ((s[k] & 0xC0) != 0x80)
				return 0;
		return forms[i].n;
	}
	return 0;
}

_Bool utf8_valid(const char *s, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = utf8_sequence((const unsigned char *)s + i, len - i);

		if (!n)
			return 0;
		i += n;
	}
	return 1;
}

char *percent_decode(struct arena *mem, const char *s, size_t len, _Bool plus_is_space)
{
	char *out = arena_alloc(mem, len + 1);
	size_t n = 0;

	if (!out)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '%') {
			if (len - i < 3 || !hex_decode(s + i + 1, 2, &c))
				return NULL;
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		if (!c)
			return NULL;
		out[n++] = (char)c;
	}
	return utf8_valid(out, n) ? out : NULL;
}

static enum err query_pair(struct arena *mem, const char *s, size_t len, struct fields *out,
			   struct error *e)
{
	const char *eq = memchr(s, '=', len);
	size_t name_len = eq ? (size_t)(eq - s) : len;
	char *name = percent_decode(mem, s, name_len, 1);
	char *value =
		eq ? percent_decode(mem, eq + 1, len - name_len - 1, 1) : arena_strdup(mem, "");

	if (!name || !value || out->n >= QUERY_PAIRS_MAX || !fields_add(mem, out, name, value))
		return error_set(e, ERR_INVALID, "the query is not well formed");
	return ERR_OK;
}

enum err query_parse(struct arena *mem, const char *s, struct fields *out, struct error *e)
{
	struct fields found = { 0 };

	while (*s) {
		size_t len = strcspn(s, "&");

		if (len)
			TRY(query_pair(mem, s, len, &found, e));
		s += len;
		s += *s == '&';
	}
	*out = found;
	return ERR_OK;
}

static size_t trim(const char **s, size_t len)
{
	while (len && (**s == ' ' || **s == '\t')) {
		(*s)++;
		len--;
	}
	while (len && ((*s)[len - 1] == ' ' || (*s)[len - 1] == '\t'))
		len--;
	return len;
}

void cookies_parse(struct arena *mem, const char *s, struct fields *out)
{
	while (*s && out->n < COOKIES_MAX) {
		size_t whole = strcspn(s, ";");
		const char *part = s;
		size_t len = trim(&part, whole);
		const char *eq = memchr(part, '=', len);

		if (eq && eq > part) {
			char *name = arena_strndup(mem, part, (size_t)(eq - part));
			char *value = arena_strndup(mem, eq + 1, len - (size_t)(eq - part) - 1);

			if (!name || !value || !fields_add(mem, out, name, value))
				return;
		}
		s += whole;
		s += *s == ';';
	}
}

/* qvalue (RFC 9110 §12.4.2) in thousandths; what is malformed counts as 0. */
static int quality(const char *s, size_t len)
{
	int q = 0, scale = 1000;

	if (!len || (*s != '0' && *s != '1'))
		return 0;
	q = (*s - '0') * 1000;
	if (len > 5 || (len > 1 && s[1] != '.'))
		return 0;
	for (size_t i = 2; i < len; i++) {
		scale /= 10;
		if (!isdigit((unsigned char)s[i]))
			return 0;
		q += (s[i] - '0') * scale;
	}
	return q > 1000 ? 0 : q;
}

static int language_quality(const char *s, size_t len)
{
	const char *semi = memchr(s, ';', len), *q;
	size_t rest;

	if (!semi)
		return 1000;
	q = semi + 1;
	rest = trim(&q, len - (size_t)(q - s));
	return rest > 2 && (q[0] == 'q' || q[0] == 'Q') && q[1] == '=' ? quality(q + 2, rest - 2)
								       : 0;
}

static _Bool primary_is(const char *s, size_t len, const char *language)
{
	return len >= 2 && !strncasecmp(s, language, 2) &&
	       (len == 2 || s[2] == '-' || s[2] == ';' || s[2] == ' ');
}

const char *language_choose(const char *accept_language, const char *fallback)
{
	int best_ja = 0, best_en = 0;
	const char *s = accept_language ? accept_language : "";

	for (int n = 0; *s && n < LANGUAGES_MAX; n++) {
		size_t whole = strcspn(s, ",");
		const char *part = s;
		size_t len = trim(&part, whole);
		int q = language_quality(part, len);

		if (primary_is(part, len, "ja") && q > best_ja)
			best_ja = q;
		if (primary_is(part, len, "en") && q > best_en)
			best_en = q;
		s += whole;
		s += *s == ',';
	}
	if (best_ja == best_en)
		return best_ja && !*fallback ? "ja" : fallback;
	return best_ja > best_en ? "ja" : "en";
}

static _Bool number(const char **s, uint64_t *out)
{
	uint64_t v = 0;
	const char *p = *s;

	for (; isdigit((unsigned char)*p); p++)
		if (__builtin_mul_overflow(v, (uint64_t)10, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(*p - '0'), &v))
			return 0;
	if (p == *s)
		return 0;
	*s = p;
	*out = v;
	return 1;
}

static enum range_kind range_suffix(const char *s, uint64_t size, struct byte_range *out)
{
	uint64_t n;

	if (!number(&s, &n) || *s)
		return RANGE_NONE;
	if (!n || !size)
		return RANGE_UNSATISFIABLE;
	*out = (struct byte_range){ n >= size ? 0 : size - n, size - 1 };
	return RANGE_OK;
}

enum range_kind range_parse(const char *s, uint64_t size, struct byte_range *out)
{
	uint64_t first, last = UINT64_MAX;

	if (!s || strncasecmp(s, "bytes=", 6) != 0)
		return RANGE_NONE;
	s += 6;
	if (*s == '-')
		return range_suffix(s + 1, size, out);
	if (!number(&s, &first) || *s++ != '-')
		return RANGE_NONE;
	if (*s && (!number(&s, &last) || *s || last < first))
		return RANGE_NONE;
	if (first >= size)
		return RANGE_UNSATISFIABLE;
	*out = (struct byte_range){ first, last >= size ? size - 1 : last };
	return RANGE_OK;
}

_Bool etag_listed(const char *list, const char *etag)
{
	size_t len = strlen(etag);

	while (*list) {
		size_t whole = strcspn(list, ",");
		const char *part = list;
		size_t n = trim(&part, whole);

		if (n == 1 && *part == '*')
			return 1;
		if (n > 2 && part[0] == 'W' && part[1] == '/') {
			part += 2;
			n -= 2;
		}
		if (n == len && !memcmp(part, etag, n))
			return 1;
		list += whole;
		list += *list == ',';
	}
	return 0;
}

_Bool content_length_parse(const char *s, uint64_t *out)
{
	uint64_t v;

	if (!number(&s, &v) || *s)
		return 0;
	*out = v;
	return 1;
}

/* Only the charset parameter matters; others are passed over. */
static _Bool charset_is_utf8(const char *params)
{
	const char *c = strcasestr(params, "charset=");

	if (!c)
		return 1;
	c += 8;
	c += *c == '"';
	return !strncasecmp(c, "utf-8", 5) && !isalnum((unsigned char)c[5]) && c[5] != '-';
}

_Bool media_type_parse(const char *s, char out[MEDIA_TYPE_SIZE])
{
	size_t len = strcspn(s, "; \t"), slash = strcspn(s, "/");

	if (!len || len >= MEDIA_TYPE_SIZE || slash >= len || !slash || slash + 1 == len)
		return 0;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)s[i]) && !strchr("/!#$&-^_.+", s[i]))
			return 0;
	if (!charset_is_utf8(s + len))
		return 0;
	for (size_t i = 0; i < len; i++)
		out[i] = (char)tolower((unsigned char)s[i]);
	out[len] = '\0';
	return 1;
}
