/* Windows speaks UTF-16, this program UTF-8: between the two. For the *_windows.c files. */
#pragma once
#include <stddef.h>
#include "base/attr.h"

/* On the heap, to be freed by the caller. NULL when it is not well formed. */
wchar_t *wide_of(const char *utf8) MUST_USE;
char *utf8_of(const wchar_t *wide) MUST_USE;

static inline UNUSED void wide_freep(wchar_t **p)
{
	__builtin_free(*p);
}
#define AUTO_WIDE __attribute__((cleanup(wide_freep)))
