#include "client/advice.h"

static const struct {
	enum advice_stage stage;
	enum err err;
	const char *text[2]; /* English, Japanese */
} rows[] = {
#define ADVICE(stage, err, ja, en) { ADVICE_##stage, ERR_##err, { en, ja } },
#include "client/advice.def"
#undef ADVICE
};

const char *advice_of(enum advice_stage stage, enum err rc, _Bool ja)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].stage == stage && rows[i].err == rc)
			return rows[i].text[ja];
	return ja ? err_text_ja(rc) : err_text(rc);
}
