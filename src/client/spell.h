/* Numbers that people compare by eye, in groups. */
#pragma once
#include "base/arena.h"

/* "1234567890" in groups of 4 is "1234 5678 90". In mem; the text itself when mem is full. */
const char *spell_groups(const char *text, size_t group, struct arena *mem);
