/* The sealer's keys, in a folder that only the sealer opens (0700):
 *
 *   ID.chain    DER certificates one after the other, the key's own first
 *   ID.key      PKCS#8, 0600; or
 *   ID.pkcs11   one line: an RFC 7512 URI (then the token's certificates count)
 *
 * ID begins with "key_" (signs acts) or "tsa_" (signs time-stamps). Several of a
 * kind may be there: the newest valid one is used, the others stay for acts that
 * named them. A key is there when its .chain is, which is written last. */
#pragma once
#include "base/clock.h"
#include "sealer/record.h"
#include "sig/signer.h"
#include "sig/trust/ca_folder.h"

struct sealer_key_entry {
	char id[RECORD_NAME_MAX];
	struct signer *signer;
	time_ms valid_from, valid_to; /* of its certificate */
};

struct sealer_keys {
	struct sealer_key_entry *list;
	size_t n;
};

/* ERR_KEY names the key that cannot be used. */
enum err sealer_keys_load(const char *folder, struct sealer_keys *out, struct error *e) MUST_USE;
void sealer_keys_done(struct sealer_keys *k);
DEFINE_AUTO_DONE(sealer_keys, struct sealer_keys)

/* NULL: none. */
const struct sealer_key_entry *sealer_keys_by_id(const struct sealer_keys *k, const char *id);
/* The newest of those whose id begins with prefix and that are valid at t. */
const struct sealer_key_entry *sealer_keys_current(const struct sealer_keys *k, const char *prefix,
						   time_ms t);

struct sealer_new_key {
	const char *prefix; /* "key" or "tsa" */
	enum pkey_kind kind;
	struct ca_subject subject; /* key is set here */
};
/* Makes a key with a certificate of the local CA, durably. */
enum err sealer_keys_make(const char *folder, struct ca_folder *ca, const struct sealer_new_key *n,
			  const struct clock *clock, struct rng *r, struct error *e) MUST_USE;
