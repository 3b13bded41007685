/* Preloaded into pcscd: vpcd sends the length of a command and the command in two writes, of which TCP holds back the second until
 * the first is acknowledged, 40 ms for each command. Here nothing is held back. */
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

int accept(int s, struct sockaddr *restrict from, socklen_t *restrict len)
{
	int (*real)(int, struct sockaddr *, socklen_t *) =
		(int (*)(int, struct sockaddr *, socklen_t *))dlsym(RTLD_NEXT, "accept");
	int fd = real(s, from, len), yes = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return fd;
}
