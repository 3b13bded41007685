#include "os/terminal.h"
#include <stdlib.h>
#include <windows.h>
#include "os/wide.h"

enum { LINE_CHARS = 1024 };

static _Bool show(HANDLE to, const char *text)
{
	AUTO_WIDE wchar_t *wide = wide_of(text);
	DWORD n;

	return wide && WriteConsoleW(to, wide, (DWORD)wcslen(wide), &n, NULL);
}

static _Bool line_read(HANDLE from, char *line, size_t size)
{
	wchar_t typed[LINE_CHARS + 1];
	DWORD n = 0;
	int len = 0;
	_Bool ok = ReadConsoleW(from, typed, LINE_CHARS, &n, NULL) && n;

	if (ok) {
		typed[n] = L'\0';
		typed[wcscspn(typed, L"\r\n")] = L'\0';
		len = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, typed, -1, line, (int)size,
					  NULL, NULL);
	}
	SecureZeroMemory(typed, sizeof(typed));
	return len > 0;
}

static _Bool exchange(HANDLE in, HANDLE out, const char *prompt, char *line, size_t size)
{
	FlushConsoleInputBuffer(in); /* what was typed before the question answers nothing */
	return show(out, prompt) && line_read(in, line, size);
}

static _Bool exchange_hidden(HANDLE in, HANDLE out, const char *prompt, char *line, size_t size)
{
	DWORD before;
	_Bool ok;

	if (!GetConsoleMode(in, &before) ||
	    !SetConsoleMode(in, (before | ENABLE_LINE_INPUT) & ~(DWORD)ENABLE_ECHO_INPUT))
		return 0;
	ok = exchange(in, out, prompt, line, size);
	SetConsoleMode(in, before);
	return show(out, "\n") && ok;
}

_Bool terminal_ask(const char *prompt, _Bool hidden, char *line, size_t size)
{
	const DWORD access = GENERIC_READ | GENERIC_WRITE,
		    share = FILE_SHARE_READ | FILE_SHARE_WRITE;
	HANDLE in = CreateFileW(L"CONIN$", access, share, NULL, OPEN_EXISTING, 0, NULL);
	HANDLE out = CreateFileW(L"CONOUT$", access, share, NULL, OPEN_EXISTING, 0, NULL);
	_Bool ok = in != INVALID_HANDLE_VALUE && out != INVALID_HANDLE_VALUE &&
		   (hidden ? exchange_hidden : exchange)(in, out, prompt, line, size);

	if (in != INVALID_HANDLE_VALUE)
		CloseHandle(in);
	if (out != INVALID_HANDLE_VALUE)
		CloseHandle(out);
	return ok;
}
