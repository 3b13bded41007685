/* Small files in a folder, written whole and durably (temporary name, fsync, rename, fsync). */
#pragma once
#include <sys/types.h>
#include "base/arena.h"
#include "base/error.h"

enum { CA_FILE_MAX = 1 << 20 };

/* Makes path (0700) and path/issued. ERR_CONFLICT when path/root.cer exists. */
enum err ca_files_prepare(const char *path, struct error *e) MUST_USE;
enum err ca_file_write(const char *folder, const char *name, struct bytes content, mode_t mode,
		       struct error *e) MUST_USE;
/* ERR_NOT_FOUND, ERR_IO, ERR_TOO_LARGE */
enum err ca_file_read(const char *folder, const char *name, struct arena *mem, struct bytes *out,
		      struct error *e) MUST_USE;
/* Writes all of it at the end of fd and makes it durable. */
enum err ca_file_append(int fd, struct bytes line, struct error *e) MUST_USE;
