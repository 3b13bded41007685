/* Whom this service believes when it judges certificates of others. */
#pragma once
#include "api/api.h"
#include "sig/trust/trust.h"

/* Whoever hands a file in is hardly known: the memory of all judging together stays bounded. ERR_BUSY; judging_end
 * follows in any case. */
enum err judging_begin(struct caller *c, struct error *e) MUST_USE;
void judging_end(struct caller *c);
size_t judging_memory(uint64_t size); /* for the arena of one file */

/* The configured anchors and, while there is one, the local authority. */
enum err caller_trust(struct caller *c, struct trust *t, struct error *e) MUST_USE;
