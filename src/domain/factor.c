/* Kinds of factors, and what people type for them. */
#include "domain/factor.h"
#include <assert.h>
#include <stdio.h>
#include "base/buf.h"
#include "domain/check.h"

static const struct {
	const char *name, *channel;
	_Bool enrols, recipients;
} kinds[FACTOR_KIND_COUNT_] = {
	[FACTOR_ACCESS_CODE] = { "access_code", "sender", 0, 1 },
	[FACTOR_MAIL_CODE] = { "mail_code", "mail", 0, 1 },
	[FACTOR_SMS_CODE] = { "sms_code", "phone", 0, 1 },
	[FACTOR_TOTP] = { "totp", "authenticator", 1, 1 },
	[FACTOR_PASSKEY] = { "passkey", "device", 1, 1 },
	[FACTOR_PASSWORD] = { "password", "password", 0, 0 },
};

const char *factor_name(enum factor_kind k)
{
	return k < FACTOR_KIND_COUNT_ ? kinds[k].name : "unknown";
}

const char *factor_channel(enum factor_kind k)
{
	return k < FACTOR_KIND_COUNT_ ? kinds[k].channel : "unknown";
}

_Bool factor_parse(const char *name, enum factor_kind *out)
{
	for (unsigned i = 0; i < FACTOR_KIND_COUNT_; i++) {
		if (name && !strcmp(kinds[i].name, name)) {
			*out = (enum factor_kind)i;
			return 1;
		}
	}
	return 0;
}

_Bool factor_enrols(enum factor_kind k)
{
	return k < FACTOR_KIND_COUNT_ && kinds[k].enrols;
}

_Bool factor_for_recipients(enum factor_kind k)
{
	return k < FACTOR_KIND_COUNT_ && kinds[k].recipients;
}

/* What people type for a hyphen or a space, in any width. */
static const struct {
	uint32_t first, last;
} nothing[] = {
	{ 0x09, 0x09 },	    { 0x20, 0x20 },	{ 0x2d, 0x2d }, { 0x2010, 0x2015 }, /* dashes */
	{ 0x2212, 0x2212 },							    /* minus */
	{ 0x3000, 0x3000 }, { 0x30fc, 0x30fc }, /* long vowel mark, typed for a hyphen */
	{ 0xff0d, 0xff0d }, { 0xff70, 0xff70 },
};

static _Bool is_nothing(uint32_t c)
{
	for (size_t i = 0; i < COUNT_OF(nothing); i++)
		if (c >= nothing[i].first && c <= nothing[i].last)
			return 1;
	return 0;
}

/* Puts one character folded at *w: full-width forms as plain ASCII, small letters, hyphens and spaces
 * as nothing. False: it is a letter of another script, which stays as it is. */
static _Bool fold_char(uint32_t c, char **w)
{
	if (c >= 0xff01 && c <= 0xff5e && c != 0xff0d)
		c -= 0xff01 - 0x21;
	if (is_nothing(c))
		return 1;
	if (c >= 0x80)
		return 0;
	*(*w)++ = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : (char)c;
	return 1;
}

/* *other: not all of it could be folded. */
static const char *squeeze(struct domain *d, const char *typed, _Bool *other)
{
	char *out = arena_alloc(d->repo.mem, strlen(typed) + 1), *w = out;

	assert(out);
	*other = 0;
	while (*typed) {
		uint32_t c;
		size_t n = utf8_char((const unsigned char *)typed, &c);

		if (!n || !fold_char(c, &w)) {
			n = n ? n : 1;
			memcpy(w, typed, n);
			w += n;
			*other = 1;
		}
		typed += n;
	}
	*w = '\0';
	return out;
}

enum { CODE_MAX = 64, TYPED_MAX = 256, PHONE_MIN = 8, PHONE_MAX = 15 };

const char *factor_code_normal(struct domain *d, const char *typed)
{
	size_t errors = d->n_errors;
	const char *code;
	_Bool other;

	if (!typed || strlen(typed) > TYPED_MAX)
		return NULL;
	if (!check_text(d, "", typed, (struct text_rule){ TYPED_MAX, 0, 0 })) {
		d->n_errors = errors;
		return NULL;
	}
	code = squeeze(d, typed, &other);
	return utf8_length(code) <= CODE_MAX ? code : NULL;
}

static _Bool all_digits(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s);
}

/* 060, 070, 080, 090 and eight digits: what gets text messages in Japan. */
static _Bool japanese_mobile(const char *national)
{
	return strlen(national) == 10 && strchr("6789", national[0]) && national[1] == '0';
}

const char *factor_phone(struct domain *d, const char *typed)
{
	const char *s;
	_Bool other;

	if (!typed || strlen(typed) > TYPED_MAX)
		return NULL;
	s = squeeze(d, typed, &other);
	if (other)
		return NULL;
	if (s[0] == '0' && all_digits(s))
		return japanese_mobile(s + 1) ? domain_printf(d, "+81%s", s + 1) : NULL;
	if (s[0] != '+' || !all_digits(s + 1) || s[1] == '0')
		return NULL;
	if (!strncmp(s, "+81", 3)) {
		const char *national = s + 3 + (s[3] == '0'); /* "+81 090 …" is a frequent slip */

		return japanese_mobile(national) ? domain_printf(d, "+81%s", national) : NULL;
	}
	return strlen(s + 1) >= PHONE_MIN && strlen(s + 1) <= PHONE_MAX ? s : NULL;
}

const char *factor_phone_masked(struct domain *d, const char *e164)
{
	size_t n = strlen(e164);

	return domain_printf(d, "*******%s", n > 4 ? e164 + n - 4 : "");
}

const char *factor_mail_masked(struct domain *d, const char *email)
{
	const char *at = strchr(email, '@');

	return domain_printf(d, "%.1s***%s", email, at ? at : "");
}

const char *factor_code_new(struct domain *d)
{
	static const char letters[] = "23456789abcdefghjkmnpqrstuvwxyz";
	char code[12];
	size_t n = 0;

	for (unsigned i = 0; i < 10; i++) {
		if (i == 5)
			code[n++] = '-';
		code[n++] = letters[rng_below(d->rng, sizeof(letters) - 1)];
	}
	return domain_printf(d, "%.*s", (int)n, code);
}

_Bool factor_passkeys_possible(const struct domain *d)
{
	const char *host = strstr(d->set->base_url, "://");
	size_t n;

	if (!host)
		return 0;
	host += 3;
	n = strcspn(host, ":/");
	/* WebAuthn §5.1.3: the RP ID is a domain; an address is none */
	return n && host[0] != '[' && strspn(host, "0123456789.") < n &&
	       (!strncmp(d->set->base_url, "https://", 8) ||
		(n == 9 && !strncmp(host, "localhost", 9)));
}

const char *factor_list_json(struct domain *d, const struct recipient_ref *ref,
			     const struct factor_pass *passed, size_t n)
{
	AUTO(buf) struct buf b = { 0 };
	const char *channel = !strcmp(ref->factor, "member-session") ? "password"
			      : !strcmp(ref->factor, "handed-link")  ? "hand"
								     : "mail";

	/* channels tell what is one factor: a link and a code by the same mail are (practice 4) */
	buf_printf(&b, "[{\"channel\":\"%s\",\"kind\":\"%s\"}", channel, ref->factor);
	for (size_t i = 0; i < n; i++) {
		char at[TIME_RFC3339_SIZE];

		time_rfc3339(passed[i].at, at);
		buf_printf(&b, ",{\"at\":\"%s\",\"channel\":\"%s\",\"kind\":\"%s\"}", at,
			   passed[i].channel, passed[i].kind);
	}
	buf_append_byte(&b, ']');
	return domain_printf(d, "%s", buf_cstr(&b));
}
