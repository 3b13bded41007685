/* A card, or a reader, of anybody's make: the input is its answers, each behind two bytes (4 bits:
 * what breaks on the line; 12 bits: length). The whole order of a signing is gone through. Whatever
 * is answered: the password goes out once at most, and only when more than one try was told to be
 * left; the files of the log-in key are never named; what comes out has its bounds. */
#include "fuzz.h"
#include <stdlib.h>
#include "client/jpki.h"

enum { COMMANDS_MAX = 100 };

struct evil {
	struct card_line line; /* first */
	const uint8_t *at;
	size_t left;
	unsigned commands, passwords;
	unsigned tries; /* told last */
};

static void must(_Bool good)
{
	if (!good)
		abort();
}

static void look(struct evil *v, struct bytes c)
{
	static const unsigned char files[] = { 0x01, 0x02, 0x1A, 0x1B };
	const unsigned char *d = c.data;

	must(c.len >= 4 && c.len < 200 && ++v->commands < COMMANDS_MAX);
	if (d[1] == 0xA4 && d[2] == 2) /* a file */
		must(c.len == 7 && d[5] == 0 && memchr(files, d[6], sizeof(files)));
	if (d[1] == 0x20 && c.len > 4) {
		must(v->tries > JPKI_TRIES_SPARED && !v->passwords++);
		must(c.len == 5u + d[4] && d[4] >= JPKI_PIN_MIN && d[4] <= JPKI_PIN_MAX);
	}
}

static enum card_trouble transmit(struct card_line *line, struct bytes command,
				  unsigned char *answer, size_t *len)
{
	struct evil *v = (struct evil *)line;
	size_t n;
	unsigned broken;

	look(v, command);
	if (v->left < 2)
		return CARD_REMOVED;
	broken = v->at[0] >> 4;
	n = (size_t)(v->at[0] & 15) << 8 | v->at[1];
	v->at += 2;
	v->left -= 2;
	if (n > v->left)
		n = v->left;
	if (n > *len) {
		*len = n; /* a driver that does not keep to the room it was told */
		return CARD_OK;
	}
	memcpy(answer, v->at, n);
	v->at += n;
	v->left -= n;
	*len = n;
	v->tries = n == 2 && answer[0] == 0x63 && (answer[1] & 0xF0) == 0xC0 ? answer[1] & 15 : 0;
	return broken == 15 ? CARD_REMOVED : broken == 14 ? CARD_RESET : CARD_OK;
}

static void sign(struct jpki *j, struct arena *mem)
{
	struct bytes out;

	if (jpki_read(j, JPKI_CERTIFICATE, mem, &out, NULL) != ERR_OK)
		return;
	must(out.len >= 260 && out.len <= JPKI_CERTIFICATE_MAX && out.data[0] == 0x30);
	if (jpki_read(j, JPKI_CA, mem, &out, NULL) == ERR_OK)
		must(out.len <= JPKI_CERTIFICATE_MAX);
	for (int i = 0; i < 2; i++)
		if (jpki_sign(j, BYTES_LIT("\x30\x02\x05\x00"), mem, &out, NULL) == ERR_OK)
			must(out.len == JPKI_SIGNATURE_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evil v = { .line = { transmit }, .at = data, .left = size };
	struct jpki j = { .line = &v.line };
	AUTO(arena) struct arena *mem = arena_new(1 << 20);

	if (size > 1 << 16 || jpki_select(&j, NULL) != ERR_OK || jpki_tries(&j, NULL) != ERR_OK)
		return 0;
	if (jpki_verify(&j, "abc123", NULL) == ERR_OK)
		sign(&j, mem);
	if (j.state.trouble != CARD_OK)
		must(card_told(&j.state, 1, mem) && card_told(&j.state, 0, mem));
	return 0;
}
