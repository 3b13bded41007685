/* Databases with our tables and nothing in them. The migrations run once a test program; each test gets a copy. */
#pragma once
#include <stddef.h>

enum { MIGRATED_URL_SIZE = 300 };

/* A SQLite database dir/db: its URL. Fails the test when it cannot be made. */
void migrated_sqlite(const char *dir, char url[MIGRATED_URL_SIZE]);
/* In the cluster of this URL, in place of the one that the last call gave. */
void migrated_pgsql(const char *cluster, char url[MIGRATED_URL_SIZE]);
