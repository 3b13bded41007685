/* What may be typed into fields of text: dates, numbers, patterns. For field_kind.c, whose table
 * names these; normalise functions give NULL and *kept, or the text code of what is wrong. */
#pragma once
#include "domain/field_kind.h"

#define FIELD_NUMBER_MAX 999999999999999LL /* digits before the point: 15 */

const char *field_text_normalise(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept);
const char *field_date_normalise(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept);
const char *field_number_normalise(struct domain *d, const struct input_field *f, const char *text,
				   const char **kept);
const char *field_mail_normalise(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept);

_Bool field_pattern_known(const char *pattern); /* of dates */
/* The pattern that is written so in capitals or small letters; what is no pattern comes back. */
const char *field_pattern_named(const char *text);
_Bool field_check_known(const char *check);	/* of texts */
const char *field_date_shown(struct domain *d, const char *pattern, const char *day);
const char *field_number_grouped(struct domain *d, const char *number); /* "1234.5": "1,234.5" */
