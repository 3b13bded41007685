/* A PostgreSQL cluster in a temporary folder, by tests/support/pg.sh. */
#pragma once

struct pg_cluster {
	char dir[32];
	char url[256];
};

/* Ends the test program with the reason when there is no server. */
void pg_cluster_start(struct pg_cluster *c);
void pg_cluster_kill(struct pg_cluster *c); /* as a crash would */
void pg_cluster_resume(struct pg_cluster *c);
void pg_cluster_remove(struct pg_cluster *c);
