/* skysign doctor: what is missing for production, each with its fix. */
#include <stdio.h>
#include "cmd/command.h"
#include "cmd/doctor.h"

static int print(const struct service *s)
{
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	const struct doctor_finding *f;
	const char *lang = config_str(s->config, SETTING_language);
	size_t n = doctor_look(s, lang, mem, &f), bad = 0;

	for (size_t i = 0; i < n; i++) {
		printf("%s %s\n", f[i].ok ? "[ok]" : "[--]", f[i].text);
		if (f[i].ok)
			continue;
		bad++;
		printf("       %s\n       → %s\n", f[i].why, f[i].fix);
	}
	return bad || !n;
}

int cmd_doctor(int argc, char **argv)
{
	AUTO(service) struct service s = { .ready_fd = -1 };
	struct error e = { 0 };
	enum err rc = service_open(argc, argv, "doctor", &s, &e);

	return rc == ERR_OK ? print(&s) : command_failed("doctor", rc, &e);
}
