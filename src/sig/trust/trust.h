/* Trust: the certificates that a user trusts without further proof, and the
 * revocation lists given along. Filled once, then only read (threads may share it). */
#pragma once
#include "base/error.h"
#include "base/bytes.h"

enum {
	TRUST_FILE_MAX = 4 << 20, /* bytes of one file */
	TRUST_CERTS_MAX = 4096,
};

struct trust;
struct cert_cache;
struct trust *trust_new(void);
void trust_free(struct trust *t); /* NULL is fine */

/* One DER certificate or CRL, or any number of PEM ones. ERR_CERT when there is none. */
enum err trust_add(struct trust *t, struct bytes file, struct error *e) MUST_USE;
/* A file as above, or a folder: its *.cer, *.crt, *.pem, *.der and *.crl files, not those of
 * folders in it. ERR_NOT_FOUND, ERR_IO, ERR_CERT (also when a folder holds none). */
enum err trust_add_path(struct trust *t, const char *path, struct error *e) MUST_USE;
/* Certificates that came with documents, parsed once for all of them. Lives as long as t. */
struct cert_cache *trust_cert_cache(const struct trust *t);
size_t trust_count(const struct trust *t); /* anchors */

DEFINE_AUTO(trust, struct trust *)
