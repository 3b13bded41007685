#include "client/win32/wide_texts.h"
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>
#include "os/wide.h"

static wchar_t *room_for(size_t chars)
{
	wchar_t *room = calloc(chars + 1, sizeof(*room));

	if (!room)
		abort();
	return room;
}

wchar_t *wide_shown(const char *text, _Bool keyed)
{
	AUTO_WIDE wchar_t *plain = wide_of(text);
	wchar_t *out = room_for(plain ? 2 * wcslen(plain) : 0), *to = out;

	for (const wchar_t *from = plain; from && *from; from++) {
		if (keyed && *from == L'&')
			*to++ = L'&';
		*to++ = *from;
	}
	return out;
}

static const wchar_t *letter_in(const wchar_t *text, wchar_t key)
{
	while (*text && towupper(*text) != key)
		text++;
	return text;
}

wchar_t *wide_keyed(enum text t, wchar_t key, _Bool ja)
{
	AUTO_WIDE wchar_t *plain = wide_of(text_of(t, ja));
	const wchar_t *mark = wcschr(plain, L'_');
	const wchar_t *at = mark ? mark : letter_in(plain, key);
	size_t before = (size_t)(at - plain);
	wchar_t *out = room_for(wcslen(plain) + 4);

	wcsncpy(out, plain, before);
	if (mark || *at) {
		out[before] = L'&';
		wcscpy(out + before + 1, mark ? at + 1 : at);
	} else if (key) {
		wchar_t behind[] = { L'(', L'&', key, L')', 0 };

		wcscpy(out + before, behind);
	}
	return out;
}

wchar_t *window_text(HWND control)
{
	int n = GetWindowTextLengthW(control);
	wchar_t *out = room_for((size_t)n);

	GetWindowTextW(control, out, n + 1);
	return out;
}
