/* What the signing program sends and is answered, for one ticket (agent.c) and for those of a batch
 * (agent_batch.c). c->ticket is the one in question. */
#pragma once
#include "api/agent_steps.h"

enum err agent_read_seq(struct caller *c, int64_t *out, struct error *e) MUST_USE;
/* token: the kind of place where the key is. */
enum err agent_read_offer(struct caller *c, struct agent_offer *out, const char **token,
			  struct error *e) MUST_USE;
struct agent_signatures {
	const struct ticket_signature *list;
	size_t n;
};
/* Member "signatures" of an object; prefix: as for input_read. */
enum err agent_read_signatures(struct caller *c, const json_t *object, const char *prefix,
			       struct agent_signatures *out, struct error *e) MUST_USE;
enum err agent_read_reason(struct caller *c, const char **out, struct error *e) MUST_USE;

enum err agent_operations_json(struct caller *c, json_t **out, struct error *e) MUST_USE;

/* "waiting", "working", "done", "failed". */
const char *agent_short_state(const struct domain *d, const struct signing_ticket *t);
/* Adds what is signed: id, digest, time-stamp. */
enum err agent_signed_json(struct caller *c, const struct signing_ticket *t, json_t *list,
			   struct error *e) MUST_USE;
