/* skysign settings: what can be set, and what is set. */
#include <stdio.h>
#include "cmd/command.h"
#include "base/options.h"
#include "cmd/service.h"

static int print_values(int argc, char **argv)
{
	AUTO(service) struct service s = { .ready_fd = -1 };
	struct error e;
	enum err rc = service_open(argc, argv, "cli", &s, &e);

	if (rc != ERR_OK)
		return command_failed("settings", rc, &e);
	for (unsigned i = 0; i < SETTING_COUNT_; i++) {
		_Bool hidden = i == SETTING_smtp_password && config_is_set(s.config, i);

		printf("%s = %s%s\n", setting_name(i), hidden ? "(set)" : config_str(s.config, i),
		       config_is_set(s.config, i) ? "" : "   # default");
	}
	return 0;
}

int cmd_settings(int argc, char **argv)
{
	AUTO(buf) struct buf b = { 0 };

	if (argc != 2 || strcmp(argv[1], "--markdown") != 0)
		return print_values(argc, argv);
	config_markdown(&b);
	fputs(buf_cstr(&b), stdout);
	return 0;
}
