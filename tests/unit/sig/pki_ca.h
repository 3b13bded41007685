/* Certificates, CRLs and OCSP answers of any make, right or wrong, for the tests of sig/trust.
 * Everything aborts on failure. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "sig/trust/x509.h"

struct ca {
	X509 *x;
	EVP_PKEY *key;
};
void ca_done(struct ca *c);
DEFINE_AUTO_DONE(ca, struct ca)

/* Extensions are "name=value" as in OpenSSL's configuration files, ended by NULL. */
struct ca_spec {
	const char *name;	   /* CN; "O=x/CN=y" for several parts */
	const struct ca *issuer;   /* NULL: self-signed */
	const struct ca *same_key; /* NULL: a new key */
	const char *const *ext;
	const char *from, *to;	   /* RFC 3339; NULL: 2019 to 2049 */
	const EVP_MD *md;	   /* NULL: SHA-256 */
	long serial;		   /* 0: random */
};
struct ca ca_make(struct ca_spec spec);
/* The usual extensions. */
extern const char *const ca_root_ext[], *const ca_signer_ext[], *const ca_tsa_ext[];

struct crl_spec {
	const struct ca *by;
	X509 *revoked;		   /* NULL: none */
	const char *revoked_at;	   /* NULL: 2025-01-01 */
	int reason;		   /* -1: none */
	const char *issued, *next; /* NULL: 2026-01-01, none */
	const char *const *ext;
	const char *const *entry_ext;
	const EVP_MD *md;
};
struct bytes ca_crl(struct crl_spec spec, struct arena *mem);

struct ocsp_spec {
	X509 *cert, *issuer;
	const struct ca *by;	   /* signs; its certificate goes along */
	int status;		   /* V_OCSP_CERTSTATUS_… */
	const char *revoked_at;
	int reason;
	const char *issued, *next; /* NULL: 2026-01-01, none */
	const EVP_MD *id_md;	   /* NULL: SHA-1 */
	const char *cutoff;	   /* archiveCutoff; NULL: none */
	_Bool by_key;		   /* the responder is named by its key */
	_Bool alone;		   /* its certificate does not go along */
};
struct bytes ca_ocsp(struct ocsp_spec spec, struct arena *mem);
struct bytes ca_der(X509 *x, struct arena *mem);
