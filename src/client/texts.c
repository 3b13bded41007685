#include "client/texts.h"

static const char *const texts[TEXT_COUNT_][2] = {
#define TEXT(sym, ja, en) [TEXT_##sym] = { en, ja },
#include "client/texts.def"
#undef TEXT
};

const char *text_of(enum text t, _Bool ja)
{
	return texts[t][ja];
}
