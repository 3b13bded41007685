/* Before conclusion is announced, a document's whole file is hashed again from the stored
 * bytes, and its blobs become one. */
#pragma once
#include "jobs/context.h"

/* ERR_INTERNAL: what is stored is not what the digests were made of; trying again would not help.
 * Can be repeated. */
enum err flatten_document(struct work *w, const struct document *doc, struct error *e) MUST_USE;
