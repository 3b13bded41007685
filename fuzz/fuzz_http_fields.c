/* Range, query, cookie, language, entity tag, media type and static path parsers; the first
 * byte chooses. */
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>
#include "http/parse.h"
#include "http/site.h"
#include "http/static.h"
#include <strings.h>

static void range(const char *s, struct arena *mem)
{
	static const uint64_t sizes[] = { 0, 1, 1000, UINT64_MAX };

	(void)mem;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct byte_range r = { 1, 0 };

		if (range_parse(s, sizes[i], &r) == RANGE_OK &&
		    (r.first > r.last || r.last >= sizes[i]))
			abort();
	}
}

static void query(const char *s, struct arena *mem)
{
	struct fields f = { 0 };

	if (query_parse(mem, s, &f, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < f.n; i++)
		if (!utf8_valid(f.items[i].value, strlen(f.items[i].value)))
			abort();
}

static void cookies(const char *s, struct arena *mem)
{
	struct fields f = { 0 };

	cookies_parse(mem, s, &f);
	for (size_t i = 0; i < f.n; i++)
		if (!*f.items[i].name || strchr(f.items[i].value, ';'))
			abort();
}

static void language(const char *s, struct arena *mem)
{
	const char *l = language_choose(s, "ja");

	(void)mem;
	if (strcmp(l, "ja") && strcmp(l, "en"))
		abort();
}

static void tags(const char *s, struct arena *mem)
{
	uint64_t n;
	char media[MEDIA_TYPE_SIZE];

	(void)mem;
	if (etag_listed(s, "\"v1\"") && !strstr(s, "\"v1\"") && !strchr(s, '*'))
		abort();
	if (content_length_parse(s, &n) && strspn(s, "0123456789") != strlen(s))
		abort();
	if (media_type_parse(s, media) && !strchr(media, '/'))
		abort();
}

static void remote(const char *s, struct arena *mem)
{
	AUTO(site) struct site *site = NULL;
	struct error e;

	if (site_new("https://sign.example.jp", "10.0.0.0/8", &site, &e) != ERR_OK)
		abort();
	if (strpbrk(site_remote(site, "10.0.0.1", s, mem), " ,\r\n"))
		abort();
	if (site_host_ok(site, s) && strcasecmp(s, "sign.example.jp") != 0)
		abort();
	site_free(site);
	if (site_new(s, s, &site, &e) != ERR_OK)
		site = NULL;
}

static void file(const char *s, struct arena *mem)
{
	static const struct static_file files[] = { { .path = "/a.js" },
						    { .path = "/index.html" } };
	static const struct page_rule pages[] = { { "/", "/index.html" },
						  { "/p/", "/index.html" } };
	const struct static_files set = { files, 2, NULL, pages, 2 };
	struct static_file out;

	if (static_find(&set, s, mem, &out) && (!out.path || !out.type))
		abort();
	static_is_hashed(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const parsers[])(const char *, struct arena *) = {
		range, query, cookies, language, tags, remote, file,
	};
	AUTO(arena) struct arena *mem = arena_new(256 * 1024);
	char *s = size ? arena_strndup(mem, (const char *)data + 1, size - 1) : NULL;

	if (s)
		parsers[data[0] % COUNT_OF(parsers)](s, mem);
	return 0;
}
