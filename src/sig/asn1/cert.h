/* The few parts of an X.509 certificate (RFC 5280 §4.1) that a CMS needs, read
 * without copying. Chains and trust are sig/trust/. */
#pragma once
#include "base/buf.h"
#include "sig/asn1/der.h"

struct cert {
	struct bytes whole;	 /* the certificate itself */
	struct bytes serial;	 /* INTEGER, whole element */
	struct bytes issuer, subject; /* Name, whole elements */
	struct bytes spki;	 /* SubjectPublicKeyInfo, whole element */
	time_ms not_before, not_after;
};
/* ERR_CERT. Nothing may follow the certificate. */
enum err cert_read(struct bytes der, struct cert *out, struct error *e) MUST_USE;
/* ERR_CERT with the date when t is outside the validity. */
enum err cert_valid_at(const struct cert *c, time_ms t, struct error *e) MUST_USE;

/* Appends the certificate as PEM text (RFC 7468); out->overflow tells when there was no room. */
void cert_put_pem(struct bytes der, struct buf *out);
/* PEM text (any number of certificates, other blocks skipped) or one DER certificate.
 * ERR_CERT when there is none. */
enum err cert_load(struct bytes file, struct arena *mem, const struct bytes **out, size_t *n_out,
		   struct error *e) MUST_USE;
/* Certificates in DER, one behind the other: at most max. ERR_CERT also when there is none. */
enum err cert_split(struct bytes all, struct bytes *out, size_t max, size_t *n, struct error *e) MUST_USE;
/* Orders certs in place: leaf first, then each one's issuer; what belongs to no
 * path from the leaf is left out. Gives how many remain. */
size_t cert_order(struct bytes leaf, struct bytes *certs, size_t n);
