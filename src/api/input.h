/* JSON in, field by field: wrong and missing members become field errors of the domain. */
#pragma once
#include "api/api.h"

enum input_kind {
	INPUT_TEXT, /* const char *, owned by the request's JSON; null and absent: NULL */
	INPUT_INT,  /* int64_t */
	INPUT_BOOL, /* _Bool */
	INPUT_REAL, /* double, finite */
	INPUT_JSON, /* const char *: whatever it is, as JSON; null and absent: NULL */
};
struct input_rule {
	const char *name;
	enum input_kind kind;
	_Bool required;
	size_t offset;
};
#define INPUT(type, field, kind, required) { #field, kind, required, offsetof(struct type, field) }

/* Reads members of an object (NULL: an empty one) into *out, which is zeroed by the caller. Unknown members are
 * ignored: clients may be newer than we are. prefix: "recipients[0]." or "". ERR_INVALID past the
 * first wrong object; all field errors are noted. */
enum err input_read(struct caller *c, const json_t *object, const char *prefix, const struct input_rule *rules,
		    size_t n, void *out, struct error *e) MUST_USE;
/* Member "shown" of the body: what the page had on it. */
enum err input_shown(struct caller *c, struct agree_input *in, struct error *e) MUST_USE;
/* The same of another object; prefix: as for input_read. */
enum err input_shown_of(struct caller *c, const json_t *object, const char *prefix, struct agree_input *in,
			struct error *e) MUST_USE;
/* The body by which a recipient agrees, or signs. */
enum err input_agree(struct caller *c, struct agree_input *in, struct error *e) MUST_USE;
/* A member in base64 (RFC 4648 §4), of 1 to max bytes; wrong ones become field errors. */
void input_base64(struct caller *c, const json_t *value, const char *field, size_t max, struct bytes *out);
/* Members "factors" and "consents" of a recipient; absent ones stay unset. */
enum err input_gate(struct caller *c, const json_t *object, const char *prefix, struct recipient_input *r,
		    struct error *e) MUST_USE;
enum err input_factors(struct caller *c, const json_t *array, const char *field, struct factor_input **out,
		       size_t *n_out, struct error *e) MUST_USE;
/* The whole body; ERR_INVALID when it is no object. */
enum err input_body(struct caller *c, const struct input_rule *rules, size_t n, void *out,
		    struct error *e) MUST_USE;
