/* Checks of what people type; each notes a field error in d and says whether all was well. */
#pragma once
#include "domain/domain.h"

enum { NAME_MAX_CHARS = 200, TITLE_MAX_CHARS = 200, MESSAGE_MAX_CHARS = 4000, REASON_MAX_CHARS = 1000 };

/* Valid UTF-8 without control characters or invisible direction marks, at most max characters;
 * lines: line feeds are fine. required: not empty and not only spaces. value NULL counts as "". */
struct text_rule {
	size_t max;
	_Bool required, lines;
};
_Bool check_text(struct domain *d, const char *field, const char *value, struct text_rule rule);
/* Controls, and marks that turn or hide text; line feeds too. */
_Bool text_forbidden(uint32_t c);
/* "local@domain.tld", ASCII, at most 254 characters. */
_Bool check_email(struct domain *d, const char *field, const char *email);
/* A day of the calendar, "2026-02-28", from 1900 to 2999. */
_Bool date_valid(const char *s);
_Bool check_locale(struct domain *d, const char *field, const char *locale);
/* At least 12 characters, not common or simple, not the mail address or its part. */
_Bool check_password(struct domain *d, const char *field, const char *password, const char *email);
/* For comparing: ASCII letters in lower case. In d's memory. */
const char *email_fold(struct domain *d, const char *email);
size_t utf8_length(const char *s); /* characters */
/* One character of strict UTF-8 (RFC 3629): its length, 0 when it is none. */
size_t utf8_char(const unsigned char *s, uint32_t *out);
