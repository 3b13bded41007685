/* The kinds of fields (入力項目) as a table, and how dates and numbers are written.
 *
 * A value is kept in one form whatever it looks like on paper: dates as YYYY-MM-DD, numbers as
 * "-1234.50". field_format says how they are shown. */
#pragma once
#include "domain/domain.h"
#include "store/repo/field.h"

enum field_takes {
	FIELD_TAKES_TEXT,   /* a line or lines */
	FIELD_TAKES_OPTION, /* one of the options */
	FIELD_TAKES_CHECK,  /* on or off */
	FIELD_TAKES_IMAGE,  /* handwriting, a seal, a picture */
};
struct field_kind {
	const char *name;
	enum field_takes takes;
	_Bool lines; /* line feeds are fine */
	size_t max;  /* characters; 0: no text */
	/* what a date or a number must be like; NULL: any text. Gives the form that is kept, or a
	 * text code. */
	const char *(*normalise)(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept);
};
const struct field_kind *field_kind_of(const char *name); /* NULL: there is no such kind */
const char *field_kind_name(unsigned i);		  /* NULL past the end */

struct field_format {	       /* members of the JSON object "format"; each has its kinds */
	const char *pattern;   /* date: row of the table of patterns */
	const char *from, *to; /* date: earliest and latest */
	_Bool agreement;       /* date: the day of the agreement, filled in by the service */
	int64_t min, max;      /* number */
	_Bool has_min, has_max, grouping;
	unsigned decimals; /* number: at most */
	const char *check; /* texts: row of the table of checks */
};
/* json: an object; unknown members and wrong values give 0. */
_Bool field_format_read(struct domain *d, const struct field_kind *k, const char *json,
			struct field_format *out) MUST_USE;
/* YYYY-MM-DD of a day that exists. */
_Bool field_date_valid(const char *text) MUST_USE;
/* As it stands on paper. text is in the kept form. */
const char *field_shown(struct domain *d, const struct input_field *f, const char *text);
/* The day in Japan. */
const char *field_today(struct domain *d, time_ms at);
