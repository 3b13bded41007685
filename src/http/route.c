#include "http/route.h"
#include <stdio.h>
#include <string.h>
#include "http/parse.h"

enum { PATH_MAX_BYTES = 2048, PARAM_MAX_BYTES = 200 };

static _Bool method_matches(const struct route *r, const char *method)
{
	return !strcmp(r->method, method) || (!strcmp(method, "HEAD") && !strcmp(r->method, "GET"));
}

/* Does the raw segment of len bytes fit the pattern's? A parameter takes one
 * whole segment of 1 to 200 bytes. */
static _Bool segment_matches(const char *pattern, size_t plen, const char *raw, size_t len)
{
	if (plen > 2 && pattern[0] == '{' && pattern[plen - 1] == '}')
		return len > 0 && len <= PARAM_MAX_BYTES;
	return plen == len && !memcmp(pattern, raw, len);
}

static _Bool path_matches(const char *pattern, const char *path)
{
	while (*pattern == '/' && *path == '/') {
		size_t plen = strcspn(++pattern, "/"), len = strcspn(++path, "/");

		if (!segment_matches(pattern, plen, path, len))
			return 0;
		pattern += plen;
		path += len;
	}
	return !*pattern && !*path;
}

/* A dot segment means a client that rewrites paths, or an attempt to leave the folder. */
static _Bool is_dot_segment(const char *s)
{
	return !strcmp(s, ".") || !strcmp(s, "..");
}

static enum err path_check(struct arena *mem, const char *path, struct error *e)
{
	if (*path != '/' || strlen(path) > PATH_MAX_BYTES)
		return error_set(e, ERR_INVALID, "the path is not well formed");
	while (*path == '/') {
		size_t len = strcspn(++path, "/");
		char *s = percent_decode(mem, path, len, 0);

		if (!s)
			return error_set(e, ERR_INVALID, "the path is not well formed");
		if (is_dot_segment(s) || strchr(s, '/') || strchr(s, '\\'))
			return error_set(e, ERR_NOT_FOUND, "no path here has such a segment");
		path += len;
	}
	return ERR_OK;
}

static enum err params_take(struct arena *mem, const char *pattern, const char *path,
			    struct fields *out, struct error *e)
{
	while (*pattern == '/' && *path == '/') {
		size_t plen = strcspn(++pattern, "/"), len = strcspn(++path, "/");

		if (*pattern == '{') {
			char *name = arena_strndup(mem, pattern + 1, plen - 2);
			char *value = percent_decode(mem, path, len, 0);

			if (!name || !value || !fields_add(mem, out, name, value))
				return error_set(e, ERR_INVALID, "the path is not well formed");
		}
		pattern += plen;
		path += len;
	}
	return ERR_OK;
}

static const char *allow_add(struct arena *mem, const char *allow, const char *method)
{
	if (allow && strstr(allow, method))
		return allow;
	return allow ? arena_printf(mem, "%s, %s", allow, method) : method;
}

/* More literal segments win: /a/new before /a/{id}, whatever the order of rows. */
static size_t literals(const char *pattern)
{
	size_t n = 0;

	for (; *pattern; pattern++)
		n += pattern[0] == '/' && pattern[1] != '{';
	return n;
}

enum err route_find(const struct route_table *tables, size_t n_tables, const char *method,
		    const char *path, struct arena *mem, struct route_match *out, struct error *e)
{
	struct route_match m = { 0 };

	TRY(path_check(mem, path, e));
	for (size_t t = 0; t < n_tables; t++) {
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct route *r = &tables[t].routes[i];

			if (!path_matches(r->path, path))
				continue;
			m.allow = allow_add(mem, m.allow, r->method);
			if (method_matches(r, method) &&
			    (!m.route || literals(r->path) > literals(m.route->path))) {
				m.route = r;
				m.table = &tables[t];
			}
		}
	}
	if (m.route)
		TRY(params_take(mem, m.route->path, path, &m.params, e));
	*out = m;
	return ERR_OK;
}

static enum err params_check(const struct route *r, struct error *e)
{
	for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{')) {
		size_t len = strcspn(p, "}/");

		if (p[-1] != '/' || len < 2 || p[len] != '}' || (p[len + 1] && p[len + 1] != '/'))
			return error_set(e, ERR_INTERNAL, "%s %s: bad parameter", r->method,
					 r->path);
		for (const char *q = strchr(p + 1, '{'); q; q = strchr(q + 1, '{'))
			if (!strncmp(p, q, len + 1))
				return error_set(e, ERR_INTERNAL, "%s %s: parameter twice",
						 r->method, r->path);
	}
	return ERR_OK;
}

static enum err row_check(const struct route *r, struct error *e)
{
	_Bool no_body = !strcmp(r->method, "GET") || !strcmp(r->method, "HEAD");

	if (*r->path != '/' || !r->run || !r->doc || !*r->doc)
		return error_set(e, ERR_INTERNAL, "%s %s: no handler, no words or no path",
				 r->method, r->path);
	if (r->body_max && no_body)
		return error_set(e, ERR_INTERNAL, "%s %s: has no body", r->method, r->path);
	if (!r->accepts && r->body_max > 4 * MIB)
		return error_set(e, ERR_INTERNAL,
				 "%s %s: a JSON body is kept whole, so at most 4 MiB", r->method,
				 r->path);
	return params_check(r, e);
}

static _Bool same_shape(const char *a, const char *b)
{
	return path_matches(a, b) && path_matches(b, a);
}

enum err route_check(const struct route_table *tables, size_t n_tables, struct error *e)
{
	for (size_t t = 0; t < n_tables; t++)
		for (size_t i = 0; i < tables[t].n; i++) {
			const struct route *r = &tables[t].routes[i];

			TRY(row_check(r, e));
			for (size_t u = t; u < n_tables; u++)
				for (size_t k = u == t ? i + 1 : 0; k < tables[u].n; k++) {
					const struct route *o = &tables[u].routes[k];

					if (!strcmp(r->method, o->method) &&
					    same_shape(r->path, o->path))
						return error_set(e, ERR_INTERNAL, "%s %s: twice",
								 r->method, r->path);
				}
		}
	return ERR_OK;
}

uint64_t route_body_max(const struct route_table *t, const struct route *r)
{
	return r->body_max == UINT64_MAX && t->body_max ? *t->body_max : r->body_max;
}
