/* Every sentence that the rules say to a person, in English and Japanese: texts.def. */
#pragma once
#include "base/arena.h"

/* lang "ja" or anything else for English. An unknown code is a bug (assert). */
const char *text_of(const char *lang, const char *code);

struct text_value {
	const char *name, *value; /* value NULL counts as "" */
};
/* Replaces each {name}; a name that is not given stays as it is. {name|lead} is the lead and the value,
 * or nothing when there is no value. In mem, never NULL. */
const char *text_fill(struct arena *mem, const char *text, const struct text_value *values, size_t n);
