/* What goes wrong with cards, in words for the person; and the line to a card, which unit tests and
 * fuzzers play as well. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "client/keys.h"

enum card_trouble {
	CARD_OK,
#define TROUBLE(sym, err, pin, ja, en) CARD_##sym,
#include "client/card_troubles.def"
#undef TROUBLE
	CARD_TROUBLE_COUNT_
};

/* Carries one command APDU and brings the answer, status word included (ISO/IEC 7816-4 §5.1, short
 * lengths). */
struct card_line {
	/* *len: the room in answer before, what came after. CARD_OK, or why nothing came. */
	enum card_trouble (*transmit)(struct card_line *line, struct bytes command,
				      unsigned char *answer, size_t *len);
};

/* The last trouble: what was said, and what the card told with it. */
struct card_state {
	enum card_trouble trouble;
	unsigned tries;	 /* of the password that are left; 0: none, or not told */
	unsigned status; /* word of the answer; 0: not its fault */
};
enum err card_failed(struct card_state *s, enum card_trouble t, struct error *e);
/* For the person, in mem; NULL: nothing is wrong. */
const char *card_told(const struct card_state *s, _Bool ja, struct arena *mem);
enum key_pin card_pin(const struct card_state *s);
