/* Requests that may be sent again: the header Idempotency-Key
 * (draft-ietf-httpapi-idempotency-key-header).
 *
 * A key is claimed in a transaction of its own before the handler runs, and the answer is stored in
 * the very transaction that carried the request out (db_join). So after kill -9 at any line either
 * both happened or neither: a second request gets the same answer, or does it for the first time.
 * A key is of one caller, one address and one body; refusals are not kept, they changed nothing. */
#pragma once
#include "api/api.h"
#include "crypto/digest.h"
#include "store/repo/idempotency.h"

struct idempotency {
	_Bool held;	/* the request has a key and it is ours */
	_Bool replayed; /* rs holds the answer of the first time */
	struct idempotency_row row;
	unsigned char key_hash[32], body_hash[DIGEST_MAX]; /* what row points to */
	struct digest body; /* of a streamed body, as it is read */
};

/* Claims the key or answers from it. ERR_KEY_BUSY: the first request still runs; ERR_KEY_OTHER: the
 * key stands for something else; ERR_KEY_NOT_KEPT: it was done, its answer held a secret. */
enum err idempotency_begin(struct caller *c, struct idempotency *k, struct response *rs,
			   struct error *e) MUST_USE;
/* From here to the answer all is one transaction. api_run does it; the handler of
 * an upload or of a slow route calls it before its last transaction, when nothing slow follows. */
void idempotency_join(struct caller *c);
/* After the handler, rc being its result: stores the answer and commits, or gives the key back. */
enum err idempotency_end(struct caller *c, struct idempotency *k, struct response *rs, enum err rc,
			 struct error *e) MUST_USE;
/* The handler met ERR_BUSY too often: gives the key back. Returns rc. */
enum err idempotency_give_up(struct caller *c, struct idempotency *k, enum err rc) MUST_USE;
