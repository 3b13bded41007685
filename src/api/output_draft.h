/* What a draft is made of, as the JSON of the API contract. */
#pragma once
#include "api/api.h"

/* Adds an envelope's properties, attachments and internal approval to j. For members only. */
enum err draft_members_json(struct caller *c, const struct dossier *x, json_t *j,
			    struct error *e) MUST_USE;
