#include "sig/trust/ca_files.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err io_error(struct error *e, const char *folder, const char *name)
{
	int cause = errno;
	enum err code = cause == ENOENT ? ERR_NOT_FOUND : cause == ENOSPC ? ERR_NO_SPACE : ERR_IO;

	return error_set(e, code, "%s/%s: %s", folder, name, strerror(cause));
}

static enum err write_all(int fd, struct bytes b, struct error *e)
{
	while (b.len) {
		ssize_t n = write(fd, b.data, b.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(e, errno == ENOSPC ? ERR_NO_SPACE : ERR_IO, "write: %s",
					 strerror(errno));
		b = bytes_slice(b, (size_t)n, b.len);
	}
	return ERR_OK;
}

enum err ca_file_append(int fd, struct bytes line, struct error *e)
{
	TRY(write_all(fd, line, e));
	if (fsync(fd) != 0)
		return error_set(e, ERR_IO, "fsync: %s", strerror(errno));
	return ERR_OK;
}

/* Makes a rename durable: the folder that holds name is synced. */
static enum err sync_folder(const char *folder, const char *name, struct error *e)
{
	char *path = NULL;
	const char *slash = strrchr(name, '/');
	int fd, failed;

	if (asprintf(&path, "%s/%.*s", folder, slash ? (int)(slash - name) : 0, name) < 0)
		abort();
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return io_error(e, folder, name);
	failed = fsync(fd);
	close(fd);
	return failed ? io_error(e, folder, name) : ERR_OK;
}

static enum err write_new(const char *path, struct bytes content, mode_t mode, struct error *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
	enum err err;

	if (fd < 0)
		return error_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	err = ca_file_append(fd, content, e);
	close(fd);
	return err;
}

enum err ca_file_write(const char *folder, const char *name, struct bytes content, mode_t mode,
		       struct error *e)
{
	char *path = NULL, *fresh = NULL;
	enum err err;

	if (asprintf(&path, "%s/%s", folder, name) < 0 || asprintf(&fresh, "%s.new", path) < 0)
		abort();
	err = write_new(fresh, content, mode, e);
	if (err == ERR_OK && rename(fresh, path) != 0)
		err = io_error(e, folder, name);
	free(path);
	free(fresh);
	return err == ERR_OK ? sync_folder(folder, name, e) : err;
}

enum err ca_file_read(const char *folder, const char *name, struct arena *mem, struct bytes *out,
		      struct error *e)
{
	char *path = NULL;
	unsigned char *data;
	FILE *f;
	size_t n;
	_Bool bad;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		abort();
	f = fopen(path, "rbe");
	free(path);
	if (!f)
		return io_error(e, folder, name);
	data = arena_alloc(mem, CA_FILE_MAX + 1);
	n = data ? fread(data, 1, CA_FILE_MAX + 1, f) : 0;
	bad = ferror(f) != 0;
	fclose(f);
	if (!data || n > CA_FILE_MAX)
		return error_set(e, ERR_TOO_LARGE, "%s/%s: over %d bytes", folder, name, CA_FILE_MAX);
	if (bad)
		return error_set(e, ERR_IO, "%s/%s: cannot be read", folder, name);
	*out = BYTES(data, n);
	return ERR_OK;
}

static enum err make_folder(const char *path, struct error *e)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return ERR_OK;
	return error_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

enum err ca_files_prepare(const char *path, struct error *e)
{
	char *issued = NULL, *root = NULL;
	enum err err;

	if (asprintf(&issued, "%s/issued", path) < 0 || asprintf(&root, "%s/root.cer", path) < 0)
		abort();
	err = access(root, F_OK) == 0
		      ? error_set(e, ERR_CONFLICT, "%s: there is a certificate authority already", path)
		      : make_folder(path, e);
	if (err == ERR_OK)
		err = make_folder(issued, e);
	free(issued);
	free(root);
	return err;
}
