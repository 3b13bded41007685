/* One server on one data directory: an exclusive lock that the kernel drops with the
 * process, so none stays behind after a crash. */
#pragma once
#include "base/error.h"

/* Locks DIR/lock; *fd_out holds it until closed (keep it open; children may inherit it).
 * ERR_CONFLICT names the process that has it; one that is gone is waited for, for its children's sake. */
enum err lock_take(const char *dir, int *fd_out, struct error *e) MUST_USE;
