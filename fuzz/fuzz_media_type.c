/* What an attachment is by its first bytes. */
#include "fuzz.h"
#include <stdlib.h>
#include "domain/attachment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *type = media_type_of(BYTES(data, size < SNIFF_BYTES ? size : SNIFF_BYTES));

	/* nothing that a browser would run */
	if (!type || !strcmp(type, "text/html") || !strcmp(type, "image/svg+xml"))
		abort();
	return 0;
}
