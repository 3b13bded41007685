#include "sig/trust/shift_jis.h"
#include <iconv.h>

_Bool shift_jis_to_utf8(struct bytes in, struct arena *mem, struct bytes *out)
{
	size_t room = 3 * in.len, left = in.len;
	char *utf8 = arena_alloc(mem, room + 1), *to = utf8, *from = (char *)(uintptr_t)in.data;
	iconv_t cd = utf8 ? iconv_open("UTF-8", "CP932") : (iconv_t)-1;
	_Bool ok;

	if (cd == (iconv_t)-1)
		return 0;
	ok = iconv(cd, &from, &left, &to, &room) == 0 && left == 0;
	iconv_close(cd);
	*out = BYTES(utf8, (size_t)(to - utf8));
	return ok;
}
