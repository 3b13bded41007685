/* Signing tickets as JSON: for the browser, and for the signing program. */
#pragma once
#include "api/output.h"
#include "domain/ticket.h"

/* What the browser polls. */
enum err ticket_json(struct caller *c, const struct signing_ticket *t, json_t **out,
		     struct error *e) MUST_USE;
/* The answer to redeeming: the session, and what is asked for. */
enum err ticket_opened_json(struct caller *c, const struct ticket_opened *o, json_t **out,
			    struct error *e) MUST_USE;
/* The last refusal as a problem; null: none. */
json_t *ticket_error_json(struct caller *c, const struct signing_ticket *t);
