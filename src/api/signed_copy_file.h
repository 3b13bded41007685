/* A file that a recipient signed elsewhere, as it comes in: of the document's own bytes nothing is
 * kept, only what stands behind them. */
#pragma once
#include "api/api.h"
#include "base/buf.h"
#include "domain/signed_copy.h"

struct copy_received {
	struct buf tail; /* behind the newest revision */
	int64_t size;
	const char *sha256; /* of all of it, in the request's memory */
};
void copy_received_done(struct copy_received *r);
DEFINE_AUTO_DONE(copy_received, struct copy_received)

/* Reads the body. ERR_REVISION: it begins with an older revision; ERR_SIGNED_COPY: with none;
 * ERR_TOO_LARGE. */
enum err copy_receive(struct caller *c, const struct signed_copy_place *place,
		      struct copy_received *out, struct error *e) MUST_USE;
