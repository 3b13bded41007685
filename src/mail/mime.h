/* One mail as bytes for SMTP (RFC 5322, RFC 2045–2047): plain text and HTML as
 * multipart/alternative, all UTF-8 in base64.
 *
 * Injection of header lines is impossible by construction: every text from outside goes
 * into a header only as an RFC 2047 encoded word or through the strict address parser. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"

struct mime_mail {
	const char *from;     /* "SkySign <no-reply@example.jp>" or a bare address */
	const char *to_name;  /* may be "" or NULL */
	const char *to;	      /* bare address */
	const char *reply_to; /* bare address; NULL: no header */
	const char
		*bounce_to; /* envelope sender: bare address; "": none (RFC 5321 §4.5.5), so that no
			     * report can ever come; NULL: that of `from`. mime_write ignores it */
	const char *subject, *text, *html;
	const char *message_id; /* without <>; the part before @; the domain is that of `from` */
	time_ms at;
};

/* Appends the mail with CRLF line ends. ERR_INVALID: an address is not acceptable. */
enum err mime_write(const struct mime_mail *m, struct buf *out, struct error *e) MUST_USE;
/* The bare address of "Name <a@b>" or "a@b": dot-atom@domain of RFC 5321 §4.1.2 in ASCII, at most
 * 254 bytes; *address_out in mem. ERR_INVALID otherwise. */
enum err mail_address(const char *s, struct arena *mem, const char **address_out,
		      struct error *e) MUST_USE;
