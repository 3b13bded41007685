#include "os/wake.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static _Bool address_of(const char *path, struct sockaddr_un *out)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(out->sun_path))
		return 0;
	memcpy(out->sun_path, path, strlen(path));
	return 1;
}

enum err wake_open(const char *path, int *fd_out, struct error *e)
{
	struct sockaddr_un a;
	int fd;

	if (!address_of(path, &a))
		return error_set(e, ERR_INVALID, "the socket path %s is longer than %zu bytes", path,
				 sizeof(a.sun_path) - 1);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return error_set(e, ERR_UNAVAILABLE, "socket: %s", strerror(errno));
	unlink(path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || chmod(path, 0600)) {
		error_set(e, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
		close(fd);
		return ERR_UNAVAILABLE;
	}
	*fd_out = fd;
	return ERR_OK;
}

void wake_wait(int fd, int limit_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char byte;

	if (poll(&p, 1, limit_ms) > 0)
		(void)!recv(fd, &byte, sizeof(byte), MSG_DONTWAIT);
}

void wake_send(const char *path)
{
	struct sockaddr_un a;
	int fd;

	if (!address_of(path, &a))
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	(void)!sendto(fd, "w", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (struct sockaddr *)&a, sizeof(a));
	close(fd);
}
