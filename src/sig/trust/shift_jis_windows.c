#include "sig/trust/shift_jis.h"
#include <windows.h>

enum { CODE_PAGE = 932, BYTES_MAX = 1 << 20 };

_Bool shift_jis_to_utf8(struct bytes in, struct arena *mem, struct bytes *out)
{
	const char *from = (const char *)in.data;
	wchar_t *wide = arena_alloc_n(mem, in.len + 1, sizeof(*wide));
	char *utf8 = arena_alloc_n(mem, in.len + 1, 3);
	int n;

	if (!wide || !utf8 || in.len > BYTES_MAX)
		return 0;
	n = MultiByteToWideChar(CODE_PAGE, MB_ERR_INVALID_CHARS, from, (int)in.len, wide,
				(int)in.len);
	if (n <= 0)
		return 0;
	n = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, wide, n, utf8, 3 * (int)in.len, NULL,
				NULL);
	*out = BYTES(utf8, n > 0 ? (size_t)n : 0);
	return n > 0;
}
