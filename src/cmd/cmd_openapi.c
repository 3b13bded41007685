/* skysign openapi: the API's description, made from the route tables. */
#include <stdio.h>
#include <stdlib.h>
#include "cmd/api_tables.h"
#include "cmd/command.h"

int cmd_openapi(int argc, char **argv)
{
	struct error e = { 0 };
	char *text;
	enum err rc;

	(void)argv;
	if (argc != 1) {
		fputs("skysign openapi: takes no arguments\n", stderr);
		return 4;
	}
	rc = api_describe(&text, &e);
	if (rc != ERR_OK)
		return command_failed("openapi", rc, &e);
	puts(text);
	free(text);
	return 0;
}
