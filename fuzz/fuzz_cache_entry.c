/* A file of the folder that keeps what was fetched. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/trust/cache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(16 << 20);
	struct cache_entry x, again;
	struct item *item;
	struct bytes der;

	if (cache_entry_read(BYTES(data, size), &x, NULL) != ERR_OK)
		return 0;
	if (cache_entry_write(&x, mem, &der, NULL) != ERR_OK ||
	    cache_entry_read(der, &again, NULL) != ERR_OK || again.kind != x.kind ||
	    !bytes_eq(again.key, x.key) || !bytes_eq(again.content, x.content))
		abort();
	if (item_new(x.kind, x.content, &item, NULL) == ERR_OK)
		item_free(item);
	return 0;
}
