/* Of files that are open already. For the *_windows.c files. */
#pragma once
#include "base/buf.h"
#include "base/error.h"

/* The rest of `file` (a HANDLE) is appended. path: for the message. ERR_TOO_LARGE: over `max`. */
enum err file_read_open(void *file, const char *path, size_t max, struct buf *out,
			struct error *e) MUST_USE;
