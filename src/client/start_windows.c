/* Windows starts the program here: UTF-16 becomes UTF-8, and the console is made to show it. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <windows.h>
#include "client/main.h"
#include "client/start_windows.h"
#include "os/privacy.h"
#include "os/terminal.h"

enum { EXIT_ARGUMENTS = 2 };

/* Both streams are flushed where something was said; a character must not be cut on the way. */
static void output_prepare(void)
{
	static char room[2][8192];

	SetConsoleOutputCP(CP_UTF8);
	setvbuf(stdout, room[0], _IOFBF, sizeof(room[0]));
	setvbuf(stderr, room[1], _IOFBF, sizeof(room[1]));
	_setmode(0, _O_BINARY);
}

/* Started by a browser, the window is this program's own and closes with it. */
static _Bool window_is_ours(void)
{
	DWORD others[2];

	return _isatty(0) && _isatty(1) && GetConsoleProcessList(others, COUNT_OF(others)) == 1;
}

static int finished(int status)
{
	char line[8];

	fflush(stdout);
	fflush(stderr);
	if (window_is_ours())
		(void)!terminal_ask("\nEnterキーで閉じます (press Enter to close): ", 0, line,
				    sizeof(line));
	return status;
}

int wmain(int argc, wchar_t **wide);
int wmain(int argc, wchar_t **wide)
{
	char **argv;

	process_keep_private(); /* a PIN is going to be in here */
	output_prepare();
	start_language();
	argv = start_arguments(argc, wide);
	if (!argv) {
		fputs("an argument is no text\n", stderr);
		return EXIT_ARGUMENTS;
	}
	return finished(client_main(argc, argv));
}
