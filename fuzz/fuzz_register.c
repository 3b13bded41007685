#include "fuzz.h"
#include <stdlib.h>
#include "crypto/digest.h"
#include "sealer/record.h"

/* The line ends with its own hash, which no mutation finds: it is put right here,
 * so that everything before it is explored. What was accepted is written again as
 * it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(256 * 1024);
	AUTO(buf) struct buf line = { 0 };
	AUTO(buf) struct buf again = { 0 };
	unsigned char hash[DIGEST_MAX];
	char hex[2 * RECORD_HASH + 1];
	struct record r;

	buf_append(&line, BYTES(data, size));
	digest_of(DIGEST_SHA256, BYTES(data, size), hash);
	hex_encode(BYTES(hash, RECORD_HASH), hex);
	buf_append_str(&line, hex);
	if (record_read(buf_bytes(&line), mem, &r, NULL) != ERR_OK)
		return 0;
	record_write(&r, &again);
	if (!bytes_eq(bytes_slice(buf_bytes(&again), 0, again.len - 1), buf_bytes(&line)))
		abort();
	return 0;
}
