/* What people are told, in both languages: one table for the terminal and the window. */
#pragma once

#undef TEXT /* Windows has one of its own */
enum text {
#define TEXT(sym, ja, en) TEXT_##sym,
#include "client/texts.def"
#undef TEXT
	TEXT_COUNT_
};
const char *text_of(enum text t, _Bool ja);
