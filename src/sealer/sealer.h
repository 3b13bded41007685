/* What the sealer does with a request, without the socket: it holds the keys, the
 * register and the local CA. Safe for many threads. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/rng.h"
#include "sealer/protocol.h"

struct sealer;

struct sealer_setup {
	const char *data_dir;	/* keys and register lie below data_dir/sealer (0700) */
	const char *base_url;	/* of the service, for the local CA's certificates; NULL: none */
	const char *name;	/* of the provider in new certificates; NULL: 試用 */
	const struct clock *clock;
	struct rng *rng;
};

/* The first start makes the local CA, a provider key, a TSA key and the shared key; a later one makes a
 * new key when the newest ends within a month. ERR_CONFLICT: another sealer runs on this directory. */
enum err sealer_open(const struct sealer_setup *s, struct sealer **out, struct error *e) MUST_USE;
void sealer_free(struct sealer *s);
DEFINE_AUTO(sealer, struct sealer *)

struct bytes sealer_shared_key(const struct sealer *s); /* SEALER_KEY_SIZE bytes, as long as s */

/* Answers one request; *reply and what it points to live in mem. A failure is the caller's to send. */
enum err sealer_answer(struct sealer *s, const struct sealer_message *rq, struct arena *mem,
		       struct sealer_message *reply, struct error *e) MUST_USE;
