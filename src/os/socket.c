#include "os/socket.h"
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 64 };

static enum err failed(struct error *e, const char *what)
{
	int why = errno;

	if (why == EAGAIN || why == EWOULDBLOCK)
		return error_set(e, ERR_TIMEOUT, "%s: no answer in time", what);
	return error_set(e, ERR_UNAVAILABLE, "%s: %s", what, strerror(why));
}

static enum err address_of(const char *path, struct sockaddr_un *out, struct error *e)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(out->sun_path))
		return error_set(e, ERR_INVALID, "the socket path %s is longer than %zu bytes",
				 path, sizeof(out->sun_path) - 1);
	memcpy(out->sun_path, path, strlen(path));
	return ERR_OK;
}

static void limit(int fd, int limit_ms)
{
	struct timeval t = { limit_ms / 1000, limit_ms % 1000 * 1000 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t));
}

enum err unix_listen(const char *path, mode_t mode, int *fd_out, struct error *e)
{
	struct sockaddr_un a;
	int fd;
	enum err rc;

	TRY(address_of(path, &a, e));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return failed(e, "socket");
	unlink(path);
	if (bind(fd, (struct sockaddr *)&a, sizeof(a)) || chmod(path, mode) ||
	    listen(fd, BACKLOG)) {
		rc = failed(e, path);
		close(fd);
		return rc;
	}
	*fd_out = fd;
	return ERR_OK;
}

enum err unix_connect(const char *path, int limit_ms, int *fd_out, struct error *e)
{
	struct sockaddr_un a;
	int fd;
	enum err rc;

	TRY(address_of(path, &a, e));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return failed(e, "socket");
	limit(fd, limit_ms);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a))) {
		rc = failed(e, path);
		close(fd);
		return rc;
	}
	*fd_out = fd;
	return ERR_OK;
}

enum err unix_accept(int listen_fd, int limit_ms, int *fd_out, struct error *e)
{
	int fd;

	do {
		fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
	} while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	if (fd < 0)
		return failed(e, "accept");
	limit(fd, limit_ms);
	*fd_out = fd;
	return ERR_OK;
}

enum err socket_send(int fd, struct bytes in, struct error *e)
{
	while (in.len) {
		ssize_t n = send(fd, in.data, in.len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "send");
		in.data += n;
		in.len -= (size_t)n;
	}
	return ERR_OK;
}

enum err socket_recv(int fd, unsigned char *out, size_t len, struct error *e)
{
	while (len) {
		ssize_t n = recv(fd, out, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(e, "receive");
		if (!n)
			return error_set(e, ERR_UNAVAILABLE,
					 "the other side closed the connection");
		out += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

enum err socket_peer(int fd, uid_t *uid_out, pid_t *pid_out, struct error *e)
{
	struct ucred c;
	socklen_t len = sizeof(c);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &len))
		return failed(e, "peer");
	*uid_out = c.uid;
	*pid_out = c.pid;
	return ERR_OK;
}
