/* The strict DER reader, and that what it accepts is written back the same. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/asn1/der.h"

static void values(struct der r)
{
	struct bytes b, parameters;
	const char *text;
	uint64_t u;
	time_ms t;
	_Bool v;
	struct der again;
	AUTO(arena) struct arena *mem = arena_new(1 << 16);

	again = r;
	if (der_get_oid(&again, &b, NULL) == ERR_OK && oid_text(b, mem, &text, NULL) == ERR_OK) {
		struct bytes back;

		if (oid_parse(text, mem, &back, NULL) != ERR_OK || !bytes_eq(back, b))
			abort();
	}
	again = r;
	if (der_get_uint(&again, &u, NULL) == ERR_OK) {
		AUTO(der_writer) struct der_writer w = der_writer_make(16);

		der_put_uint(&w, u);
		if (!bytes_starts_with(r.rest, buf_bytes(&w.out)))
			abort();
	}
	again = r;
	(void)!der_get_time(&again, &t, NULL);
	again = r;
	(void)!der_get_bool(&again, &v, NULL);
	again = r;
	(void)!der_get_algorithm(&again, &b, &parameters, NULL);
}

static void elements(struct bytes in, unsigned depth)
{
	struct der r = der_reader(in);
	struct der_item item;

	while (der_more(&r)) {
		values(r);
		if (der_next(&r, &item, NULL) != ERR_OK)
			return;
		if (item.whole.len != der_size(item.content.len))
			abort();
		if (item.tag & 0x20 && depth < DER_DEPTH_MAX)
			elements(item.content, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)!der_check(BYTES(data, size), NULL);
	elements(BYTES(data, size), 0);
	return 0;
}
