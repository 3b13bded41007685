/* What an upload is: archives of anyone's making. */
#include "fuzz.h"
#include "intake/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(32 << 20);
	struct pdf_source src = pdf_source_memory(BYTES(data, size));
	struct sniffed s;

	(void)!sniff(&src, mem, &s, NULL);
	return 0;
}
