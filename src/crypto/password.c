#include "crypto/password.h"
#include <sodium.h>
#include <stdlib.h>

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for the hash");

#define OPS crypto_pwhash_OPSLIMIT_INTERACTIVE
#define MEM crypto_pwhash_MEMLIMIT_INTERACTIVE

/* Some hash of today's cost: the work of a comparison when there is no account. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA"
			     "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum err password_hash(const char *password, char out[PASSWORD_HASH_SIZE], struct error *e)
{
	char text[crypto_pwhash_STRBYTES];

	if (strlen(password) > PASSWORD_MAX)
		return error_set(e, ERR_INVALID, "password longer than %d bytes", PASSWORD_MAX);
	if (sodium_init() < 0 ||
	    crypto_pwhash_str_alg(text, password, strlen(password), OPS, MEM,
				  crypto_pwhash_ALG_ARGON2ID13))
		return error_set(e, ERR_INTERNAL, "password: no memory for the hash");
	memcpy(out, text, sizeof(text));
	return ERR_OK;
}

_Bool password_verify(const char *hash, const char *password)
{
	int rc;

	if (strlen(password) > PASSWORD_MAX || sodium_init() < 0)
		return 0;
	rc = crypto_pwhash_str_verify(hash ? hash : nobody, password, strlen(password));
	return hash && rc == 0;
}

_Bool password_needs_rehash(const char *hash)
{
	return crypto_pwhash_str_needs_rehash(hash, OPS, MEM) != 0;
}
