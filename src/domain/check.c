#include "domain/check.h"
#include <ctype.h>
#include "base/bytes.h"

enum { EMAIL_MAX = 254, LOCAL_MAX = 64, LABEL_MAX = 63, PASSWORD_MIN = 12, PASSWORD_MAX = 256 };

size_t utf8_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

size_t utf8_char(const unsigned char *s, uint32_t *out)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t min;
	} forms[] = { { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 } };

	for (size_t n = 0; n < COUNT_OF(forms); n++) {
		uint32_t c = s[0] & (unsigned char)~forms[n].mask;

		if ((s[0] & forms[n].mask) != forms[n].lead)
			continue;
		for (size_t i = 1; i <= n; i++) {
			if ((s[i] & 0xc0) != 0x80)
				return 0;
			c = c << 6 | (s[i] & 0x3f);
		}
		*out = c;
		return c >= forms[n].min && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff) ? n + 1 : 0;
	}
	return 0;
}

/* A name must read as it is written. */
_Bool text_forbidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

static _Bool clean(const char *s, _Bool lines)
{
	uint32_t c = 0;

	for (size_t n; *s; s += n) {
		n = utf8_char((const unsigned char *)s, &c);
		if (!n || (text_forbidden(c) && !(c == '\n' && lines)))
			return 0;
	}
	return 1;
}

/* True when there is nothing but spaces, the full-width one too. */
static _Bool blank(const char *s)
{
	static const char ideographic_space[] = "\xe3\x80\x80";

	for (;;) {
		if (*s == ' ' || *s == '\n')
			s++;
		else if (!strncmp(s, ideographic_space, 3))
			s += 3;
		else
			return !*s;
	}
}

static _Bool wrong(struct domain *d, const char *field, const char *code)
{
	domain_field_error(d, field, code);
	return 0;
}

_Bool check_text(struct domain *d, const char *field, const char *value, struct text_rule rule)
{
	if (!value || blank(value))
		return !rule.required || wrong(d, field, "required");
	if (!clean(value, rule.lines))
		return wrong(d, field, "control-characters");
	return utf8_length(value) <= rule.max || wrong(d, field, "too-long");
}

static _Bool local_part_ok(const char *s, size_t n)
{
	if (!n || n > LOCAL_MAX || s[0] == '.' || s[n - 1] == '.')
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!isalnum((unsigned char)s[i]) && !strchr("!#$%&'*+/=?^_`{|}~.-", s[i]))
			return 0;
		if (s[i] == '.' && s[i + 1] == '.')
			return 0;
	}
	return 1;
}

static _Bool domain_part_ok(const char *s)
{
	size_t dots = 0, label = 0;

	for (; *s; s++) {
		if (*s == '.') {
			if (!label || s[-1] == '-')
				return 0;
			dots++;
			label = 0;
		} else {
			if ((!isalnum((unsigned char)*s) && *s != '-') || (*s == '-' && !label))
				return 0;
			if (++label > LABEL_MAX)
				return 0;
		}
	}
	return dots && label && s[-1] != '-';
}

_Bool check_email(struct domain *d, const char *field, const char *email)
{
	const char *at = email ? strrchr(email, '@') : NULL;

	if (!email || !*email)
		return wrong(d, field, "required");
	if (!at || strlen(email) > EMAIL_MAX || !local_part_ok(email, (size_t)(at - email)) ||
	    !domain_part_ok(at + 1))
		return wrong(d, field, "not-a-mail-address");
	return 1;
}

static int number(const char *s, size_t n)
{
	int value = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + s[i] - '0';
	}
	return value;
}

_Bool date_valid(const char *s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year, month, day;
	_Bool leap;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return 0;
	year = number(s, 4);
	month = number(s + 5, 2);
	day = number(s + 8, 2);
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return year >= 1900 && year < 3000 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (leap && month == 2);
}

_Bool check_locale(struct domain *d, const char *field, const char *locale)
{
	return (locale && (!strcmp(locale, "ja") || !strcmp(locale, "en"))) ||
	       wrong(d, field, "unknown-language");
}

/* Letters only, lower case: "P@ssw0rd-1234" and "password1234" are the same idea. */
static const char *skeleton(struct domain *d, const char *s)
{
	static const char from[] = "@013457$!", to[] = "aoieastsi";
	char *out = arena_strdup(d->repo.mem, s), *w = out;

	for (; out && *s; s++) {
		const char *p = strchr(from, *s);
		char c = p ? to[p - from] : (char)tolower((unsigned char)*s);

		if (isalpha((unsigned char)c))
			*w++ = c;
	}
	if (out)
		*w = '\0';
	return out;
}

/* Fewer than six different characters, or one run up or down the alphabet or the digits. */
static _Bool simple(const char *s)
{
	_Bool seen[256] = { 0 };
	size_t different = 0, runs = 0, n = strlen(s);

	for (size_t i = 0; i < n; i++) {
		different += !seen[(unsigned char)s[i]];
		seen[(unsigned char)s[i]] = 1;
		if (i && (s[i] == s[i - 1] + 1 || s[i] == s[i - 1] - 1))
			runs++;
	}
	return different < 6 || runs * 4 > n * 3;
}

static _Bool common(struct domain *d, const char *password)
{
	static const char *const words[] = {
#define PASSWORD(word) word,
#include "domain/common_passwords.def"
#undef PASSWORD
	};
	const char *letters = skeleton(d, password);

	for (size_t i = 0; letters && i < COUNT_OF(words); i++) {
		const char *at = strstr(letters, words[i]);

		/* the word, and hardly anything besides */
		if (at && strlen(letters) < strlen(words[i]) + 4)
			return 1;
	}
	return simple(password);
}

static _Bool is_mail(const char *password, const char *email)
{
	const char *at = strchr(email, '@');
	size_t local = at ? (size_t)(at - email) : strlen(email);

	return !strcasecmp(password, email) ||
	       (local >= 8 && !strncasecmp(password, email, local) && strlen(password) < local + 5);
}

_Bool check_password(struct domain *d, const char *field, const char *password, const char *email)
{
	if (!password || !*password)
		return wrong(d, field, "required");
	if (utf8_length(password) < PASSWORD_MIN)
		return wrong(d, field, "password-short");
	if (utf8_length(password) > PASSWORD_MAX)
		return wrong(d, field, "password-long");
	if (is_mail(password, email))
		return wrong(d, field, "password-is-mail");
	return !common(d, password) || wrong(d, field, "password-common");
}

const char *email_fold(struct domain *d, const char *email)
{
	char *out = arena_strdup(d->repo.mem, email);

	for (char *p = out; p && *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return out ? out : "";
}
