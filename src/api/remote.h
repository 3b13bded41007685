/* Remote signing (docs/formats/remote-signing.md): what its handlers share. */
#pragma once
#include "api/agent_steps.h"
#include "csc/csc.h"
#include "domain/remote.h"

/* By its name in the settings; NULL: there is none (any more). */
const struct csc_service *remote_service(const struct app *a, const char *name);
/* Where the browser comes back to: registered at the service exactly so. */
const char *remote_return_address(struct caller *c);

/* What went out of the house is not done again because two transactions met: only the last of it
 * is, a few times. ERR_CONFLICT "remote-again" then. */
typedef enum err remote_step_fn(struct caller *c, void *ctx, struct error *e);
enum err remote_patiently(struct caller *c, remote_step_fn *step, void *ctx,
			  struct error *e) MUST_USE;

/* Of the path's {ticket_id}, for this browser; c->ticket is it. */
enum err remote_load(struct caller *c, struct remote *r, struct error *e) MUST_USE;
/* c->ticket anew, after a step. */
enum err remote_reload(struct caller *c, struct error *e) MUST_USE;
/* Hands rc of a call on as what a person is told; the cause goes to the log. */
enum err remote_failed(struct caller *c, const char *service, enum err rc,
		       struct error *e) MUST_USE;
/* agent_note_refusal, patiently, whatever number c->ticket has by now. */
enum err remote_note_refusal(struct caller *c, enum err rc, struct error *e) MUST_USE;
/* Begins a visit of the browser at the service: a's state and verifier, and r written with them. */
enum err remote_visit(struct caller *c, struct remote *r, const struct csc_authorization *a,
		      const char **url, struct error *e) MUST_USE;
/* The credential that the ticket goes by. ERR_NOT_FOUND. */
enum err remote_credential(struct caller *c, const struct remote *r, const char *id,
			   const struct csc_credential **out, struct error *e) MUST_USE;

/* base64url, commas between: what a visit was for. */
const char *remote_hashes_text(struct caller *c, const struct remote_hash *list, size_t n);

enum err remote_json(struct caller *c, const struct remote *r, json_t **out,
		     struct error *e) MUST_USE;
