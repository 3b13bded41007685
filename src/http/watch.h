/* Time limits that the HTTP library lacks: a connection must bring its next whole
 * header within one limit, its body in another, however many single bytes it
 * trickles. A thread looks every second and shuts overdue sockets down. */
#pragma once
#include "base/attr.h"
#include "base/clock.h"

struct watch;
struct watched;

struct watch *watch_new(void);
void watch_free(struct watch *w); /* every watched must have been removed */
struct watched *watch_add(struct watch *w, int fd, time_ms limit);
void watch_set(struct watched *c, time_ms limit); /* from now; 0: none */
void watch_remove(struct watch *w, struct watched *c);
DEFINE_AUTO(watch, struct watch *)
