#include "base/arena.h"
#include "mail/mime.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	ADDRESS_MAX = 254, /* RFC 5321 §4.5.3.1.3, without <> */
	LOCAL_MAX = 64,
	WORD_BYTES = 39, /* of text in one encoded word: 52 base64 characters, a line of 73 with
			    "Subject: " */
	BASE64_LINE_BYTES = 57, /* 76 characters, RFC 2045 §6.8 */
};

static _Bool atom_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static _Bool dot_atom(const char *s, size_t len, _Bool domain)
{
	if (!len || s[0] == '.' || s[len - 1] == '.')
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '.' ? s[i - 1] == '.'
				: !(domain ? isalnum((unsigned char)s[i]) || s[i] == '-'
					   : atom_char(s[i])))
			return 0;
	}
	return 1;
}

enum err mail_address(const char *s, struct arena *mem, const char **address_out, struct error *e)
{
	const char *open = strrchr(s, '<'), *at;
	size_t len = strlen(s);
	char *copy;

	for (const char *c = s; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return error_set(e, ERR_INVALID,
					 "the mail address holds a control character");
	if (open) {
		if (s[len - 1] != '>')
			return error_set(e, ERR_INVALID, "the mail address has no closing >");
		len = (size_t)(s + len - 1 - (open + 1));
		s = open + 1;
	}
	at = memchr(s, '@', len);
	if (!at || len > ADDRESS_MAX || at - s > LOCAL_MAX || !dot_atom(s, (size_t)(at - s), 0) ||
	    !dot_atom(at + 1, len - (size_t)(at + 1 - s), 1))
		return error_set(e, ERR_INVALID, "the mail address is not well formed");
	copy = arena_strndup(mem, s, len);
	if (!copy)
		return error_set(e, ERR_TOO_LARGE, "no room for the mail address");
	*address_out = copy;
	return ERR_OK;
}

static void base64_put(struct buf *out, const char *s, size_t len)
{
	char text[80];

	base64_encode(BYTES(s, len), text);
	buf_append_str(out, text);
}

/* RFC 2047 §2: words of at most 75 characters, none cut inside a UTF-8 character. */
static void encoded_words(struct buf *out, const char *s)
{
	for (_Bool first = 1; *s; first = 0) {
		size_t n = strlen(s);

		if (n > WORD_BYTES)
			for (n = WORD_BYTES;
			     n > WORD_BYTES - 4 && ((unsigned char)s[n] & 0xC0) == 0x80;)
				n--;
		buf_append_str(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		base64_put(out, s, n);
		buf_append_str(out, "?=");
		s += n;
	}
}

/* Plain when it is short, printable and cannot be taken for something else. */
static void header_text(struct buf *out, const char *s)
{
	const char *p = s;

	while (isalnum((unsigned char)*p) || (*p && strchr(" .,:-_/()[]", *p)))
		p++;
	if (!*p && strlen(s) <= 60 && *s != ' ' && !strstr(s, "=?"))
		buf_append_str(out, s);
	else
		encoded_words(out, s);
}

static void phrase(struct buf *out, const char *name, size_t len)
{
	char *copy = strndup(name, len);

	if (!copy)
		abort();
	encoded_words(out, copy);
	free(copy);
}

static void base64_lines(struct buf *out, const char *s)
{
	size_t len = strlen(s);

	for (size_t off = 0; off < len; off += BASE64_LINE_BYTES) {
		base64_put(out, s + off,
			   len - off < BASE64_LINE_BYTES ? len - off : BASE64_LINE_BYTES);
		buf_append_str(out, "\r\n");
	}
}

/* RFC 5322 §3.3; names of days and months whatever the locale. */
static void date(struct buf *out, time_ms at)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil_time c = time_to_civil(at);
	int64_t day = at >= 0 ? at / 86400000 : (at - 86399999) / 86400000;

	buf_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n",
		   days[((day + 4) % 7 + 7) % 7], c.day, months[c.month - 1], c.year, c.hour,
		   c.minute, c.second);
}

static enum err addresses(const struct mime_mail *m, struct arena *mem, struct buf *out,
			  struct error *e)
{
	const char *from, *to, *open = strrchr(m->from, '<');
	size_t name = open ? (size_t)(open - m->from) : 0;

	TRY(mail_address(m->from, mem, &from, e));
	TRY(mail_address(m->to, mem, &to, e));
	if (strcmp(to, m->to) != 0)
		return error_set(e, ERR_INVALID, "the recipient is not a bare mail address");
	while (name && m->from[name - 1] == ' ')
		name--;
	buf_append_str(out, "From: ");
	phrase(out, m->from, name);
	buf_printf(out, name ? "\r\n <%s>\r\n" : "<%s>\r\n", from);
	buf_append_str(out, "To: ");
	if (m->to_name && *m->to_name) {
		encoded_words(out, m->to_name);
		buf_append_str(out, "\r\n ");
	}
	buf_printf(out, "<%s>\r\n", to);
	if (m->reply_to) {
		TRY(mail_address(m->reply_to, mem, &to, e));
		buf_printf(out, "Reply-To: <%s>\r\n", to);
	}
	if (!dot_atom(m->message_id, strlen(m->message_id), 0))
		return error_set(e, ERR_INVALID, "the message id is not well formed");
	buf_printf(out, "Message-ID: <%s%s>\r\n", m->message_id, strchr(from, '@'));
	return ERR_OK;
}

static void part(struct buf *out, const char *boundary, const char *type, const char *content)
{
	buf_printf(out,
		   "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
		   "Content-Transfer-Encoding: base64\r\n\r\n",
		   boundary, type);
	base64_lines(out, content);
}

enum err mime_write(const struct mime_mail *m, struct buf *out, struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(64 * 1024);
	AUTO(buf) struct buf head = { 0 };
	/* '_' never stands in base64, so the boundary cannot occur in a part */
	static const char boundary[] = "=_skysign_alternative_=";

	TRY(addresses(m, mem, &head, e));
	buf_append_str(&head, "Subject: ");
	header_text(&head, m->subject);
	buf_append_str(&head, "\r\n");
	date(&head, m->at);
	buf_printf(&head,
		   "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		   "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n",
		   boundary);
	buf_append(out, buf_bytes(&head));
	part(out, boundary, "text/plain", m->text);
	part(out, boundary, "text/html", m->html);
	buf_printf(out, "--%s--\r\n", boundary);
	return ERR_OK;
}
