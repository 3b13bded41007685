/* Signals as events: blocked, then read from a descriptor that poll(2) can watch. */
#pragma once
#include "base/error.h"

/* Blocks these signals (0 at the end) in this thread and those it starts; *fd_out is read by
 * signals_read. */
enum err signals_open(const int *signals, int *fd_out, struct error *e) MUST_USE;
int signals_read(int fd);		   /* number of the next signal, 0: none waits */
void signals_wait(int fd);		   /* sleeps until one comes */
int signals_wait_ms(int fd, int limit_ms); /* its number, 0: none came in time */
