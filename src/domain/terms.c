#include "domain/terms.h"
#include <string.h>

/* The newest last. */
static const struct {
	const char *version, *text_en, *text_ja;
} terms[] = {
#define TERMS(version, text_en, text_ja) { version, text_en, text_ja },
#include "domain/terms.def"
#undef TERMS
};

const char *terms_current(void)
{
	return terms[COUNT_OF(terms) - 1].version;
}

const char *terms_text(const char *version, const char *lang)
{
	for (size_t i = 0; i < COUNT_OF(terms); i++)
		if (version && !strcmp(terms[i].version, version))
			return lang && !strcmp(lang, "ja") ? terms[i].text_ja : terms[i].text_en;
	return NULL;
}
