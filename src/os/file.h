/* Files that are whole or absent, and bounded reading. Messages name the path and the cause. */
#pragma once
#include <sys/types.h>
#include "base/buf.h"
#include "base/error.h"

/* The whole file appended to *out; ERR_TOO_LARGE past max, ERR_NOT_FOUND when absent. */
enum err file_read(const char *path, size_t max, struct buf *out, struct error *e) MUST_USE;
/* Durable: written beside, fsync, rename, fsync of the folder. A reader sees the
 * old content or the new, never a part. */
enum err file_write_atomic(const char *path, struct bytes content, mode_t mode,
			   struct error *e) MUST_USE;
/* The same of n pieces, one behind the other: a mapped file and what is added to it. */
enum err file_write_atomic_parts(const char *path, const struct bytes *parts, size_t n, mode_t mode,
				 struct error *e) MUST_USE;
enum err file_copy(const char *from, const char *to, uint64_t max, mode_t mode,
		   struct error *e) MUST_USE; /* to must not exist; not durable */
/* As mkdir -p; the last folder gets exactly mode when it is made here. */
enum err dir_make(const char *path, mode_t mode, struct error *e) MUST_USE;
enum err dir_sync(const char *path,
		  struct error *e) MUST_USE; /* entries of the folder are durable */
void dir_remove_all(const char *path); /* a folder of ours and what is in it; absent is fine */
_Bool file_exists(const char *path);
/* All of len bytes, through interruptions. */
enum err fd_write_all(int fd, struct bytes in, struct error *e) MUST_USE;
