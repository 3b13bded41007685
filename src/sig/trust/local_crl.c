#include <stdio.h>
#include "sig/asn1/cert.h"
#include "sig/trust/local_ca.h"
#include "sig/trust/x509.h"
#include "sig/trust/x509_sign.h"

enum { DER_ENUMERATED = 0x0a };

/* Time as RFC 5280 §5.1.2.4 wants it: UTCTime through 2049, no fractions. */
static void put_time(struct der_writer *w, time_ms t)
{
	struct civil_time c = time_to_civil(t);
	char text[80];
	int n;

	if (c.year >= 2050) {
		der_put_time(w, t / 1000 * 1000);
		return;
	}
	n = snprintf(text, sizeof(text), "%02d%02d%02d%02d%02d%02dZ", c.year % 100, c.month, c.day,
		     c.hour, c.minute, c.second);
	der_put(w, DER_UTC_TIME, BYTES(text, (size_t)n));
}

static void extension_begin(struct der_writer *w, enum oid type)
{
	der_begin(w, DER_SEQUENCE);
	der_put_oid(w, type);
	der_begin(w, DER_OCTET_STRING);
}

static void extension_end(struct der_writer *w)
{
	der_end(w);
	der_end(w);
}

static void put_revoked(struct der_writer *w, const struct ca_revoked *r)
{
	unsigned char reason = (unsigned char)r->reason;

	der_begin(w, DER_SEQUENCE);
	der_put_uint_bytes(w, r->serial);
	put_time(w, r->at);
	if (r->reason != REVOKE_UNSPECIFIED) {
		der_begin(w, DER_SEQUENCE);
		extension_begin(w, OID_CRL_REASON);
		der_put(w, DER_ENUMERATED, BYTES(&reason, 1));
		extension_end(w);
		der_end(w);
	}
	der_end(w);
}

static void put_extensions(struct der_writer *w, struct bytes issuer_key_id, uint64_t number)
{
	der_begin(w, DER_CONTEXT_CONS(0));
	der_begin(w, DER_SEQUENCE);
	extension_begin(w, OID_AUTHORITY_KEY_ID);
	der_begin(w, DER_SEQUENCE);
	der_put(w, DER_CONTEXT(0), issuer_key_id);
	der_end(w);
	extension_end(w);
	extension_begin(w, OID_CRL_NUMBER);
	der_put_uint(w, number);
	extension_end(w);
	der_end(w);
	der_end(w);
}

static enum err issuer_key_id(struct bytes der, struct arena *mem, struct bytes *out, struct error *e)
{
	AUTO(x509) X509 *x = x509_parse(der);
	const ASN1_OCTET_STRING *id = x ? X509_get0_subject_key_id(x) : NULL;

	if (!id)
		return error_set(e, ERR_CERT, "the root certificate has no subject key identifier");
	return arena_copy(mem, BYTES(ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id)), out)
		       ? ERR_OK : error_set(e, ERR_TOO_LARGE, "no room for a CRL");
}

enum err local_ca_crl(const struct local_ca *ca, const struct ca_crl *crl, struct arena *mem,
		      struct bytes *der_out, struct error *e)
{
	AUTO(der_writer) struct der_writer w = der_writer_make(512 + 64 * crl->n);
	time_ms now = clock_now(ca->clock);
	struct bytes key_id, tbs;
	struct cert issuer;

	TRY(cert_read(ca->cert, &issuer, e));
	TRY(issuer_key_id(ca->cert, mem, &key_id, e));
	der_begin(&w, DER_SEQUENCE);
	der_put_uint(&w, 1); /* v2 */
	x509_sign_put_algorithm(&w, ca->key);
	der_put_raw(&w, issuer.subject);
	put_time(&w, now);
	put_time(&w, now + crl->valid_ms);
	if (crl->n) {
		der_begin(&w, DER_SEQUENCE);
		for (size_t i = 0; i < crl->n; i++)
			put_revoked(&w, &crl->list[i]);
		der_end(&w);
	}
	put_extensions(&w, key_id, crl->number);
	der_end(&w);
	TRY(der_take(&w, mem, &tbs, e));
	return x509_sign(tbs, ca->key, mem, der_out, e);
}
