/* The body of a request to an SMS gateway, made from the setting sms_template. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"

struct sms_values {
	const char *to, *text, *id;
};
/* {to}, {text} and {id} are replaced: escaped as JSON strings when the template begins with "{",
 * else as values of a form (application/x-www-form-urlencoded). */
struct bytes sms_body(struct arena *mem, const char *template, const struct sms_values *v,
		      const char **content_type);
