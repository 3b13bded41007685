/* Signatures that were verified already, right or wrong: (what is signed, whose key) by SHA-256 of
 * both, so that a file cannot have the same work done for each of its signatures. Threads may share
 * one. */
#pragma once
#include "sig/trust/x509.h"

enum { MEMO_ID = 32 };
struct memo;
struct memo *memo_new(void);
void memo_free(struct memo *m); /* NULL is fine */

/* False: not verified yet. */
_Bool memo_get(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID],
	       _Bool *right) MUST_USE;
void memo_put(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID],
	      _Bool right);

/* SHA-256 of the certificate's DER. */
_Bool x509_id(X509 *x, unsigned char out[MEMO_ID]) MUST_USE;
/* Does issuer's key verify x? m may be NULL. */
_Bool memo_issued(struct memo *m, X509 *x, X509 *issuer) MUST_USE;
