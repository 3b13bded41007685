/* What run_batch.c and run_batch_end.c share: how far each request of a batch has come. */
#pragma once
#include "client/run_work.h"

struct batch {
	struct run *r;
	struct batch_item {
		enum { TO_DO, TAKEN, SENT, OVER } where;
		unsigned again; /* times that it was prepared anew */
		unsigned polls; /* times that it was asked for and not ready */
		_Bool doubt; /* an answer to its signatures was lost: only the status is certain */
		struct client_outcome outcome;
	} items[CLIENT_REQUESTS_MAX];
	size_t n, begun;
};

/* Waits until what was sent is in its documents, gives up what is left, and reports. why: what
 * stopped the batch; ERR_OK: it came to its end. */
enum err batch_end(struct batch *b, enum err why, struct error *e) MUST_USE;
