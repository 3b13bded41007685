/* What strangers post to our time-stamp authority. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/tsp/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(1 << 20);
	struct tsp_query q, again;
	struct bytes der;

	if (tsp_query_read(BYTES(data, size), &q, NULL) != ERR_OK)
		return 0;
	if (tsp_query_write(&q, mem, &der, NULL) != ERR_OK ||
	    tsp_query_read(der, &again, NULL) != ERR_OK || again.alg != q.alg ||
	    !bytes_eq(again.imprint, q.imprint) || !bytes_eq(again.nonce, q.nonce))
		abort();
	return 0;
}
