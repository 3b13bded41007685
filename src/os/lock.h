/* One server on one data directory: an exclusive lock that the kernel drops with the
 * process, so none stays behind after a crash. */
#pragma once
#include "base/error.h"

/* Locks DIR/lock; *fd_out holds it until closed (keep it open; children may inherit it).
 * ERR_CONFLICT names the process that has it; one that is gone is waited for, for its children's sake. */
enum err lock_take(const char *dir, int *fd_out, struct error *e) MUST_USE;
/* One of n places that processes and threads share: DIR/NAME-0 … ERR_BUSY: all are taken. Freed by
 * close, or by the end of the process. */
enum err lock_slot(const char *dir, const char *name, unsigned n, int *fd_out, struct error *e) MUST_USE;
