#include "os/file.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/rng.h"

static enum err failed(struct error *e, const char *what, const char *path)
{
	int why = errno;
	enum err code = why == ENOENT			 ? ERR_NOT_FOUND
			: why == ENOSPC || why == EDQUOT ? ERR_NO_SPACE
							 : ERR_IO;

	return error_set(e, code, "%s %s: %s", what, path, strerror(why));
}

static void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define AUTO_FD __attribute__((cleanup(fd_closep)))

enum err fd_write_all(int fd, struct bytes in, struct error *e)
{
	while (in.len) {
		ssize_t n = write(fd, in.data, in.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "write", "to a file");
		in.data += n;
		in.len -= (size_t)n;
	}
	return ERR_OK;
}

enum err file_read(const char *path, size_t max, struct buf *out, struct error *e)
{
	AUTO_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
	unsigned char block[16384];
	size_t total = 0;
	ssize_t n;

	if (fd < 0)
		return failed(e, "open", path);
	while ((n = read(fd, block, sizeof(block))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "read", path);
		total += (size_t)n;
		if (total > max)
			return error_set(e, ERR_TOO_LARGE, "%s is larger than %zu bytes", path,
					 max);
		buf_append(out, BYTES(block, (size_t)n));
	}
	return ERR_OK;
}

enum err dir_sync(const char *path, struct error *e)
{
	AUTO_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || fsync(fd))
		return failed(e, "sync folder", path);
	return ERR_OK;
}

static enum err parent_sync(const char *path, struct error *e)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
	enum err rc;

	if (!dir)
		abort();
	rc = dir_sync(dir, e);
	free(dir);
	return rc;
}

static enum err write_beside(const char *name, const struct bytes *parts, size_t n, mode_t mode,
			     struct error *e)
{
	AUTO_FD int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return failed(e, "create", name);
	if (fchmod(fd, mode))
		return failed(e, "set the mode of", name);
	for (size_t i = 0; i < n; i++)
		TRY(fd_write_all(fd, parts[i], e));
	if (fsync(fd))
		return failed(e, "sync", name);
	return ERR_OK;
}

enum err file_write_atomic_parts(const char *path, const struct bytes *parts, size_t n, mode_t mode,
				 struct error *e)
{
	unsigned char random[6];
	char digits[2 * sizeof(random) + 1], *beside;
	enum err rc;

	rng_fill(rng_system(), random, sizeof(random));
	hex_encode(BYTES(random, sizeof(random)), digits);
	if (asprintf(&beside, "%s.%s.new", path, digits) < 0)
		abort();
	rc = write_beside(beside, parts, n, mode, e);
	if (rc == ERR_OK && rename(beside, path))
		rc = failed(e, "rename to", path);
	if (rc != ERR_OK)
		unlink(beside);
	free(beside);
	return rc == ERR_OK ? parent_sync(path, e) : rc;
}

enum err file_write_atomic(const char *path, struct bytes content, mode_t mode, struct error *e)
{
	return file_write_atomic_parts(path, &content, 1, mode, e);
}

static enum err copy_fd(int in, int out, uint64_t max, struct error *e)
{
	unsigned char block[65536];
	uint64_t total = 0;
	ssize_t n;

	while ((n = read(in, block, sizeof(block))) > 0) {
		total += (uint64_t)n;
		if (total > max)
			return error_set(e, ERR_TOO_LARGE, "the file is larger than %llu bytes",
					 (unsigned long long)max);
		TRY(fd_write_all(out, BYTES(block, (size_t)n), e));
	}
	return n < 0 ? failed(e, "read", "a file") : ERR_OK;
}

enum err file_copy(const char *from, const char *to, uint64_t max, mode_t mode, struct error *e)
{
	AUTO_FD int in = open(from, O_RDONLY | O_CLOEXEC);
	AUTO_FD int out = -1;
	enum err rc;

	if (in < 0)
		return failed(e, "open", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (out < 0)
		return failed(e, "create", to);
	rc = copy_fd(in, out, max, e);
	if (rc != ERR_OK)
		unlink(to);
	return rc;
}

enum err dir_make(const char *path, mode_t mode, struct error *e)
{
	char *p = strdup(path);
	enum err rc = ERR_OK;

	if (!p)
		abort();
	for (char *s = strchr(p + 1, '/'); s && rc == ERR_OK; s = strchr(s + 1, '/')) {
		*s = '\0';
		if (mkdir(p, 0755) && errno != EEXIST)
			rc = failed(e, "make folder", p);
		*s = '/';
	}
	free(p);
	if (rc != ERR_OK)
		return rc;
	if (!mkdir(path, mode)) /* the umask must not widen or narrow what was asked for */
		return chmod(path, mode) ? failed(e, "set the mode of", path) : ERR_OK;
	if (errno != EEXIST)
		return failed(e, "make folder", path);
	return ERR_OK;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path) && errno != ENOENT ? -1 : 0;
}

void dir_remove_all(const char *path)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT))
		return; /* what stays is looked for again at the next start */
}

_Bool file_exists(const char *path)
{
	return !access(path, F_OK);
}
