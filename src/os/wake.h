/* A word from one process to another that there is work: a datagram without content. It is for
 * speed only and may be lost; who waits looks by itself now and then. */
#pragma once
#include "base/error.h"

/* The end that waits; replaces a stale socket file. The caller closes *fd_out. */
enum err wake_open(const char *path, int *fd_out, struct error *e) MUST_USE;
/* Until a word comes, at most limit_ms. Several threads may wait; all of them return. fd -1: sleeps. */
void wake_wait(int fd, int limit_ms);
/* Never waits; nobody there is no failure. */
void wake_send(const char *path);
