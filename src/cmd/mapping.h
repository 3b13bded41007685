/* A file that is only read, mapped: of a large one only what is looked at becomes memory. */
#pragma once
#include "base/attr.h"
#include "base/bytes.h"
#include "base/error.h"

struct mapping {
	unsigned char *data;
	size_t len;
};

/* ERR_NOT_FOUND, ERR_IO; ERR_PDF_NOT_PDF: empty, or no regular file. The message does not name
 * path. */
enum err mapping_open(const char *path, struct mapping *out, struct error *e) MUST_USE;
struct bytes mapping_bytes(const struct mapping *m);
void mapping_done(struct mapping *m); /* one that was never opened is fine */
DEFINE_AUTO_DONE(mapping, struct mapping)
