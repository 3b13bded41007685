/* Delivery status notifications: what a mail server says later about a mail that it took (RFC 3464
 * in multipart/report, RFC 6522), and the address that tells which mail it is about (VERP).
 *
 * Hostile input: strict, bounded, pure. Anything that is no report (people's replies, notes of
 * absence, mail of mailing lists) is DSN_NONE and no error. */
#pragma once
#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

enum { DSN_MESSAGE_MAX = 1024 * 1024, DSN_TOKEN_SIZE = 27 }; /* with the NUL */

enum dsn_kind {
	DSN_NONE,    /* no report */
	DSN_OTHER,   /* delivered, relayed, expanded: nothing to tell */
	DSN_DELAYED, /* the server goes on trying */
	DSN_FAILED,  /* it has given up */
};
struct dsn {
	enum dsn_kind kind;
	const char *status; /* "5.1.1" (RFC 3463); "": not said */
	const char *text;   /* the server's words, printable ASCII, one line; may be "" */
};
/* msg: a whole message, or its first DSN_MESSAGE_MAX bytes. Of several recipients the worst counts:
 * our mails have one. Strings in mem. ERR_TOO_LARGE: more parts or lines than any report has. */
enum err dsn_parse(struct bytes msg, struct arena *mem, struct dsn *out, struct error *e) MUST_USE;

/* "bounces+TOKEN@domain"; token: 26 of a-z and 2-7, since local parts may lose their case. */
const char *verp_address(struct arena *mem, const char *token, const char *domain);
/* The token in an address or header line. False: it is none of ours. */
_Bool verp_token(const char *text, const char *domain, char out[DSN_TOKEN_SIZE]) MUST_USE;
/* The same in the headers that mail servers write the envelope's recipient into, and in To. */
_Bool verp_token_of_message(struct bytes msg, const char *domain,
			    char out[DSN_TOKEN_SIZE]) MUST_USE;
