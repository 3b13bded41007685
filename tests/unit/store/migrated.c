#include "migrated.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include "../fast_dir.h"
#include "../test.h"
#include "os/file.h"
#include "store/db.h"
#include "store/db/driver.h"

static char model[FAST_DIR_SIZE]; /* the folder of the database that is copied */

static void migrate(const char *url)
{
	struct db *db;
	struct error e;

	if (db_open(url, &db, &e) || db_migrate(db, &e))
		fail_msg("%s", e.msg);
	db_close(db);
}

static void remove_model(void)
{
	dir_remove_all(model);
}

static void model_path(char *out, size_t size)
{
	char url[MIGRATED_URL_SIZE];

	snprintf(out, size, "%s/db", model);
	if (access(out, F_OK) == 0)
		return;
	if (!fast_dir(model))
		fail_msg("no folder for the model of databases");
	snprintf(out, size, "%s/db", model);
	atexit(remove_model);
	snprintf(url, sizeof(url), "sqlite:%s", out);
	migrate(url);
}

void migrated_sqlite(const char *dir, char url[MIGRATED_URL_SIZE])
{
	char from[64], to[MIGRATED_URL_SIZE];
	struct stat st;
	int in, out;

	model_path(from, sizeof(from));
	snprintf(to, sizeof(to), "%s/db", dir);
	in = open(from, O_RDONLY | O_CLOEXEC);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (in < 0 || out < 0 || fstat(in, &st) ||
	    sendfile(out, in, NULL, (size_t)st.st_size) != st.st_size || close(out) || close(in))
		fail_msg("%s: no copy of the model", to);
	snprintf(url, MIGRATED_URL_SIZE, "sqlite:%s/db", dir);
}

/* The cluster's URL with another database in it: "postgresql://app:secret@/postgres?host=…". */
static void url_of(const char *cluster, const char *name, char out[MIGRATED_URL_SIZE])
{
	const char *at = strstr(cluster, "/postgres?");

	assert_non_null(at);
	snprintf(out, MIGRATED_URL_SIZE, "%.*s/%s%s", (int)(at - cluster), cluster, name,
		 at + strlen("/postgres"));
}

/* With the driver alone: db_open looks for tables of ours. A statement a call: databases are not
 * made in transactions. */
static void tell(const char *cluster, const char *const *statements, size_t n)
{
	struct error e;
	void *ctx;

	assert_ok(db_pgsql.open(cluster, &ctx, NULL));
	for (size_t i = 0; i < n; i++)
		if (db_pgsql.script(ctx, statements[i], &e))
			fail_msg("%s: %s", statements[i], e.msg);
	db_pgsql.close(ctx);
}

void migrated_pgsql(const char *cluster, char url[MIGRATED_URL_SIZE])
{
	static const char *const first[] = { "CREATE DATABASE model" };
	static const char *const anew[] = { "DROP DATABASE IF EXISTS copy WITH (FORCE)",
					    "CREATE DATABASE copy TEMPLATE model" };
	static char made_in[MIGRATED_URL_SIZE];

	if (strcmp(made_in, cluster)) {
		tell(cluster, first, COUNT_OF(first));
		url_of(cluster, "model", url);
		migrate(url);
		snprintf(made_in, sizeof(made_in), "%s", cluster);
	}
	tell(cluster, anew, COUNT_OF(anew));
	url_of(cluster, "copy", url);
}
