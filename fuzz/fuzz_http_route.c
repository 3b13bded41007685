/* Any path against a table: whatever matches, parameters are decoded text of one segment. */
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>
#include "http/parse.h"
#include "http/route.h"

static enum err nothing(struct request *rq, struct response *rs, struct error *e)
{
	(void)rq;
	(void)rs;
	(void)e;
	return ERR_OK;
}

static const struct route rows[] = {
	{ "GET", "/", AUTH_NONE, NULL, 0, nothing, "root" },
	{ "GET", "/api/items", AUTH_NONE, NULL, 0, nothing, "list" },
	{ "POST", "/api/items/{id}", AUTH_NONE, NULL, 10, nothing, "one" },
	{ "GET", "/api/items/new", AUTH_NONE, NULL, 0, nothing, "literal" },
	{ "GET", "/api/items/{id}/parts/{part}", AUTH_NONE, NULL, 0, nothing, "two" },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct route_table table = { rows, COUNT_OF(rows), NULL, NULL, NULL };
	static const char *const methods[] = { "GET", "POST", "HEAD", "BREW" };
	AUTO(arena) struct arena *mem = arena_new(256 * 1024);
	struct route_match m = { 0 };
	struct error e;
	char *path = size ? arena_strndup(mem, (const char *)data + 1, size - 1) : NULL;

	if (!path || route_find(&table, 1, methods[data[0] & 3], path, mem, &m, &e) != ERR_OK)
		return 0;
	for (size_t i = 0; i < m.params.n; i++) {
		const char *v = m.params.items[i].value;

		if (!*v || strpbrk(v, "/\\") || !strcmp(v, "..") || !utf8_valid(v, strlen(v)))
			abort();
	}
	return 0;
}
