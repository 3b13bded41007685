/* The subcommands of `skysign`, as rows of commands.def. */
#pragma once

struct command {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the subcommand; returns the exit status */
	const char *args, *doc;
};

#define CMD(name, fn, args, doc) int fn(int argc, char **argv);
#include "cmd/commands.def"
#undef CMD
