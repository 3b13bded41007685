/* The answers of a remote signing service, read strictly: a JSON object in UTF-8 without duplicate
 * names, members of the right type and length, base64 and certificates well formed. Members that
 * the specification does not know are passed over, as it allows them (CSC API v2 §7). ERR_REMOTE
 * says what is wrong. No value of an answer stands in e but the error code of a refusal. */
#pragma once
#include <jansson.h>
#include "csc/csc.h"

/* Text codes of a credential that nothing is known about: no answer, or none that can be read. */
#define CSC_SILENT     "remote-key-silent"
#define CSC_UNREADABLE "remote-key-unreadable"

enum err csc_read_object(struct bytes body, json_t **out, struct error *e) MUST_USE;
/* §10.1: ERR_DENIED with the error's code, or ERR_REMOTE. */
enum err csc_read_refusal(int status, struct bytes body, struct error *e) MUST_USE;
enum err csc_read_info(struct bytes body, _Bool allow_http, struct arena *mem,
		       struct csc_info *out, struct error *e) MUST_USE;
enum err csc_read_token(struct bytes body, struct arena *mem, struct csc_token *out,
			struct error *e) MUST_USE;
/* ids: at most CSC_CREDENTIALS_MAX; *n how many there are. */
enum err csc_read_ids(struct bytes body, struct arena *mem, const char **ids, size_t *n,
		      struct error *e) MUST_USE;
/* body: of credentials/info. */
enum err csc_read_credential(const json_t *o, const char *id, struct arena *mem,
			     struct csc_credential *out, struct error *e) MUST_USE;
enum err csc_read_signatures(struct bytes body, size_t n, struct arena *mem, struct bytes *out,
			     struct error *e) MUST_USE;
