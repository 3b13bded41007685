#include "os/lock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum err lock_take(const char *dir, int *fd_out, struct error *e)
{
	char *path, owner[16] = { 0 };
	int fd;

	if (asprintf(&path, "%s/lock", dir) < 0)
		abort();
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (fd < 0)
		return error_set(e, ERR_IO, "lock in %s: %s", dir, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		ssize_t n = pread(fd, owner, sizeof(owner) - 1, 0);

		close(fd);
		return error_set(
			e, ERR_CONFLICT,
			"another SkySign (process %.15s) uses the data directory %s; stop it first",
			n > 0 ? owner : "?", dir);
	}
	if (ftruncate(fd, 0) || dprintf(fd, "%d", (int)getpid()) < 0) {
		close(fd);
		return error_set(e, ERR_IO, "lock in %s: %s", dir, strerror(errno));
	}
	*fd_out = fd;
	return ERR_OK;
}
