/* What goes over the sealer's socket: frames of a 4-byte big-endian length and as
 * many bytes: version, kind, then byte strings, each with its own 4-byte length.
 * How many and how long they may be is one table (protocol.c); anything else is
 * refused before it is looked at.
 *
 * A connection begins with a mutual proof of the shared key, in which neither
 * side shows it:
 *   sealer  HELLO    nonce S
 *   client  AUTH     nonce C, HMAC(key, "client" S C)
 *   sealer  WELCOME  HMAC(key, "sealer" C S)
 * Then the client asks and the sealer answers each with its reply or FAILURE. */
#pragma once
#include "base/buf.h"
#include "base/error.h"
#include "base/rng.h"
#include "crypto/hmac.h"

enum sealer_kind {
	SEALER_HELLO = 1,
	SEALER_AUTH,
	SEALER_WELCOME,
	SEALER_FAILURE,	  /* error name, message */
	SEALER_HEALTH,
	SEALER_KEY,	  /* key id; empty: the current provider key */
	SEALER_SEAL,	  /* key id, act id, kind, event hash, document digest, attributes */
	SEALER_STAMP,	  /* TimeStampReq */
	SEALER_CA_CERT,
	SEALER_CA_CRL,
	SEALER_OCSP,	  /* OCSPRequest */
	SEALER_DONE,	  /* reply: nothing to say */
	SEALER_BYTES,	  /* reply: signature, TimeStampResp, DER */
	SEALER_KEY_INFO,  /* reply: id, scheme and digest, from, to, certificates one after the other */
	SEALER_REGISTER,  /* act id, size of the register in 8 bytes (0: as it is now) */
	SEALER_PROOF,	  /* reply: the line, size, head, root, the hashes of its way up */
	SEALER_KIND_END_
};

enum {
	SEALER_VERSION = 1,
	SEALER_FIELDS_MAX = 6,
	SEALER_NONCE = 32,
	SEALER_KEY_SIZE = 32,	/* of the shared key */
	SEALER_QUERY_MAX = 16384, /* of a time-stamp or OCSP query */
	SEALER_REQUEST_MAX = 32 * 1024,
	SEALER_REPLY_MAX = 1024 * 1024,
	SEALER_IDLE_MS = 600000,
	SEALER_CALL_MS = 10000,
};

/* Names below the data directory. */
#define SEALER_SOCKET "sealer.sock"
#define SEALER_AUTH_FILE "keys/sealer-auth"

struct sealer_message {
	enum sealer_kind kind;
	struct bytes fields[SEALER_FIELDS_MAX];
	size_t n;
};

/* payload: a frame without its length. Fields point into it. ERR_INVALID. */
enum err sealer_message_read(struct bytes payload, struct sealer_message *out, struct error *e)
	MUST_USE;
/* Appends the whole frame. The message must fit the table (asserted). */
void sealer_message_write(const struct sealer_message *m, struct buf *out);

enum err sealer_send(int fd, const struct sealer_message *m, struct error *e) MUST_USE;
/* into is emptied first and holds the fields. ERR_TOO_LARGE past max; socket errors as os/socket.h. */
enum err sealer_receive(int fd, size_t max, struct buf *into, struct sealer_message *out,
			struct error *e) MUST_USE;
/* A text field as a string in a buffer of size bytes; false when too long or with a NUL in it. */
_Bool sealer_text(struct bytes field, char *out, size_t size) MUST_USE;

/* The beginning of a connection, either side. ERR_DENIED: the other side has another key. */
enum err sealer_greet_as_server(int fd, struct bytes key, struct rng *r, struct error *e) MUST_USE;
enum err sealer_greet_as_client(int fd, struct bytes key, struct rng *r, struct error *e) MUST_USE;
