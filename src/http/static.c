#include "http/static.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 16 * 1024 * 1024, HASH_LEN = 8 };

static const struct {
	const char *ext, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".mjs", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".map", "application/json" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".webp", "image/webp" },
	{ ".woff2", "font/woff2" },
	{ ".ttf", "font/ttf" },
	{ ".pdf", "application/pdf" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
};

const char *static_type(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < COUNT_OF(types); i++)
		if (!strcmp(dot, types[i].ext))
			return types[i].type;
	return "application/octet-stream";
}

_Bool static_is_hashed(const char *path)
{
	const char *dot = strrchr(path, '.');
	size_t n = 0;

	if (strncmp(path, "/assets/", 8) != 0 || !dot)
		return 0;
	while (n < HASH_LEN && dot - n > path &&
	       (isalnum((unsigned char)dot[-1 - (ptrdiff_t)n]) || dot[-1 - (ptrdiff_t)n] == '_' ||
		dot[-1 - (ptrdiff_t)n] == '-'))
		n++;
	return n == HASH_LEN && dot - n - 1 > path && dot[-1 - HASH_LEN] == '-';
}

static _Bool path_safe(const char *path)
{
	return *path == '/' && !strstr(path, "/.") && !strchr(path, '\\') && !strstr(path, "//");
}

static _Bool read_all(int fd, unsigned char *out, size_t len)
{
	for (size_t got = 0; got < len;) {
		ssize_t n = read(fd, out + got, len - got);

		if (n <= 0)
			return 0;
		got += (size_t)n;
	}
	return 1;
}

static _Bool read_file(const char *name, struct arena *mem, struct static_file *out)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	unsigned char *data;
	_Bool ok = 0;

	if (fd < 0)
		return 0;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX) {
		data = arena_alloc(mem, (size_t)st.st_size);
		ok = data && read_all(fd, data, (size_t)st.st_size);
		out->plain = BYTES(data, (size_t)st.st_size);
		out->etag = arena_printf(
			mem, "\"%llx-%llx-%llx\"", (unsigned long long)st.st_mtim.tv_sec,
			(unsigned long long)st.st_mtim.tv_nsec, (unsigned long long)st.st_size);
	}
	close(fd);
	return ok && out->etag;
}

static int by_path(const void *key, const void *row)
{
	return strcmp(key, ((const struct static_file *)row)->path);
}

static _Bool find_exact(const struct static_files *s, const char *path, struct arena *mem,
			struct static_file *out)
{
	struct static_file f = { .path = path, .type = static_type(path) };
	const struct static_file *hit;
	char *name;

	if (!s->dir) {
		hit = s->n ? bsearch(path, s->files, s->n, sizeof(*s->files), by_path) : NULL;
		if (!hit)
			return 0;
		*out = *hit;
		if (!out->type)
			out->type = static_type(out->path);
		return 1;
	}
	name = path_safe(path) ? arena_printf(mem, "%s%s", s->dir, path) : NULL;
	if (!name || !read_file(name, mem, &f))
		return 0;
	*out = f;
	return 1;
}

static _Bool page_covers(const struct page_rule *p, const char *path)
{
	size_t n = strlen(p->prefix);

	if (!strcmp(path, p->prefix))
		return 1;
	return n > 1 && p->prefix[n - 1] == '/' && !strncmp(path, p->prefix, n);
}

_Bool static_find(const struct static_files *s, const char *path, struct arena *mem,
		  struct static_file *out)
{
	if (find_exact(s, path, mem, out))
		return 1;
	for (size_t i = 0; i < s->n_pages; i++)
		if (page_covers(&s->pages[i], path) && find_exact(s, s->pages[i].file, mem, out))
			return 1;
	return 0;
}
