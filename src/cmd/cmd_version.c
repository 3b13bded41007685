#include <stdio.h>
#include "cmd/command.h"

int cmd_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("skysign " SKYSIGN_VERSION);
	return 0;
}
