#include "client/card.h"

static const struct {
	enum err code;
	enum key_pin pin;
	const char *ja, *en;
} rows[CARD_TROUBLE_COUNT_] = {
#define TROUBLE(sym, err, pin, ja, en) [CARD_##sym] = { ERR_##err, KEY_PIN_##pin, ja, en },
#include "client/card_troubles.def"
#undef TROUBLE
};

enum err card_failed(struct card_state *s, enum card_trouble t, struct error *e)
{
	s->trouble = t;
	if (t == CARD_WRONG)
		return error_set(e, rows[t].code, "%s; tries left: %u", rows[t].en, s->tries);
	if (t == CARD_ANSWER)
		return error_set(e, rows[t].code, "%s (%04X)", rows[t].en, s->status);
	return error_set(e, rows[t].code, "%s", rows[t].en);
}

const char *card_told(const struct card_state *s, _Bool ja, struct arena *mem)
{
	const char *text = ja ? rows[s->trouble].ja : rows[s->trouble].en;

	if (s->trouble == CARD_OK)
		return NULL;
	if (s->trouble == CARD_WRONG)
		return arena_printf(mem, ja ? "%s残りは%u回です。" : "%s; tries left: %u", text,
				    s->tries);
	if (s->trouble == CARD_ANSWER)
		return arena_printf(mem, ja ? "%s（%04X）" : "%s (%04X)", text, s->status);
	return text;
}

enum key_pin card_pin(const struct card_state *s)
{
	return rows[s->trouble].pin;
}
