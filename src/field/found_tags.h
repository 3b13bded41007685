/* Text tags of an upload (intake/tags.h found them) as input fields of the contract. */
#pragma once
#include <jansson.h>
#include "domain/field.h"
#include "domain/source.h"

/* roles: object of what role= says to a recipient's id, for names such as 乙 that fit nobody of
 * themselves; NULL: none. Field errors "roles.NAME" for a role that fits nobody or several;
 * refuses with "document-unread" while the file's text is still being read. Tags that are wrong,
 * and those whose field is there already, are left out. In d's memory. */
enum err field_found_tags(struct domain *d, const struct dossier *x, const struct document *doc,
			  const json_t *roles, struct field_input **out, size_t *n,
			  struct error *e) MUST_USE;
