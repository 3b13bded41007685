/* A question to the person at the terminal, whatever standard input and output are connected to. */
#pragma once
#include <stddef.h>
#include "base/attr.h"

/* Shows the prompt and reads one line of UTF-8 into line (size bytes, NUL-terminated, cut before
 * the end of the line); what was typed before is dropped. hidden: what is typed is not shown, and a
 * signal that ends the program leaves a terminal that shows again. False: there is no terminal, or
 * it was closed. */
_Bool terminal_ask(const char *prompt, _Bool hidden, char *line, size_t size) MUST_USE;
