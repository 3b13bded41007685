/* Small pieces of JSON. Each gives a new reference. */
#pragma once
#include <jansson.h>
#include "base/bytes.h"
#include "base/clock.h"

json_t *evidence_hex(struct bytes b);
json_t *evidence_hex_or_null(struct bytes b); /* null when empty */
json_t *evidence_base64(struct bytes b);
json_t *evidence_text(const char *s); /* NULL is null */
json_t *evidence_time(time_ms t);     /* RFC 3339; 0 is null */
