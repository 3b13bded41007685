/* Steps under a signing ticket that do not depend on where the key is: behind them are the signing
 * program (agent.c) and remote signing services (remote_*.c). They go by c->ticket; seq is above
 * its last one. */
#pragma once
#include "api/agent_certificate.h"

/* The certificate that was found good, with where its key is. */
enum err agent_accept(struct caller *c, int64_t seq, const char *token, const struct party_found *f,
		      struct error *e) MUST_USE;
/* What is kept of it: for those that have more to write in the same transaction. */
enum err agent_certificate_input(struct caller *c, const char *token, const struct party_found *f,
				 struct ticket_certificate *out, struct error *e) MUST_USE;
/* ticket_prepare and ticket_complete, with somebody at hand who looks at pages. */
enum err agent_prepare_ticket(struct caller *c, int64_t seq, _Bool *ready, struct error *e) MUST_USE;
enum err agent_complete_ticket(struct caller *c, int64_t seq, const struct ticket_signature *list,
			       size_t n, struct error *e) MUST_USE;
/* Hands rc on, after what is worth it was told in the trail and to the page. */
enum err agent_note_refusal(struct caller *c, int64_t seq, enum err rc, struct error *e) MUST_USE;
