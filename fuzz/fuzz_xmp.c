/* XMP metadata of anyone's making: is it plain? */
#include "fuzz.h"
#include "sig/validate/xmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)!xmp_is_plain(BYTES(data, size));
	return 0;
}
