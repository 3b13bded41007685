/* Unix sockets between our own processes, with time limits on every exchange. */
#pragma once
#include <sys/types.h>
#include "base/bytes.h"
#include "base/error.h"

/* Listens on path (replacing a stale socket file) with the file mode; the caller closes *fd_out. */
enum err unix_listen(const char *path, mode_t mode, int *fd_out, struct error *e) MUST_USE;
/* limit_ms also bounds each later read and write on the socket. ERR_UNAVAILABLE: nobody listens. */
enum err unix_connect(const char *path, int limit_ms, int *fd_out, struct error *e) MUST_USE;
enum err unix_accept(int listen_fd, int limit_ms, int *fd_out,
		     struct error *e) MUST_USE;				 /* waits for ever */
enum err socket_send(int fd, struct bytes in, struct error *e) MUST_USE; /* all of it */
enum err socket_recv(int fd, unsigned char *out, size_t len,
		     struct error *e) MUST_USE; /* exactly len */
/* User and process at the other end of a Unix socket. */
enum err socket_peer(int fd, uid_t *uid_out, pid_t *pid_out, struct error *e) MUST_USE;
