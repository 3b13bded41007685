#include "cmd/verify_world.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/arena.h"
#include "cmd/verify_provider.h"
#include "net/fetcher_curl.h"
#include "os/file.h"
#include "sig/trust/cache.h"

enum {
	FILE_MAX = 17 << 20,
	FILES_MAX = 1024, /* in the folder; more are removed when it is opened */
	FOLDER_MODE = 0700,
	FILE_MODE = 0600,
};

struct verify_world {
	struct trust_online online;
	struct cache_files files;
	struct revocation_provider provider;
	const char *cache_dir;
};

static char *path_of(const struct verify_world *w, const char *name)
{
	char *path = NULL;

	if (asprintf(&path, "%s/%s.cache", w->cache_dir, name) < 0)
		abort();
	return path;
}

static enum err load(void *ctx, const char *name, struct buf *out, struct error *e)
{
	char *path = path_of(ctx, name);
	enum err rc = file_read(path, FILE_MAX, out, e);

	free(path);
	return rc;
}

static enum err save(void *ctx, const char *name, struct bytes content, struct error *e)
{
	char *path = path_of(ctx, name);
	enum err rc = file_write_atomic(path, content, FILE_MODE, e);

	free(path);
	return rc;
}

static _Bool is_entry(const char *name)
{
	size_t len = strlen(name);

	return len == 64 + 6 && !strcmp(name + 64, ".cache");
}

/* Entries live a day at most: older files are of no use, nor are more than FILES_MAX. */
static enum err tidy(const char *dir, struct error *e)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	size_t n = 0;

	if (!d)
		return error_set(e, ERR_IO, "%s: cannot be read", dir);
	while ((entry = readdir(d))) {
		struct stat st;

		if (!is_entry(entry->d_name) ||
		    fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (++n > FILES_MAX ||
		    clock_now(clock_system()) / 1000 - st.st_mtim.tv_sec > CACHE_LONGEST_MS / 1000)
			unlinkat(dirfd(d), entry->d_name, 0);
	}
	closedir(d);
	return ERR_OK;
}

static enum err open_cache(struct verify_world *w, const char *dir, struct error *e)
{
	if (dir) {
		TRY(dir_make(dir, FOLDER_MODE, e));
		TRY(tidy(dir, e));
		w->cache_dir = dir;
		w->files = (struct cache_files){ w, load, save };
	}
	w->online.cache = trust_cache_new(dir ? &w->files : NULL);
	return ERR_OK;
}

enum err verify_world_open(const struct verify_world_options *o, struct verify_world **out,
			   struct error *e)
{
	AUTO(verify_world) struct verify_world *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->online.allow_private = o->allow_private;
	if (o->online) {
		TRY(open_cache(w, o->cache_dir, e));
		w->online.fetcher = fetcher_curl_new(NULL);
	}
	if (o->provider) {
		TRY(verify_provider_open(o->provider, &w->provider, e));
		w->online.providers = &w->provider;
		w->online.n_providers = 1;
	}
	*out = TAKE_PTR(w);
	return ERR_OK;
}

void verify_world_free(struct verify_world *w)
{
	if (!w)
		return;
	fetcher_curl_free(w->online.fetcher);
	trust_cache_free(w->online.cache);
	free(w);
}

const struct trust_online *verify_world_online(const struct verify_world *w)
{
	return &w->online;
}
