/* What opens something does not belong into evidence: tokens of links and codes are replaced, byte
 * by byte, so that a mail keeps its shape. */
#pragma once
#include "base/buf.h"

/* Plain text: every run of 40 or more base64url characters, and, with codes, every run of 6 or more
 * digits, becomes as many '*'. */
void mask_text(char *text, size_t len, _Bool codes);
/* A mail of mail/mime.h: its base64 parts are decoded, masked and encoded again with the same
 * lines, what is plain is masked as it is. Appends to out. */
void mask_mail(struct bytes mime, _Bool codes, struct buf *out);
