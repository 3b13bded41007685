#include "domain/field_text.h"
#include <stdlib.h>
#include "domain/check.h"

enum { TEXT_ROOM = 128 };

/* Full-width forms as people type them in Japan become ASCII: ０-９ Ａ-Ｚ ａ-ｚ ．，－＋ and the
 * full-width space; also the minus sign U+2212. */
static const char *half_width(struct domain *d, const char *text)
{
	char *out = arena_alloc(d->repo.mem, strlen(text) + 1), *to = out;

	if (!out)
		abort(); /* callers bound their inputs */
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		if (s[0] == 0xef && (s[1] == 0xbc || s[1] == 0xbd) && s[2] >= 0x80) {
			*to++ = (char)(s[2] - 0x80 + (s[1] == 0xbc ? 0x20 : 0x60));
			s += 3;
		} else if (s[0] == 0xe2 && s[1] == 0x88 && s[2] == 0x92) {
			*to++ = '-';
			s += 3;
		} else {
			*to++ = (char)*s++;
		}
	}
	*to = '\0';
	return out;
}

/* texts ------------------------------------------------------------------ */

static _Bool only(const char *s, const char *allowed)
{
	return *s && s[strspn(s, allowed)] == '\0';
}

#define DIGITS	"0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static _Bool is_digits(const char *s)
{
	return only(s, DIGITS);
}

static _Bool is_alnum(const char *s)
{
	return only(s, DIGITS LETTERS "-_ .");
}

static _Bool is_phone(const char *s)
{
	size_t n = 0;

	for (const char *p = s; *p; p++)
		n += *p >= '0' && *p <= '9';
	return only(s + (*s == '+'), DIGITS "-() ") && n >= 7 && n <= 15;
}

static _Bool is_postal(const char *s)
{
	for (size_t i = 0; i < 8; i++)
		if (i == 3 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return 0;
	return !s[8];
}

/* U+30A1 to U+30FF, among them the middle dot and the long mark, and both spaces. */
static _Bool is_katakana(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned low;

	for (; *p; p += *p == ' ' ? 1 : 3) {
		if (*p == ' ')
			continue;
		if (*p != 0xe3)
			return 0;
		low = (p[1] & 0x3fU) << 6 | (p[2] & 0x3fU); /* the text is valid UTF-8 */
		if (low && (low < 0xa1 || low > 0xff))
			return 0;
	}
	return *s != '\0';
}

static const struct {
	const char *name;
	_Bool (*good)(const char *s);
	_Bool narrow; /* full-width forms are turned into ASCII first */
} checks[] = {
	{ "digits", is_digits, 1 }, { "alnum", is_alnum, 1 },	    { "phone", is_phone, 1 },
	{ "postal", is_postal, 1 }, { "katakana", is_katakana, 0 },
};

static size_t find_check(const char *name)
{
	size_t i = 0;

	while (i < COUNT_OF(checks) && strcmp(checks[i].name, name) != 0)
		i++;
	return i;
}

_Bool field_check_known(const char *check)
{
	return find_check(check) < COUNT_OF(checks);
}

const char *field_text_normalise(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept)
{
	struct field_format format;
	size_t row;

	*kept = text;
	if (!field_format_read(d, field_kind_of(f->kind), f->format, &format) || !format.check)
		return NULL;
	row = find_check(format.check);
	if (checks[row].narrow)
		*kept = half_width(d, text);
	return checks[row].good(*kept) ? NULL : domain_printf(d, "value-not-%s", checks[row].name);
}

const char *field_mail_normalise(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept)
{
	size_t before = d->n_errors;
	_Bool good;

	(void)f;
	*kept = half_width(d, text);
	good = check_email(d, "", *kept);
	d->n_errors = before;
	return good ? NULL : "not-a-mail-address";
}

/* dates ------------------------------------------------------------------ */

struct day {
	int year, month, day;
};

static _Bool read_day(const char *text, struct day *out)
{
	struct civil_time t = { 0 };
	time_ms at;

	for (size_t i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return 0;
	t.year = (int)strtol(text, NULL, 10);
	t.month = (int)strtol(text + 5, NULL, 10);
	t.day = (int)strtol(text + 8, NULL, 10);
	*out = (struct day){ t.year, t.month, t.day };
	return !text[10] && time_from_civil(t, &at);
}

_Bool field_date_valid(const char *text)
{
	struct day day;

	return read_day(text, &day);
}

const char *field_date_normalise(struct domain *d, const struct input_field *f, const char *text,
				 const char **kept)
{
	struct field_format format;

	*kept = half_width(d, text);
	if (!field_date_valid(*kept))
		return "value-not-a-date";
	if (!field_format_read(d, field_kind_of(f->kind), f->format, &format))
		return NULL;
	if ((format.from && strcmp(*kept, format.from) < 0) ||
	    (format.to && strcmp(*kept, format.to) > 0))
		return "value-date-range";
	return NULL;
}

/* Eras since the Gregorian calendar was taken over (1873), newest first. */
static const struct {
	const char *first, *name;
} eras[] = {
	{ "2019-05-01", "令和" }, { "1989-01-08", "平成" }, { "1926-12-25", "昭和" },
	{ "1912-07-30", "大正" }, { "1873-01-01", "明治" },
};
enum { MEIJI_BEFORE = 1867 };

static const char *in_era(struct domain *d, const char *text, const struct day *day)
{
	for (size_t i = 0; i < COUNT_OF(eras); i++) {
		int year = day->year - (int)strtol(eras[i].first, NULL, 10) + 1;

		if (strcmp(text, eras[i].first) < 0)
			continue;
		if (i == COUNT_OF(eras) - 1)
			year = day->year - MEIJI_BEFORE;
		if (year == 1)
			return domain_printf(d, "%s元年%d月%d日", eras[i].name, day->month,
					     day->day);
		return domain_printf(d, "%s%d年%d月%d日", eras[i].name, year, day->month, day->day);
	}
	return domain_printf(d, "%d年%d月%d日", day->year, day->month, day->day);
}

static const char *plain(struct domain *d, const char *text, const struct day *day)
{
	(void)day;
	return domain_printf(d, "%s", text);
}

static const char *slashes(struct domain *d, const char *text, const struct day *day)
{
	(void)text;
	return domain_printf(d, "%04d/%02d/%02d", day->year, day->month, day->day);
}

static const char *japanese(struct domain *d, const char *text, const struct day *day)
{
	(void)text;
	return domain_printf(d, "%d年%d月%d日", day->year, day->month, day->day);
}

static const char *english(struct domain *d, const char *text, const struct day *day)
{
	static const char *const months[] = { "January",   "February", "March",	   "April",
					      "May",	   "June",     "July",	   "August",
					      "September", "October",  "November", "December" };

	(void)text;
	return domain_printf(d, "%s %d, %d", months[day->month - 1], day->day, day->year);
}

static const struct {
	const char *name;
	const char *(*write)(struct domain *d, const char *text, const struct day *day);
} patterns[] = {
	{ "YYYY年M月D日", japanese }, { "GGGGy年M月D日", in_era }, { "YYYY-MM-DD", plain },
	{ "YYYY/MM/DD", slashes },    { "MMMM D, YYYY", english },
};

_Bool field_pattern_known(const char *pattern)
{
	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		if (!strcmp(patterns[i].name, pattern))
			return 1;
	return 0;
}

const char *field_pattern_named(const char *text)
{
	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		if (!strcasecmp(patterns[i].name, text))
			return patterns[i].name;
	return text;
}

const char *field_date_shown(struct domain *d, const char *pattern, const char *text)
{
	struct day day;

	if (!read_day(text, &day))
		return text;
	for (size_t i = 0; i < COUNT_OF(patterns); i++)
		if (!strcmp(patterns[i].name, pattern))
			return patterns[i].write(d, text, &day);
	return text;
}

/* numbers ---------------------------------------------------------------- */

enum { WHOLE_DIGITS = 15 };

struct number { /* in the kept form: no plus, no commas, no needless zeros */
	_Bool negative;
	char whole[WHOLE_DIGITS + 1], fraction[WHOLE_DIGITS + 1];
};

/* Digits, with commas between groups of three or none at all. */
static _Bool read_whole(const char **p, char out[WHOLE_DIGITS + 1])
{
	size_t n = 0, group = 0;
	_Bool commas = 0;

	for (;; (*p)++) {
		if (**p >= '0' && **p <= '9' && n < WHOLE_DIGITS) {
			out[n++] = **p;
			group++;
		} else if (**p == ',' && group > 0 && group <= 3 && (!commas || group == 3)) {
			commas = 1;
			group = 0;
		} else {
			break;
		}
	}
	out[n] = '\0';
	return n > 0 && (!commas || group == 3);
}

static _Bool read_fraction(const char **p, char out[WHOLE_DIGITS + 1])
{
	size_t n = 0;

	out[0] = '\0';
	if (**p != '.')
		return 1;
	for ((*p)++; **p >= '0' && **p <= '9' && n < WHOLE_DIGITS; (*p)++)
		out[n++] = **p;
	out[n] = '\0';
	return n > 0;
}

static _Bool read_number(const char *p, struct number *out)
{
	size_t zeros;

	out->negative = *p == '-';
	p += *p == '-' || *p == '+';
	if (!read_whole(&p, out->whole) || !read_fraction(&p, out->fraction) || *p)
		return 0;
	zeros = strspn(out->whole, "0");
	if (zeros && !out->whole[zeros])
		zeros--;
	memmove(out->whole, out->whole + zeros, strlen(out->whole + zeros) + 1);
	return 1;
}

/* -1, 0, 1: the number against a whole bound. */
static int compare(const struct number *n, long long bound)
{
	long long whole = strtoll(n->whole, NULL, 10);
	_Bool rest = n->fraction[strspn(n->fraction, "0")] != '\0';

	whole = n->negative ? -whole : whole;
	if (whole != bound)
		return whole < bound ? -1 : 1;
	return !rest ? 0 : n->negative ? -1 : 1;
}

const char *field_number_normalise(struct domain *d, const struct input_field *f, const char *text,
				   const char **kept)
{
	struct field_format format;
	struct number n;

	if (!read_number(half_width(d, text), &n))
		return "value-not-a-number";
	if (!field_format_read(d, field_kind_of(f->kind), f->format, &format))
		return "invalid";
	if (strlen(n.fraction) > format.decimals)
		return "value-decimals";
	if ((format.has_min && compare(&n, format.min) < 0) ||
	    (format.has_max && compare(&n, format.max) > 0))
		return "value-number-range";
	*kept = domain_printf(d, "%s%s%s%s", n.negative ? "-" : "", n.whole, *n.fraction ? "." : "",
			      n.fraction);
	return NULL;
}

const char *field_number_grouped(struct domain *d, const char *number)
{
	char out[TEXT_ROOM], *to = out;
	struct number n;
	size_t len;

	if (!read_number(number, &n))
		return number;
	len = strlen(n.whole);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*to++ = ',';
		*to++ = n.whole[i];
	}
	*to = '\0';
	return domain_printf(d, "%s%s%s%s", n.negative ? "-" : "", out, *n.fraction ? "." : "",
			     n.fraction);
}
