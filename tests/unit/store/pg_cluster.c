#include "pg_cluster.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run(const char *command, struct pg_cluster *c, char *line, int size)
{
	char text[512];
	FILE *p;

	snprintf(text, sizeof(text), "%s %s %s", PG_SH, command, c->dir);
	p = popen(text, "r");
	if (!p || (line && !fgets(line, size, p)) || pclose(p)) {
		fprintf(stderr, "failed: %s\n", text);
		exit(99);
	}
	if (line)
		line[strcspn(line, "\n")] = '\0';
}

void pg_cluster_start(struct pg_cluster *c)
{
	strcpy(c->dir, "/tmp/skysign-pg-XXXXXX");
	if (!mkdtemp(c->dir))
		exit(99);
	run("start", c, c->url, sizeof(c->url));
}

void pg_cluster_kill(struct pg_cluster *c)
{
	run("kill", c, NULL, 0);
}

void pg_cluster_resume(struct pg_cluster *c)
{
	run("resume", c, c->url, sizeof(c->url));
}

void pg_cluster_remove(struct pg_cluster *c)
{
	char text[128];

	run("kill", c, NULL, 0);
	snprintf(text, sizeof(text), "rm -rf %s", c->dir);
	if (system(text))
		exit(99);
}
