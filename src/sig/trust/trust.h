/* Trust: the certificates that a user trusts without further proof, others that may help to
 * find a way to them, and the revocation lists given along. Filled once, then only read (threads
 * may share it).
 *
 * A folder: its *.cer, *.crt, *.pem, *.der and *.crl files are for every purpose, those of its
 * folders `signature` and `timestamp` for that one; certificates in its folder `intermediate`
 * help but are not trusted. */
#pragma once
#include "base/error.h"
#include "base/bytes.h"

enum {
	TRUST_FILE_MAX = 16 << 20, /* bytes of one file: a CRL may be large */
	TRUST_CERTS_MAX = 4096,	   /* of one kind; CRLs too */
};

enum trust_use {
	TRUST_SIGNATURE = 1,
	TRUST_TIMESTAMP = 2,
	TRUST_ALL = 3,
	TRUST_HELP = 0, /* not trusted: may lie between a signer and an anchor */
};

struct trust;
struct cert_cache;
struct trust *trust_new(void);
void trust_free(struct trust *t); /* NULL is fine */

/* One DER certificate or CRL, or any number of PEM ones. ERR_CERT when there is none. */
enum err trust_add(struct trust *t, enum trust_use use, struct bytes file,
		   struct error *e) MUST_USE;
/* A file as above, or a folder; sub-folders count with TRUST_ALL only. ERR_NOT_FOUND, ERR_IO,
 * ERR_CERT (also when a folder holds none). */
enum err trust_add_path(struct trust *t, enum trust_use use, const char *path,
			struct error *e) MUST_USE;
/* Certificates that came with documents, parsed once for all of them. Lives as long as t. */
struct cert_cache *trust_cert_cache(const struct trust *t);
size_t trust_count(const struct trust *t); /* anchors */

DEFINE_AUTO(trust, struct trust *)
