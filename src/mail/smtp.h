/* Hands one mail to a mail server (SMTP submission, RFC 6409) with libcurl. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"
#include "mail/mime.h"

enum smtp_tls { SMTP_TLS_REQUIRED, SMTP_TLS_OPPORTUNISTIC, SMTP_TLS_OFF };

struct smtp_config {
	const char *url;	     /* smtp://host:587 or smtps://host:465 */
	const char *user, *password; /* NULL: no AUTH */
	enum smtp_tls starttls;	     /* of smtp:// */
	const char *ca_file;	     /* PEM; NULL: the system's */
	const char *from; /* sender of mails that name none: "SkySign <no-reply@example.jp>" */
	const char *bounce_domain; /* reports come to bounces+TOKEN@ it; NULL: to `from` */
	unsigned timeout_ms;	   /* of the whole exchange; 0: 30 s */
};

enum smtp_outcome {
	SMTP_SENT,
	SMTP_PERMANENT, /* 5xx, or an address the server cannot take: trying again is useless */
	SMTP_TEMPORARY, /* 4xx, no connection, no time, no TLS, wrong password (ours to repair) */
};

struct smtp_reply {
	enum smtp_outcome outcome;
	int code;	/* of the server; 0: it said nothing */
	char text[256]; /* its words, or what went wrong; printable ASCII, one line */
};

/* from, to: bare addresses (see mail_address). Always fills *out; ERR_INVALID only for a wrong
 * setting. */
enum err smtp_send(const struct smtp_config *s, const char *from, const char *to, struct bytes mail,
		   struct smtp_reply *out, struct error *e) MUST_USE;
/* Connects, starts TLS and authenticates, sends nothing: for `skysign doctor`. */
enum err smtp_check(const struct smtp_config *s, struct smtp_reply *out, struct error *e) MUST_USE;
/* Writes the mail (m->from NULL: the config's) and hands it over. An address that no server can
 * take is SMTP_PERMANENT, like a server's own refusal. */
enum err mail_send(const struct smtp_config *c, const struct mime_mail *m, struct smtp_reply *out,
		   struct error *e) MUST_USE;
