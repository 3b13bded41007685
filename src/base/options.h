/* Options of a command line as a table. "--name value", "--name=value", flags
 * without value; "--" ends them. What is no option is left over, in order. */
#pragma once
#include "base/attr.h"
#include "base/error.h"

enum option_kind {
	OPTION_FLAG, /* to: _Bool */
	OPTION_TEXT, /* to: const char *; the last one counts */
	OPTION_LIST, /* to: struct option_list */
};
enum { OPTION_LIST_MAX = 64 };
struct option_list {
	const char *items[OPTION_LIST_MAX];
	size_t n;
};
struct option {
	const char *name; /* with its dashes */
	enum option_kind kind;
	void *to;
};

/* Moves what is no option to argv[1…] and gives their number. ERR_INVALID names the culprit. */
enum err options_parse(const struct option *options, size_t n, int argc, char **argv,
		       int *left_out, struct error *e) MUST_USE;
