/* Batches of signing tickets as JSON: for the member's browser, and for the signing program. */
#pragma once
#include "api/output.h"
#include "domain/batch.h"

/* What the browser polls. */
enum err batch_json(struct caller *c, const struct batch *b, json_t **out,
		    struct error *e) MUST_USE;
/* A request that waits for a member, with everything that is to be shown before it is signed. */
enum err batch_wait_json(struct caller *c, const struct batch_wait *w, json_t **out,
			 struct error *e) MUST_USE;
/* The words of the roles that sign, by version. */
json_t *batch_statements_json(struct caller *c);
/* The answer to redeeming: the session, and what is asked for. */
enum err batch_opened_json(struct caller *c, const struct batch_opened *o, json_t **out,
			   struct error *e) MUST_USE;
