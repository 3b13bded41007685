/* What the sealer's register says of the acts that a job has signed: asked before the job's last
 * transaction, written in it (domain/register.h). */
#pragma once
#include "domain/register.h"
#include "jobs/context.h"

struct witness {
	struct register_line *lines;
	size_t n;
	struct register_state state;
	const struct signing_key *keys; /* whose certificates are not stored yet */
	size_t n_keys;
};
/* Asks for the lines of the envelope that are not copied yet. An act that the register does not
 * know is logged and left out: verifying the trail tells. */
enum err witness_ask(struct work *w, struct witness *out, struct error *e) MUST_USE;
enum err witness_write(struct work *w, const struct witness *x, struct error *e) MUST_USE;
