#include "fuzz.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "os/file.h"
#include "store/blob/fs.h"

static const char id[] = "blb_00000000000000000000000000000000";

/* Nobody has the key: whatever is in the file, it must not open. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char key_bytes[32] = { 7 };
	AUTO(secret) struct secret *key = secret_new(BYTES(key_bytes, sizeof(key_bytes)));
	struct blob *b = NULL;
	int fd = memfd_create("blob", MFD_CLOEXEC);

	if (fd < 0 || fd_write_all(fd, BYTES(data, size), NULL) != ERR_OK)
		abort();
	if (blob_open_fd(fd, key, id, &b, NULL) != ERR_IO || b)
		abort();
	return 0;
}
