/* Certificates of anybody's make, as skysign-client shows them to the person who chooses. */
#include "fuzz.h"
#include <stdlib.h>
#include "client/algorithm.h"
#include "client/view.h"

static void showable(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct cert_view v;

	cert_view_make(BYTES(data, size), 1795000000000, mem, &v);
	showable(v.company);
	showable(v.capacity);
	showable(v.name);
	showable(v.issuer);
	showable(v.key);
	/* what can be chosen can sign */
	if (v.hidden == VIEW_SHOWN && !client_algs_of_key(v.key, 0))
		abort();
	return 0;
}
