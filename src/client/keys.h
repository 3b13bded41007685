/* Where a signer's keys are, behind one interface: a PKCS#12 file, tokens over PKCS#11, or a My
 * Number card (JPKI). A key is listed, opened with its PIN, used, closed. A PIN goes to the one
 * place that the person chose, once: it is never tried again, never on a second token, and not at
 * all when the token has one try left. */
#pragma once
#include "client/view.h"
#include "crypto/secret.h"
#include "client/algorithm.h"

struct key_source;
struct key;

struct key_cert {
	struct cert_view view;
	const struct bytes *chain; /* the own certificate first */
	size_t n_chain;
	const char *place;  /* file or token, tamed */
	_Bool own_pad;	    /* the PIN is entered on the reader, not here */
	const char *handle; /* the back end's */
};

/* What key_source_open takes on this system, for people: "p12:FILE, …". */
extern const char key_kind_names[];
/* What a start by the browser uses when nothing else is said. */
extern const char key_kind_default[];

/* "p12:FILE"; "pkcs11:…" (RFC 7512; just "pkcs11:" means every module that is configured); on
 * Windows instead "store:" for the user's certificate store, or "store:SHA256" for one certificate
 * of it; "jpki:READER" (just "jpki:" means every reader). ERR_INVALID. */
enum err key_source_open(const char *text, struct key_source **out, struct error *e) MUST_USE;
void key_source_free(struct key_source *s); /* after its keys */
DEFINE_AUTO(key_source, struct key_source *)

/* Is a My Number card in some reader? Nothing is asked of it but its name. */
_Bool key_jpki_present(void);

/* The protocol's word: "pkcs12", "pkcs11", "jpki". */
const char *key_source_token(const struct key_source *s);
const char *key_source_place(const struct key_source *s); /* for people: file, URI or reader */
enum key_secret {
	KEY_SECRET_PASSWORD, /* of a file */
	KEY_SECRET_PIN,	     /* of a token */
	KEY_SECRET_CARD	     /* the password for signatures of a My Number card */
};
enum key_secret key_source_secret(const struct key_source *s);
/* Its certificates can be read with the password only: unlock comes before list. */
_Bool key_source_locked(const struct key_source *s);
/* Before the person is asked: fails when no secret is of use now (no card; its last try is spared).
 * *tries_out: how many tries are left; 0: nothing tells. */
enum err key_source_ready(struct key_source *s, unsigned *tries_out, struct error *e) MUST_USE;
/* A place may be waited for, such as a card that another program uses: does the person still want
 * it then? */
struct key_stop {
	_Bool (*wanted)(void *ctx); /* NULL: never */
	void *ctx;
};
/* ERR_DENIED, and the password went nowhere, when the person stopped. */
enum err key_source_unlock(struct key_source *s, const struct secret *password,
			   struct key_stop stop, struct error *e) MUST_USE;
/* Everything that is there, also what cannot be chosen (view.hidden). In mem. */
enum err key_source_list(struct key_source *s, time_ms now, struct arena *mem,
			 const struct key_cert **out, size_t *n_out, struct error *e) MUST_USE;

/* pin: a NUL-terminated text; NULL when the source was unlocked or the reader has its own pad. */
enum err key_open(struct key_source *s, const struct key_cert *c, const struct secret *pin,
		  struct key **out, struct error *e) MUST_USE;
void key_free(struct key *k); /* logs out, wipes */
DEFINE_AUTO(key, struct key *)

/* After key_open or key_source_unlock failed: was it for the PIN? */
enum key_pin { KEY_PIN_UNTRIED, KEY_PIN_WRONG, KEY_PIN_LOCKED /* or its last try is spared */ };
enum key_pin key_source_pin(const struct key_source *s);
/* What to tell the person about the last failure of the source or a key of it, in mem; NULL: the
 * error's message is all. */
const char *key_source_told(const struct key_source *s, _Bool ja, struct arena *mem);

unsigned key_algorithms(const struct key *k); /* bits 1 << enum client_alg */
/* Signs the attributes (DER, tag 31), and verifies the value with the certificate before giving it
 * out: a key that does not belong to its certificate is noticed here. ECDSA: DER. */
enum err key_sign(struct key *k, enum client_alg alg, struct bytes attrs, struct arena *mem,
		  struct bytes *sig_out, struct error *e) MUST_USE;
