#include "cmd/mapping.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void mapping_done(struct mapping *m)
{
	if (m->data)
		munmap(m->data, m->len);
}

struct bytes mapping_bytes(const struct mapping *m)
{
	return BYTES(m->data, m->len);
}

enum err mapping_open(const char *path, struct mapping *out, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p = MAP_FAILED;

	if (fd < 0 || fstat(fd, &st) != 0) {
		int cause = errno;

		if (fd >= 0)
			close(fd);
		return error_set(e, cause == ENOENT ? ERR_NOT_FOUND : ERR_IO, "%s",
				 strerror(cause));
	}
	if (st.st_size > 0 && S_ISREG(st.st_mode))
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return error_set(e, ERR_PDF_NOT_PDF, "an empty or special file");
	*out = (struct mapping){ p, (size_t)st.st_size };
	return ERR_OK;
}
