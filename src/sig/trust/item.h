/* A piece of revocation data (a CRL or an OCSP response), or certificates that an issuer
 * publishes: parsed once, then only read; threads may share it. */
#pragma once
#include "sig/trust/chain.h"
#include "sig/trust/memo.h"

enum item_kind { ITEM_CRL, ITEM_OCSP, ITEM_CERTS };
enum {
	ITEM_CRL_MAX = 16 << 20,
	ITEM_OCSP_MAX = 64 << 10,
	ITEM_CERTS_MAX = 64 << 10,
	ITEM_CERTS_COUNT_MAX = 32,
};

struct crl_item {
	X509_CRL *crl;
	ISSUING_DIST_POINT *idp; /* NULL: none */
	const char *unusable;	 /* why it says nothing to us; NULL: it does */
	_Bool some_reasons, keeps_expired;
	time_ms this_update, next_update, keeps_since; /* next_update 0: none */
};

struct item {
	enum item_kind kind;
	struct bytes der;
	unsigned char id[MEMO_ID]; /* SHA-256 of der */
	struct crl_item crl;	   /* ITEM_CRL */
	OCSP_BASICRESP *ocsp;	   /* ITEM_OCSP */
	STACK_OF(X509) * certs;	   /* ITEM_CERTS */
};

/* der is copied. ERR_CERT: not one whole piece of this kind. ERR_TOO_LARGE. OCSP: an
 * OCSPResponse that was successful, or a BasicOCSPResponse; certificates: one DER certificate, or
 * a CMS that only carries some (RFC 5280 §4.2.2.1). */
enum err item_new(enum item_kind kind, struct bytes der, struct item **out,
		  struct error *e) MUST_USE;
/* When the CRL or the newest answer of the OCSP response was issued; 0: not known. */
time_ms item_issued(const struct item *i);
struct item *item_ref(struct item *i);
void item_free(struct item *i); /* gives one reference back; NULL is fine */
DEFINE_AUTO(item, struct item *)
/* Fills *out (but for crl) from crl. */
void crl_item_read(X509_CRL *crl, struct crl_item *out);
