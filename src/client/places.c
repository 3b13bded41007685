#include "client/places.h"
#include "client/key_back.h"
#include "client/pc.h"

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

_Bool place_is_here(enum place p)
{
	for (size_t i = 0; i < key_kind_count; i++)
		if (!strcmp(rows[p].key, key_kinds[i].prefix))
			return 1;
	return 0;
}

enum place place_first(void)
{
	size_t p = 0;

	while (!place_is_here((enum place)p))
		p++;
	return (enum place)p;
}

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

enum err places_remember(const char *key, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);

	if (strpbrk(key, "\r\n"))
		return error_set(e, ERR_INVALID, "a name with a line break cannot be remembered");
	return pc_own_key_write(bytes_of_str(arena_printf(mem, "%s\n", key)), e);
}
