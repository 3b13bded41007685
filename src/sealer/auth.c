#include "sealer/auth.h"
#include <stdio.h>
#include <stdlib.h>
#include "os/file.h"
#include "sealer/protocol.h"

enum err sealer_auth_read(const char *path, struct secret **out, struct error *e)
{
	AUTO(buf) struct buf file = { 0 };
	enum err rc;

	buf_reserve(&file, 2 * SEALER_KEY_SIZE); /* does not move: one place to wipe */
	rc = file_read(path, 2 * SEALER_KEY_SIZE, &file, e);
	if (rc == ERR_OK && file.len != SEALER_KEY_SIZE)
		rc = error_set(e, ERR_KEY, "%s has not %d bytes", path, SEALER_KEY_SIZE);
	if (rc == ERR_OK)
		*out = secret_new(buf_bytes(&file));
	secret_wipe(file.data, file.cap);
	return rc;
}

static enum err make_file(const char *path, struct rng *r, struct error *e)
{
	AUTO(secret) struct secret *key = secret_random(r, SEALER_KEY_SIZE);

	return file_write_atomic(path, secret_bytes(key), 0600, e);
}

enum err sealer_auth_make(const char *data_dir, struct rng *r, struct secret **out, struct error *e)
{
	char *folder, *path;
	enum err rc;

	if (asprintf(&folder, "%s/keys", data_dir) < 0 ||
	    asprintf(&path, "%s/" SEALER_AUTH_FILE, data_dir) < 0)
		abort();
	rc = dir_make(folder, 0700, e);
	if (rc == ERR_OK && !file_exists(path))
		rc = make_file(path, r, e);
	if (rc == ERR_OK)
		rc = sealer_auth_read(path, out, e);
	free(folder);
	free(path);
	return rc;
}
