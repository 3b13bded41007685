/* What the readers of answers share: those for one request (protocol_read.c) and for a batch
 * (protocol_batch.c). */
#pragma once
#include "client/json.h"
#include "client/protocol.h"

enum { ID_MAX = 80, NAME_CHARS = 200, MESSAGE_CHARS = 1000 };

/* Loads, hands the object to `read`, frees. */
typedef enum err protocol_read_fn(struct json_in in, void *out, struct error *e);
enum err protocol_with_object(struct bytes body, struct arena *mem, protocol_read_fn *read,
			      void *out, struct error *e) MUST_USE;
enum err protocol_no_room(struct error *e);

/* Adds member "documents" to a list with room for CLIENT_BATCH_DOCUMENTS_MAX. */
enum err protocol_read_documents(struct json_in in, struct client_document *list, size_t *n,
				 struct error *e) MUST_USE;
/* Title, sender and the like of member "request". */
enum err protocol_read_asked(struct json_in in, struct client_asked *out, struct error *e) MUST_USE;
/* Members "requests" and "left_out". */
enum err protocol_read_batch(struct json_in in, struct client_offer *o,
			     struct client_document *documents, struct error *e) MUST_USE;
enum err protocol_read_acceptance(struct json_in in, struct client_accepted *out,
				  struct error *e) MUST_USE;
/* Member "operations": each document of the request once, nothing else. */
enum err protocol_read_operations(struct json_in in, const struct client_offer *offer,
				  const struct client_asked *asked, struct client_prepared *out,
				  struct error *e) MUST_USE;
enum err protocol_read_state(struct json_in in, enum client_state_of *out,
			     struct error *e) MUST_USE;
/* Member "documents" of what is signed. */
enum err protocol_read_results(struct json_in in, const struct client_result **out, size_t *n,
			       struct error *e) MUST_USE;
/* The server's word for a failure in member "error"; "" when there is none. */
enum err protocol_read_problem(struct json_in in, const char **out, struct error *e) MUST_USE;
