#include "base/clock.h"
#include <stdio.h>

enum { DAY_S = 86400, JST_OFFSET_MS = 9 * 3600 * 1000 };

static time_ms fixed_now(const struct clock *c)
{
	return c->fixed;
}

struct clock clock_fixed(time_ms t)
{
	return (struct clock){ fixed_now, t };
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days since 1970-01-01 of a proleptic Gregorian date (March-based years). */
static int64_t days_of(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400), yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil_time time_to_civil(time_ms t)
{
	int64_t s = floor_div(t, 1000), days = floor_div(s, DAY_S);
	int64_t z = days + 719468, era = floor_div(z, 146097);
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153, sec = s - days * DAY_S;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct civil_time){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
		.hour = (int)(sec / 3600),
		.minute = (int)(sec / 60 % 60),
		.second = (int)(sec % 60),
	};
}

static int days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	_Bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

_Bool time_from_civil(struct civil_time c, time_ms *out)
{
	if (c.year < 1 || c.year > 9999 || c.month < 1 || c.month > 12)
		return 0;
	if (c.day < 1 || c.day > days_in_month(c.year, c.month))
		return 0;
	if (c.hour < 0 || c.hour > 23 || c.minute < 0 || c.minute > 59 ||
	    c.second < 0 || c.second > 59)
		return 0;
	*out = (days_of(c.year, c.month, c.day) * DAY_S + c.hour * 3600 +
		c.minute * 60 + c.second) * 1000;
	return 1;
}

void time_rfc3339(time_ms t, char out[TIME_RFC3339_SIZE])
{
	struct civil_time c = time_to_civil(t);

	/* the moduli only tell the compiler what the ranges are */
	snprintf(out, TIME_RFC3339_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
		 (unsigned)c.year % 10000, (unsigned)c.month % 100, (unsigned)c.day % 100,
		 (unsigned)c.hour % 100, (unsigned)c.minute % 100, (unsigned)c.second % 100,
		 (unsigned)(t - floor_div(t, 1000) * 1000) % 1000);
}

void time_pdf(time_ms t, char out[TIME_PDF_SIZE])
{
	struct civil_time c = time_to_civil(t + JST_OFFSET_MS);

	snprintf(out, TIME_PDF_SIZE, "D:%04u%02u%02u%02u%02u%02u+09'00'",
		 (unsigned)c.year % 10000, (unsigned)c.month % 100, (unsigned)c.day % 100,
		 (unsigned)c.hour % 100, (unsigned)c.minute % 100, (unsigned)c.second % 100);
}

void time_jst(time_ms t, char out[TIME_JST_SIZE])
{
	struct civil_time c = time_to_civil(t + JST_OFFSET_MS);

	snprintf(out, TIME_JST_SIZE, "%04u-%02u-%02u %02u:%02u:%02u JST",
		 (unsigned)c.year % 10000, (unsigned)c.month % 100, (unsigned)c.day % 100,
		 (unsigned)c.hour % 100, (unsigned)c.minute % 100, (unsigned)c.second % 100);
}

/* Reads exactly n digits. */
static _Bool take_digits(const char **s, int n, int *out)
{
	int v = 0;

	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return 0;
		v = v * 10 + (**s - '0');
	}
	*out = v;
	return 1;
}

static _Bool take_char(const char **s, char c)
{
	if (**s != c)
		return 0;
	(*s)++;
	return 1;
}

static _Bool take_fraction(const char **s, int *ms)
{
	int scale = 100;

	*ms = 0;
	if (!take_char(s, '.'))
		return 1;
	if (**s < '0' || **s > '9')
		return 0;
	for (; **s >= '0' && **s <= '9'; (*s)++, scale /= 10)
		*ms += (**s - '0') * scale;
	return 1;
}

static _Bool take_offset(const char **s, int *minutes)
{
	int h, m, sign = **s == '-' ? -1 : 1;

	*minutes = 0;
	if (take_char(s, 'Z'))
		return 1;
	if (!take_char(s, '+') && !take_char(s, '-'))
		return 0;
	if (!take_digits(s, 2, &h) || !take_char(s, ':') || !take_digits(s, 2, &m) ||
	    h > 23 || m > 59)
		return 0;
	*minutes = sign * (h * 60 + m);
	return 1;
}

static _Bool take_date(const char **s, struct civil_time *c)
{
	return take_digits(s, 4, &c->year) && take_char(s, '-') &&
	       take_digits(s, 2, &c->month) && take_char(s, '-') &&
	       take_digits(s, 2, &c->day);
}

static _Bool take_time(const char **s, struct civil_time *c)
{
	return take_digits(s, 2, &c->hour) && take_char(s, ':') &&
	       take_digits(s, 2, &c->minute) && take_char(s, ':') &&
	       take_digits(s, 2, &c->second);
}

_Bool time_parse_rfc3339(const char *s, time_ms *out)
{
	struct civil_time c;
	int ms, offset;
	time_ms t;

	if (!take_date(&s, &c) || !take_char(&s, 'T') || !take_time(&s, &c))
		return 0;
	if (!take_fraction(&s, &ms) || !take_offset(&s, &offset) || *s)
		return 0;
	if (!time_from_civil(c, &t))
		return 0;
	*out = t + ms - (time_ms)offset * 60000;
	return 1;
}
