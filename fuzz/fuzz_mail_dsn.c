/* Messages that come back: whatever is read of one is short printable text. */
#include "fuzz.h"
#include <stdlib.h>
#include <string.h>
#include "mail/dsn.h"

static void printable(const char *s, size_t max)
{
	if (strlen(s) > max)
		abort();
	for (; *s; s++)
		if (*s < 0x20 || *s > 0x7e)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	char token[DSN_TOKEN_SIZE];
	struct dsn d;

	if (dsn_parse(BYTES(data, size), mem, &d, NULL) == ERR_OK) {
		printable(d.status, 9);
		printable(d.text, 300);
		if (d.kind == DSN_NONE && (*d.status || *d.text))
			abort();
	}
	if (verp_token_of_message(BYTES(data, size), "example.jp", token) &&
	    (strlen(token) != DSN_TOKEN_SIZE - 1 ||
	     strspn(token, "abcdefghijklmnopqrstuvwxyz234567") != DSN_TOKEN_SIZE - 1))
		abort();
	return 0;
}
