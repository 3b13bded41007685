#include "os/lock.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>
#include "base/clock.h"

enum { HEIRS_END_MS = 5000, PAUSE_US = 20 * 1000, OWNER_SIZE = 16 };

static void owner_read(int fd, char out[OWNER_SIZE])
{
	ssize_t n = pread(fd, out, OWNER_SIZE - 1, 0);

	out[n > 0 ? n : 0] = '\0';
}

static _Bool is_gone(const char *owner)
{
	long pid = strtol(owner, NULL, 10);

	return pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH;
}

/* After a crash the processes that inherited the lock end a moment later than their owner. */
static enum err wait_for_heirs(int fd, const char *dir, struct error *e)
{
	time_ms until = clock_monotonic() + HEIRS_END_MS;
	char owner[OWNER_SIZE];

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		owner_read(fd, owner);
		if (!is_gone(owner) || clock_monotonic() > until)
			return error_set(e, ERR_CONFLICT,
					 "another SkySign (process %s) uses the data directory %s; "
					 "stop it first",
					 *owner ? owner : "?", dir);
		usleep(PAUSE_US);
	}
	return ERR_OK;
}

static enum err take(int fd, const char *dir, struct error *e)
{
	TRY(wait_for_heirs(fd, dir, e));
	if (ftruncate(fd, 0) || dprintf(fd, "%d", (int)getpid()) < 0)
		return error_set(e, ERR_IO, "lock in %s: %s", dir, strerror(errno));
	return ERR_OK;
}

enum err lock_take(const char *dir, int *fd_out, struct error *e)
{
	enum err rc;
	char *path;
	int fd;

	if (asprintf(&path, "%s/lock", dir) < 0)
		abort();
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (fd < 0)
		return error_set(e, ERR_IO, "lock in %s: %s", dir, strerror(errno));
	rc = take(fd, dir, e);
	if (rc == ERR_OK)
		*fd_out = fd;
	else
		close(fd);
	return rc;
}

static int slot_open(const char *dir, const char *name, unsigned i)
{
	char *path;
	int fd;

	if (asprintf(&path, "%s/%s-%u", dir, name, i) < 0)
		abort();
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	return fd;
}

enum err lock_slot(const char *dir, const char *name, unsigned n, int *fd_out, struct error *e)
{
	for (unsigned i = 0; i < n; i++) {
		int fd = slot_open(dir, name, i);

		if (fd < 0)
			return error_set(e, ERR_IO, "lock in %s: %s", dir, strerror(errno));
		if (!flock(fd, LOCK_EX | LOCK_NB)) {
			*fd_out = fd;
			return ERR_OK;
		}
		close(fd);
	}
	return error_set(e, ERR_BUSY, "all %u places of %s are taken", n, name);
}
