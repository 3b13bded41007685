#include "client/places.h"
#include "client/pc.h"
#include "os/file.h"

static const struct row {
	const char *key;
	_Bool file;
	const char *name[2], *what[2]; /* English, Japanese */
} rows[PLACE_COUNT_] = {
#define PLACE(sym, key, file, ja, en, what_ja, what_en)                                            \
	[PLACE_##sym] = { key, file, { en, ja }, { what_en, what_ja } },
#include "client/places.def"
#undef PLACE
};

const char *place_name(enum place p, _Bool ja)
{
	return rows[p].name[ja];
}

const char *place_what(enum place p, _Bool ja)
{
	return rows[p].what[ja];
}

_Bool place_takes_file(enum place p)
{
	return rows[p].file;
}

const char *place_key(enum place p, const char *file, struct arena *mem)
{
	return arena_printf(mem, "%s%s", rows[p].key, rows[p].file ? file : "");
}

enum place place_of(const char *key, const char **file_out)
{
	size_t p = 0;

	while (p < PLACE_COUNT_ && strncmp(key, rows[p].key, strlen(rows[p].key)) != 0)
		p++;
	*file_out = p < PLACE_COUNT_ && rows[p].file ? key + strlen(rows[p].key) : "";
	return (enum place)p;
}

/* The folders above it are this person's alone as well. */
static enum err folders_make(char *path, struct error *e)
{
	char *last = strrchr(path, '/'), *before;
	enum err rc;

	*last = '\0';
	before = strrchr(path, '/');
	*before = '\0';
	rc = dir_make(path, 0700, e);
	*before = '/';
	if (rc == ERR_OK)
		rc = dir_make(path, 0700, e);
	*last = '/';
	return rc;
}

enum err places_remember(const char *key, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *path = pc_own_key(mem);

	if (!path)
		return error_set(e, ERR_NOT_FOUND, "HOME names no folder");
	if (strpbrk(key, "\r\n"))
		return error_set(e, ERR_INVALID, "a name with a line break cannot be remembered");
	TRY(folders_make(arena_strdup(mem, path), e));
	return file_write_atomic(path, bytes_of_str(arena_printf(mem, "%s\n", key)), 0600, e);
}
