/* What Windows' start of a program differs in, with a window or without: for start_windows.c and
 * win32/main.c. */
#pragma once
#include <stddef.h>

void start_language(void); /* tells launch_japanese the language of the system */
/* In UTF-8, for the program's life; NULL when one of them is no text. */
char **start_arguments(int argc, wchar_t **wide);
