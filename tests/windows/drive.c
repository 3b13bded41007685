/* drive: the hands and eyes of the tests of skysign-client-window.exe, as a person with a keyboard
 * and a screen reader has them. One command a line on standard input; every answer ends with a line
 * ".".
 *
 *     look            the window's title, what has the focus, then its controls in the order of the
 * Tab key set ID TEXT     into the control with this number press ID        a button of it key NAME
 * a key of the keyboard: "Return", "Escape", "Tab", "Down", "alt+s" close           as the cross of
 * the window does size W H        of the window
 */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

enum { LINE_MAX_ = 4096, TEXT_MAX = 8192 };

static BOOL CALLBACK is_it(HWND win, LPARAM out)
{
	wchar_t class[16] = L"", title[256] = L"";

	GetClassNameW(win, class, 16);
	GetWindowTextW(win, title, 256);
	if (wcscmp(class, L"#32770") != 0 || !IsWindowVisible(win) || GetWindow(win, GW_OWNER) ||
	    !wcsstr(title, L"SkySign"))
		return TRUE;
	*(HWND *)out = win;
	return FALSE;
}

static HWND window_find(void)
{
	HWND found = NULL;

	EnumWindows(is_it, (LPARAM)&found);
	return found;
}

/* The dialog that another has opened, such as the one that chooses a file. */
static BOOL CALLBACK is_owned(HWND win, LPARAM out)
{
	if (!IsWindowVisible(win) || !GetWindow(win, GW_OWNER) ||
	    GetWindow(win, GW_OWNER) != window_find())
		return TRUE;
	*(HWND *)out = win;
	return FALSE;
}

static HWND front_find(void)
{
	HWND owned = NULL;

	EnumWindows(is_owned, (LPARAM)&owned);
	return owned ? owned : window_find();
}

static void print_wide(const wchar_t *text)
{
	char utf8[3 * TEXT_MAX];

	WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, sizeof(utf8), NULL, NULL);
	for (const char *c = utf8; *c; c++)
		if (*c == '\n')
			fputs("\\n", stdout);
		else if (*c != '\r')
			putchar(*c);
}

static void text_print(HWND control)
{
	static wchar_t text[TEXT_MAX];

	text[0] = L'\0';
	SendMessageW(control, WM_GETTEXT, TEXT_MAX, (LPARAM)text);
	print_wide(text);
}

static void items_print(HWND list)
{
	static wchar_t text[TEXT_MAX];
	LRESULT n = SendMessageW(list, LB_GETCOUNT, 0, 0);

	for (LRESULT i = 0; i < n; i++) {
		if (SendMessageW(list, LB_GETTEXTLEN, (WPARAM)i, 0) >= TEXT_MAX)
			continue;
		SendMessageW(list, LB_GETTEXT, (WPARAM)i, (LPARAM)text);
		print_wide(text);
		fputs("\\n", stdout);
	}
}

/* id, class, what it is, where it is, its text */
static BOOL CALLBACK control_print(HWND control, LPARAM window)
{
	wchar_t class[32] = L"";
	LONG style = GetWindowLongW(control, GWL_STYLE);
	GUITHREADINFO gui = { .cbSize = sizeof(gui) };
	RECT r;

	if (!IsWindowVisible(control))
		return TRUE;
	GetClassNameW(control, class, 32);
	GetWindowRect(control, &r);
	MapWindowPoints(NULL, (HWND)window, (POINT *)&r, 2);
	GetGUIThreadInfo(GetWindowThreadProcessId(control, NULL), &gui);
	printf("%d\t%ls\t%s%s%s%s\t%ld,%ld,%ld,%ld\t", GetDlgCtrlID(control), class,
	       gui.hwndFocus == control ? "focus " : "",
	       IsWindowEnabled(control) ? "" : "disabled ", style & WS_TABSTOP ? "stop " : "",
	       !wcscmp(class, L"Button") && SendMessageW(control, BM_GETCHECK, 0, 0) ? "checked "
										     : "",
	       r.left, r.top, r.right, r.bottom);
	if (!wcscmp(class, L"ListBox"))
		items_print(control);
	else
		text_print(control);
	putchar('\n');
	return TRUE;
}

static void look(HWND win)
{
	fputs("title\t", stdout);
	text_print(win);
	putchar('\n');
	EnumChildWindows(win, control_print, (LPARAM)win);
}

struct wanted {
	int id;
	HWND found;
};

static BOOL CALLBACK has_id(HWND control, LPARAM data)
{
	struct wanted *w = (struct wanted *)data;

	if (GetDlgCtrlID(control) == w->id && IsWindowVisible(control))
		w->found = control;
	return !w->found;
}

static HWND control_find(HWND win, int id)
{
	struct wanted w = { id, NULL };

	EnumChildWindows(win, has_id, (LPARAM)&w);
	return w.found;
}

static const struct {
	const char *name;
	WORD code;
} keys[] = { { "Return", VK_RETURN }, { "Escape", VK_ESCAPE }, { "Tab", VK_TAB },
	     { "Down", VK_DOWN },     { "Up", VK_UP },	       { "Next", VK_NEXT },
	     { "Space", VK_SPACE } };

static WORD key_code(const char *name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(keys[i].name, name))
			return keys[i].code;
	return (WORD)(VkKeyScanW((wchar_t)name[0]) & 0xff);
}

static void key_move(WORD code, DWORD up)
{
	INPUT in = { .type = INPUT_KEYBOARD, .ki = { .wVk = code, .dwFlags = up } };

	SendInput(1, &in, sizeof(in));
}

static void key(HWND win, const char *name)
{
	_Bool alt = !strncmp(name, "alt+", 4);
	WORD code = key_code(alt ? name + 4 : name);

	SetForegroundWindow(win);
	if (alt)
		key_move(VK_MENU, 0);
	key_move(code, 0);
	key_move(code, KEYEVENTF_KEYUP);
	if (alt)
		key_move(VK_MENU, KEYEVENTF_KEYUP);
}

static void set(HWND win, char *rest)
{
	wchar_t text[LINE_MAX_];
	char *value;
	int id = (int)strtol(rest, &value, 10);
	HWND control = control_find(win, id);

	MultiByteToWideChar(CP_UTF8, 0, *value == ' ' ? value + 1 : value, -1, text, LINE_MAX_);
	if (control)
		SendMessageW(control, WM_SETTEXT, 0, (LPARAM)text);
	else
		puts("no such control");
}

/* As with the mouse: what cannot be pressed is not. */
static void press(HWND win, int id)
{
	HWND control = control_find(win, id);

	if (control && IsWindowEnabled(control) && IsWindowEnabled(GetParent(control)))
		PostMessageW(control, BM_CLICK, 0, 0);
	else
		puts(control ? "it cannot be pressed" : "no such control");
}

static void size(HWND win, char *rest)
{
	char *next;
	int w = (int)strtol(rest, &next, 10);

	SetWindowPos(win, NULL, 0, 0, w, (int)strtol(next, NULL, 10), SWP_NOMOVE | SWP_NOZORDER);
}

static void command(HWND win, char *line)
{
	char *rest = strchr(line, ' ');

	if (rest)
		*rest++ = '\0';
	if (!strcmp(line, "look"))
		look(win);
	else if (!strcmp(line, "close"))
		PostMessageW(win, WM_CLOSE, 0, 0);
	else if (rest && !strcmp(line, "set"))
		set(win, rest);
	else if (rest && !strcmp(line, "press"))
		press(win, (int)strtol(rest, NULL, 10));
	else if (rest && !strcmp(line, "key"))
		key(win, rest);
	else if (rest && !strcmp(line, "size"))
		size(win, rest);
	else
		puts("no such command");
}

int main(void)
{
	static char line[LINE_MAX_];

	while (fgets(line, sizeof(line), stdin)) {
		HWND win = front_find();

		line[strcspn(line, "\r\n")] = '\0';
		if (win)
			command(win, line);
		puts(".");
		fflush(stdout);
	}
	return 0;
}
