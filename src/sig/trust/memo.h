/* Signatures that were found right already: (what is signed, whose key) by SHA-256 of both.
 * Only good results are kept, so that a hit is always true. Threads may share one. */
#pragma once
#include "sig/trust/x509.h"

enum { MEMO_ID = 32 };
struct memo;
struct memo *memo_new(void);
void memo_free(struct memo *m); /* NULL is fine */

_Bool memo_has(struct memo *m, const unsigned char what[MEMO_ID],
	       const unsigned char key[MEMO_ID]) MUST_USE;
void memo_put(struct memo *m, const unsigned char what[MEMO_ID], const unsigned char key[MEMO_ID]);

/* SHA-256 of the certificate's DER. */
_Bool x509_id(X509 *x, unsigned char out[MEMO_ID]) MUST_USE;
/* Does issuer's key verify x? m may be NULL. */
_Bool memo_issued(struct memo *m, X509 *x, X509 *issuer) MUST_USE;
