/* Texts for controls: UTF-8 to UTF-16, and the letters of their keys. All on the heap, never NULL;
 * for AUTO_WIDE. */
#pragma once
#include <windows.h>
#include "client/texts.h"

/* Text of others. keyed: where the control reads "&" as the mark of its key. What is not well
 * formed is empty. */
wchar_t *wide_shown(const char *text, _Bool keyed);
/* A text of this program with "&" before `key`: where the letter stands, or behind it as "(&K)".
 * "_" in the text marks its own. */
wchar_t *wide_keyed(enum text t, wchar_t key, _Bool ja);
wchar_t *window_text(HWND control);
