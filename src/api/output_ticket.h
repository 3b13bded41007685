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

/* What the answers about one ticket and about a batch share --------------------- */

/* What the browser gets of a new one. */
json_t *ticket_made_json(const struct ticket_made *t);
/* A refusal with d's reason, as a problem. */
json_t *ticket_refusal_json(struct caller *c, enum err code);
/* version NULL: no program has come. */
json_t *ticket_agent_json(const char *version, const char *os, const char *address);
/* The certificate that was shown; null: none. */
enum err ticket_certificate_json(struct caller *c, const struct signing_ticket *t, json_t **out,
				 struct error *e) MUST_USE;
/* Adds the documents of the revision that the browser showed. */
enum err ticket_documents_json(struct caller *c, const struct dossier *x, const struct agree_input *in,
			       json_t *list, struct error *e) MUST_USE;
enum err ticket_request_json(struct caller *c, const struct dossier *x, json_t **out,
			     struct error *e) MUST_USE;
const char *ticket_server_name(const struct domain *d);
