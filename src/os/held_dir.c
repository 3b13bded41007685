#include "os/held_dir.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "os/file.h"

static enum err failed(struct error *e, const char *path)
{
	return error_set(e, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, "folder %s: %s", path,
			 strerror(errno));
}

/* A cleaner may have taken the folder between its making and its lock: then *fd_out is -1. */
static enum err hold(const char *path, int *fd_out, struct error *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;

	*fd_out = -1;
	if (fd < 0)
		return errno == ENOENT ? ERR_OK : failed(e, path);
	if (!flock(fd, LOCK_EX) && !fstat(fd, &st) && st.st_nlink)
		*fd_out = fd;
	else
		close(fd);
	return ERR_OK;
}

enum err held_dir_make(const char *parent, const char *prefix, struct held_dir *out,
		       struct error *e)
{
	enum err rc;
	char *path;
	int fd = -1;

	do {
		if (asprintf(&path, "%s/%s-XXXXXX", parent, prefix) < 0)
			abort();
		rc = mkdtemp(path) ? hold(path, &fd, e) : failed(e, path);
		if (fd < 0)
			free(path);
	} while (rc == ERR_OK && fd < 0);
	if (rc == ERR_OK)
		*out = (struct held_dir){ path, fd };
	return rc;
}

const char *held_dir_name(const struct held_dir *d)
{
	return strrchr(d->path, '/') + 1;
}

void held_dir_done(struct held_dir *d)
{
	if (!d->path)
		return;
	dir_remove_all(d->path);
	close(d->fd);
	free(d->path);
	*d = (struct held_dir){ NULL, -1 };
}

static enum err clear_one(const char *parent, const char *name, held_dir_fn *tell, void *ctx,
			  struct error *e)
{
	enum err rc = ERR_OK;
	char *path;
	int fd;

	if (asprintf(&path, "%s/%s", parent, name) < 0)
		abort();
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB)) {
		rc = tell ? tell(ctx, name, e) : ERR_OK;
		if (rc == ERR_OK)
			dir_remove_all(path);
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return rc;
}

enum err held_dir_clear(const char *parent, const char *prefix, held_dir_fn *tell, void *ctx,
			struct error *e)
{
	size_t len = strlen(prefix);
	DIR *d = opendir(parent);
	const struct dirent *entry;
	enum err rc = ERR_OK;

	if (!d)
		return failed(e, parent);
	while (rc == ERR_OK && (entry = readdir(d)))
		if (!strncmp(entry->d_name, prefix, len) && entry->d_name[len] == '-')
			rc = clear_one(parent, entry->d_name, tell, ctx, e);
	closedir(d);
	return rc;
}
