/* Listens on a Unix socket and becomes a program that is given it as systemd gives sockets: on-socket PATH PROGRAM ARGS…
 * So pcscd can be a test's own, on a socket of the test's own, beside any other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int s = socket(AF_UNIX, SOCK_STREAM, 0);
	char pid[32];

	if (argc < 3 || strlen(argv[1]) >= sizeof(at.sun_path))
		return 2;
	strcpy(at.sun_path, argv[1]);
	if (bind(s, (struct sockaddr *)&at, sizeof(at)) || listen(s, 16) || dup2(s, 3) != 3)
		return 1;
	if (s != 3)
		close(s);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "1", 1);
	execvp(argv[2], argv + 2);
	return 1;
}
