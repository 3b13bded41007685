/* By the C library, which is fast where there is much to look through. */
#include "base/bytes.h"

size_t bytes_find(struct bytes b, struct bytes needle, size_t from)
{
	const unsigned char *p;

	if (from > b.len || needle.len > b.len - from)
		return SIZE_MAX;
	if (!needle.len)
		return from;
	p = memmem(b.data + from, b.len - from, needle.data, needle.len);
	return p ? (size_t)(p - b.data) : SIZE_MAX;
}
