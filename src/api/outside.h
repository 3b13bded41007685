/* Waiting for servers that others name: remote signing services, and the authorities of certificates that parties
 * show. Threads are few, and whoever has a link may name a server that never answers: only some wait at once. */
#pragma once
#include "api/api.h"

enum { OUTSIDE_AT_ONCE = 0, OUTSIDE_MOMENT_MS = 1000 };

/* ERR_UNAVAILABLE (domain text "remote-busy") when no place is free within wait_ms; outside_leave follows when it
 * succeeds. */
enum err outside_enter(struct caller *c, unsigned wait_ms, struct error *e) MUST_USE;
void outside_leave(struct caller *c);
