/* Time is passed in: code that needs the time takes a struct clock *, so tests
 * are deterministic. All times are milliseconds since 1970-01-01T00:00:00Z. */
#pragma once
#include <stdint.h>
#include "base/attr.h"

typedef int64_t time_ms;

struct clock {
	time_ms (*now)(const struct clock *c);
	time_ms fixed; /* used by clock_fixed only */
};

const struct clock *clock_system(void);
struct clock clock_fixed(time_ms t); /* always t; move it by setting .fixed */
static inline time_ms clock_now(const struct clock *c)
{
	return c->now(c);
}
time_ms clock_monotonic(void); /* for time limits only; never stored */
void clock_pause(unsigned ms);	/* sleeps; a signal may end it early */

/* Text forms. Buffers include the NUL. Years 0001 to 9999 only. */
enum { TIME_RFC3339_SIZE = 25, TIME_PDF_SIZE = 24, TIME_JST_SIZE = 32 };
void time_rfc3339(time_ms t, char out[TIME_RFC3339_SIZE]); /* 2026-11-22T15:30:00.000Z */
/* Strict RFC 3339; any offset; fraction to milliseconds. */
_Bool time_parse_rfc3339(const char *s, time_ms *out) MUST_USE;
void time_pdf(time_ms t, char out[TIME_PDF_SIZE]); /* D:20261123003000+09'00' (JST) */
void time_jst(time_ms t, char out[TIME_JST_SIZE]); /* 2026-11-23 00:30:00 JST */

struct civil_time {
	int year, month, day, hour, minute, second; /* UTC, proleptic Gregorian */
};
struct civil_time time_to_civil(time_ms t);
/* False when a field is out of its range. Seconds 0..59 only. */
_Bool time_from_civil(struct civil_time c, time_ms *out) MUST_USE;
