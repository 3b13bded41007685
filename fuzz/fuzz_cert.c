/* Certificate files as people give them: PEM bundles and DER; and DER, one behind the other. */
#include "fuzz.h"
#include <stdlib.h>
#include "sig/asn1/cert.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(8 << 20);
	struct bytes split[16];
	const struct bytes *list;
	size_t n;

	if (cert_load(BYTES(data, size), mem, &list, &n, NULL) == ERR_OK) {
		struct bytes *copy = arena_alloc_n(mem, n, sizeof(*copy));

		if (copy) {
			memcpy(copy, list, n * sizeof(*copy));
			cert_order(list[n - 1], copy, n);
		}
	}
	if (cert_split(BYTES(data, size), split, COUNT_OF(split), &n, NULL) == ERR_OK && (!n || n > COUNT_OF(split)))
		abort();
	return 0;
}
