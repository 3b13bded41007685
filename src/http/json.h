/* JSON bodies from outside, read strictly: one object or array, no duplicate
 * names, nesting of at most 32, valid UTF-8 without NUL, nothing behind it. */
#pragma once
#include <jansson.h>
#include "base/bytes.h"
#include "base/error.h"

/* The caller owns *out (json_decref). ERR_INVALID says what is wrong and where. */
enum err json_load_strict(struct bytes in, json_t **out, struct error *e) MUST_USE;
