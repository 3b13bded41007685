#include "client/spell.h"

const char *spell_groups(const char *text, size_t group, struct arena *mem)
{
	size_t n = strlen(text), at = 0;
	char *out = arena_alloc(mem, n + n / group + 1);

	if (!out)
		return text;
	for (size_t i = 0; i < n; i++) {
		if (i && i % group == 0)
			out[at++] = ' ';
		out[at++] = text[i];
	}
	return out;
}
