/* Failures as application/problem+json (RFC 9457) in the request's language. */
#pragma once
#include "http/message.h"

/* Fills rs with the problem for code; e->msg becomes "cause" for what the client
 * did wrong (4xx), and stays inside for our own failures (5xx). */
void problem_fill(struct request *rq, struct response *rs, enum err code, const struct error *e);
const char *problem_hint(enum err code, const char *lang); /* "" when there is none */
