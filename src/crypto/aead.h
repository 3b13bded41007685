/* Authenticated encryption: AES-256-GCM (NIST SP 800-38D). One object per key,
 * used by one thread at a time; the expanded key is kept for many messages.
 *
 * The caller never uses a nonce twice under one key. */
#pragma once
#include "base/bytes.h"
#include "base/error.h"

enum { AEAD_KEY = 32, AEAD_NONCE = 12, AEAD_TAG = 16 };

struct aead;

struct aead *aead_new(const unsigned char key[AEAD_KEY]); /* copies the key */
void aead_free(struct aead *a);				  /* wipes; NULL is fine */

/* What is encrypted, and what is only authenticated beside it. */
struct aead_message {
	const unsigned char *nonce;	/* AEAD_NONCE bytes */
	struct bytes ad;		/* associated data */
	struct bytes in;
};

/* out: in.len + AEAD_TAG bytes, the tag last; may be in.data itself. */
enum err aead_seal(struct aead *a, const struct aead_message *m, unsigned char *out,
		   struct error *e) MUST_USE;
/* out: in.len - AEAD_TAG bytes; may be in.data itself. ERR_IO when anything was altered: then out
 * has been wiped. */
enum err aead_open(struct aead *a, const struct aead_message *m, unsigned char *out,
		   struct error *e) MUST_USE;
DEFINE_AUTO(aead, struct aead *)
