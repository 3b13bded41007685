#include "crypto/secret_read.h"
#include <errno.h>
#include <unistd.h>
#include "os/file.h"
#include "os/terminal.h"

enum { SECRET_MAX = 1024 };

void wiped_done(struct buf *b)
{
	secret_wipe(b->data, b->cap);
	buf_done(b);
}

struct secret *secret_first_line(struct bytes text)
{
	struct secret *s;
	size_t n = 0;

	while (n < text.len && text.data[n] != '\n' && text.data[n] != '\r')
		n++;
	s = secret_alloc(n + 1);
	if (n)
		memcpy(s->data, text.data, n);
	return s;
}

enum err secret_read_file(const char *path, struct secret **out, struct error *e)
{
	AUTO(wiped) struct buf text = { 0 };

	buf_reserve(&text, SECRET_MAX);
	TRY(file_read(path, SECRET_MAX, &text, e));
	*out = secret_first_line(buf_bytes(&text));
	return ERR_OK;
}

enum err secret_read_fd(int fd, struct secret **out, struct error *e)
{
	char line[SECRET_MAX];
	size_t n = 0;
	ssize_t got = 0;

	while (n < sizeof(line)) {
		got = read(fd, line + n, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || line[n] == '\n')
			break;
		n++;
	}
	if (got >= 0 && n < sizeof(line))
		*out = secret_first_line(BYTES(line, n));
	secret_wipe(line, sizeof(line));
	if (got < 0)
		return error_set(e, ERR_IO, "file descriptor %d cannot be read: %s", fd,
				 strerror(errno));
	if (n == sizeof(line))
		return error_set(e, ERR_TOO_LARGE, "a secret is longer than %d bytes", SECRET_MAX);
	return ERR_OK;
}

struct secret *secret_read_terminal(const char *prompt)
{
	struct secret *s = NULL;
	char line[SECRET_MAX];

	if (terminal_ask(prompt, 1, line, sizeof(line)))
		s = secret_first_line(bytes_of_str(line));
	secret_wipe(line, sizeof(line));
	return s;
}

const char *secret_text(const struct secret *s)
{
	return s ? (const char *)s->data : NULL;
}
