/* skysign: one executable, a subcommand a job. */
#include <stdio.h>
#include <string.h>
#include "base/attr.h"
#include "cmd/command.h"

static const struct command commands[] = {
#define CMD(name, fn, args, doc) { name, fn, args, doc },
#include "cmd/commands.def"
#undef CMD
};

static void usage(FILE *out)
{
	fputs("usage: skysign COMMAND [ARGUMENTS]\n\n", out);
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(out, "  %-10s %s\n  %-10s   %s\n", commands[i].name,
			commands[i].args, "", commands[i].doc);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		usage(stderr);
		return 4;
	}
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return 0;
	}
	fprintf(stderr, "skysign: there is no command \"%s\"; see skysign --help\n", argv[1]);
	return 4;
}
