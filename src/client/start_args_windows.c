#include "client/start_windows.h"
#include <stdlib.h>
#include <windows.h>
#include "os/wide.h"

int _dowildcard = 0; /* of MinGW: an argument is what it is, not what files it fits */

/* The environment tells the language elsewhere; here the system does. */
void start_language(void)
{
	_Bool ja = PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_JAPANESE;

	if (!getenv("LC_ALL") && !getenv("LC_MESSAGES") && !getenv("LANG"))
		_putenv(ja ? "LANG=ja" : "LANG=en");
}

char **start_arguments(int argc, wchar_t **wide)
{
	char **argv = calloc((size_t)argc + 1, sizeof(*argv));

	if (!argv)
		abort();
	for (int i = 0; i < argc; i++)
		if (!(argv[i] = utf8_of(wide[i])))
			return NULL;
	return argv;
}
