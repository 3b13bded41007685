/* Where a signer's keys are, behind one interface: a PKCS#12 file, or tokens over PKCS#11. A key is
 * listed, opened with its PIN, used, closed. A PIN goes to the one place that the person chose,
 * once: it is never tried again, never on a second token, and not at all when the token has one try
 * left. */
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

/* "p12:FILE", or "pkcs11:…" (RFC 7512; just "pkcs11:" means every module that is configured).
 * ERR_INVALID. */
enum err key_source_open(const char *text, struct key_source **out, struct error *e) MUST_USE;
void key_source_free(struct key_source *s); /* after its keys */
DEFINE_AUTO(key_source, struct key_source *)

const char *
key_source_token(const struct key_source *s); /* the protocol's word: "pkcs12", "pkcs11" */
const char *key_source_place(const struct key_source *s); /* for people: file or URI */
/* Its certificates can be read with the password only: unlock comes before list. */
_Bool key_source_locked(const struct key_source *s);
enum err key_source_unlock(struct key_source *s, const struct secret *password,
			   struct error *e) MUST_USE;
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

unsigned key_algorithms(const struct key *k); /* bits 1 << enum client_alg */
/* Signs the attributes (DER, tag 31), and verifies the value with the certificate before giving it
 * out: a key that does not belong to its certificate is noticed here. ECDSA: DER. */
enum err key_sign(struct key *k, enum client_alg alg, struct bytes attrs, struct arena *mem,
		  struct bytes *sig_out, struct error *e) MUST_USE;
