/* A certificate authority of our own: for the first start, tests and private use.
 * Not trusted by anyone who was not told to; its name says 試用 (trial).
 *
 * Pure: keys and certificates in, certificates and lists out. Where they are kept
 * is ca_folder's affair; who asks for their state is ocsp_responder's. */
#pragma once
#include "base/clock.h"
#include "base/rng.h"
#include "crypto/pkey.h"

#define LOCAL_CA_NAME "SkySign 試用ルート認証局 (trial root CA)"
#define LOCAL_CA_ORGANISATION "SkySign 試用 (trial)"

enum { LOCAL_CA_ROOT_DAYS = 7305, LOCAL_CA_SERIAL_BYTES = 16 };

struct local_ca {
	struct pkey *key;	/* borrowed */
	struct bytes cert;	/* DER, borrowed */
	const char *base_url;	/* "https://sign.example": CRL at /ca/crl, OCSP at /ocsp, this
				 * certificate at /ca/ca.cer; NULL: the certificates name none */
	const struct clock *clock;
	struct rng *rng;
};

/* The root's certificate, self-signed, valid for LOCAL_CA_ROOT_DAYS from now. name NULL: LOCAL_CA_NAME.
 * ca->cert is not read. */
enum err local_ca_root(const struct local_ca *ca, const char *name, struct arena *mem,
		       struct bytes *der_out, struct error *e) MUST_USE;

enum ca_kind {
	CA_SIGNER, /* digitalSignature, nonRepudiation */
	CA_TSA,	   /* and extended key usage timeStamping, critical and alone */
	CA_OCSP,   /* OCSPSigning, no revocation check of its own */
};
_Bool ca_kind_parse(const char *name, enum ca_kind *out) MUST_USE; /* "signer", "tsa", "ocsp" */
const char *ca_kind_name(enum ca_kind k);

struct ca_subject {
	enum ca_kind kind;
	const char *name, *organisation; /* organisation NULL: LOCAL_CA_ORGANISATION */
	const struct pkey *key;		 /* whose public half is certified */
	unsigned days;			 /* never beyond the root's own end */
};
/* serial_out: LOCAL_CA_SERIAL_BYTES random bytes, positive as an INTEGER. ERR_INVALID: a bad name. */
enum err local_ca_issue(const struct local_ca *ca, const struct ca_subject *subject,
			struct arena *mem, struct bytes *der_out, struct bytes *serial_out,
			struct error *e) MUST_USE;

/* RFC 5280 §5.3.1; REVOKE_UNSPECIFIED is left out of lists, as it asks. */
enum ca_reason {
	REVOKE_UNSPECIFIED = 0,
	REVOKE_KEY_COMPROMISE = 1,
	REVOKE_AFFILIATION = 3,
	REVOKE_SUPERSEDED = 4,
	REVOKE_CESSATION = 5,
};
struct ca_revoked {
	struct bytes serial;
	time_ms at;
	enum ca_reason reason;
};
struct ca_crl {
	const struct ca_revoked *list;
	size_t n;
	uint64_t number;     /* must grow */
	unsigned valid_ms;   /* nextUpdate = now + this */
};
enum err local_ca_crl(const struct local_ca *ca, const struct ca_crl *crl, struct arena *mem,
		      struct bytes *der_out, struct error *e) MUST_USE;
