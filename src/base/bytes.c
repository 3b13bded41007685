#include "base/bytes.h"

struct bytes bytes_of_str(const char *s)
{
	return BYTES(s, strlen(s));
}

_Bool bytes_eq(struct bytes a, struct bytes b)
{
	return a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len));
}

_Bool bytes_eq_str(struct bytes a, const char *s)
{
	return bytes_eq(a, bytes_of_str(s));
}

_Bool bytes_starts_with(struct bytes b, struct bytes prefix)
{
	return b.len >= prefix.len && bytes_eq(bytes_slice(b, 0, prefix.len), prefix);
}

int bytes_cmp(struct bytes a, struct bytes b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int rc = n ? memcmp(a.data, b.data, n) : 0;

	return rc ? rc : (a.len > b.len) - (a.len < b.len);
}

_Bool bytes_eq_secret(struct bytes a, struct bytes b)
{
	unsigned char diff = 0;

	if (a.len != b.len)
		return 0;
	for (size_t i = 0; i < a.len; i++)
		diff = (unsigned char)(diff | (a.data[i] ^ b.data[i]));
	return diff == 0;
}

struct bytes bytes_slice(struct bytes b, size_t off, size_t len)
{
	if (off > b.len)
		off = b.len;
	if (len > b.len - off)
		len = b.len - off;
	return (struct bytes){ b.data ? b.data + off : NULL, len };
}

size_t bytes_rfind(struct bytes b, struct bytes needle)
{
	if (needle.len > b.len)
		return SIZE_MAX;
	for (size_t i = b.len - needle.len + 1; i-- > 0;)
		if (!needle.len || !memcmp(b.data + i, needle.data, needle.len))
			return i;
	return SIZE_MAX;
}
