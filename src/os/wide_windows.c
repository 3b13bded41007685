#include "os/wide.h"
#include <stdlib.h>
#include <windows.h>

wchar_t *wide_of(const char *utf8)
{
	int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, NULL, 0);
	wchar_t *out = n > 0 ? calloc((size_t)n, sizeof(*out)) : NULL;

	if (n > 0 && !out)
		abort();
	if (out)
		MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, out, n);
	return out;
}

char *utf8_of(const wchar_t *wide)
{
	int n = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, wide, -1, NULL, 0, NULL, NULL);
	char *out = n > 0 ? calloc((size_t)n, 1) : NULL;

	if (n > 0 && !out)
		abort();
	if (out)
		WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, wide, -1, out, n, NULL, NULL);
	return out;
}
