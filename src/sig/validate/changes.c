#include <stdio.h>
#include "sig/validate/report.h"

static const struct {
	enum later_changes level;
	const char *slug, *en, *ja;
} rows[CHANGE_COUNT_] = {
#define CHANGE(sym, level, slug, en, ja) [CHANGE_##sym] = { LATER_##level, slug, en, ja },
#include "sig/validate/changes.def"
#undef CHANGE
};

enum later_changes change_level(enum change_code code)
{
	return rows[code].level;
}

/* The row's text with its %s replaced. */
static const char *filled(const char *text, const char *what, struct arena *mem)
{
	const char *gap = strstr(text, "%s");
	const char *out = text;

	if (gap)
		out = arena_printf(mem, "%.*s%s%s", (int)(gap - text), text, what, gap + 2);
	return out ? out : "";
}

const char *change_slug(enum change_code code)
{
	return rows[code].slug;
}

struct change change_make(enum change_code code, const char *what, const char *what_ja,
			  struct arena *mem)
{
	return (struct change){
		.level = rows[code].level,
		.code = rows[code].slug,
		.text = filled(rows[code].en, what, mem),
		.ja = filled(rows[code].ja, what_ja, mem),
	};
}
