/* Windows' C library has no memmem. */
#include "base/bytes.h"

size_t bytes_find(struct bytes b, struct bytes needle, size_t from)
{
	if (needle.len > b.len)
		return SIZE_MAX;
	for (size_t i = from; i <= b.len - needle.len; i++)
		if (!needle.len || !memcmp(b.data + i, needle.data, needle.len))
			return i;
	return SIZE_MAX;
}
