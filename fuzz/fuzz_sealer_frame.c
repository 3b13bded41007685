#include "fuzz.h"
#include <stdlib.h>
#include "sealer/protocol.h"

/* What was accepted is written again as it was. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buf) struct buf again = { 0 };
	struct sealer_message m;

	if (sealer_message_read(BYTES(data, size), &m, NULL) != ERR_OK)
		return 0;
	sealer_message_write(&m, &again);
	if (!bytes_eq(bytes_slice(buf_bytes(&again), 4, SIZE_MAX), BYTES(data, size)))
		abort();
	return 0;
}
