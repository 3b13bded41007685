/* Kept documents as JSON. */
#pragma once
#include "api/output.h"
#include "domain/preservation.h"

/* One kept document with its time-stamps. */
enum err preservation_item_json(struct caller *c, const struct preservation *p,
				const struct document *doc, json_t **out, struct error *e) MUST_USE;
json_t *preservation_time(time_ms t); /* null when not known or never */
