/* Files of the browser application: embedded in the executable, or read from a
 * folder (development). Names with a content hash may be kept for ever by browsers. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"

struct static_file {
	const char *path;	  /* "/assets/app-Bx3f9a2c.js" */
	const char *type;	  /* content type; NULL in a table: by the name */
	const char *etag;	  /* with quotes */
	struct bytes plain, gzip; /* gzip.len 0: does not shrink */
};

/* A path that is no file but a page of the application. A rule whose prefix ends
 * in '/' also covers what is below it. */
struct page_rule {
	const char *prefix, *file;
};

struct static_files {
	const struct static_file *files; /* sorted by path */
	size_t n;
	const char *dir; /* not NULL: files are read below it instead */
	const struct page_rule *pages;
	size_t n_pages;
};

/* Looks a decoded path up, pages included. For a folder the content is in mem.
 * False: there is no such file. */
_Bool static_find(const struct static_files *s, const char *path, struct arena *mem,
		  struct static_file *out) MUST_USE;
_Bool static_is_hashed(const char *path);  /* name-XXXXXXXX.ext below /assets/ */
const char *static_type(const char *path); /* by extension */
