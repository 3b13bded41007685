/* Fields that an upload brought along (AcroForm), as input fields of the contract. Left out is what
 * nobody should fill in by us: signatures, push-buttons, hidden, read-only, scripted and rich ones.
 */
#pragma once
#include "field/look.h"
#include "pdf/form_list.h"

/* In d's memory; at most FIELDS_MAX. */
enum err field_found(struct domain *d, struct blob_store *blobs, const struct document *doc,
		     struct field_input **out, size_t *n, struct error *e) MUST_USE;
