/* A CMS SignedData of anyone's making (BER or DER), read by OpenSSL and held to
 * the rules of PAdES (EN 319 142-1 §6.3) and RFC 3161: one signer, signed attributes
 * with content-type and message-digest, signing-certificate(-v2) naming the signer. */
#pragma once
#include "crypto/pkey.h"
#include "pdf/doc.h"
#include "sig/trust/cert_cache.h"
#include "sig/trust/chain.h"
#include "sig/validate/report.h"

enum {
	CMS_BYTES_MAX = 4 << 20,
	CMS_CERTS_MAX = 200,
	CMS_EXTRA_MAX = 3000, /* beside its own: of a document renewed for decades */
	CMS_SIGNATURES_MAX = 4,
};
/* ADOBE: detached too, and several signatures by one certificate may stand side by side.
 * ENCLOSED: the content is a SHA-1 digest (adbe.pkcs7.sha1). */
enum cms_expect { CMS_EXPECT_DETACHED, CMS_EXPECT_ADOBE, CMS_EXPECT_ENCLOSED, CMS_EXPECT_TST_INFO };

struct cms_view {
	CMS_ContentInfo *cms;	/* NULL: a bare signature value with certificates beside it */
	CMS_SignerInfo *si;	/* in cms; the one that is selected */
	int n_signatures;
	STACK_OF(X509) *certs;	/* all of the CMS, then the extra ones */
	int n_own;		/* of certs: those of the CMS */
	X509 *signer;		/* in certs; NULL: not there */
	enum digest_alg digest;
	_Bool digest_known;
	struct bytes message_digest, signature, content; /* in cms */
	_Bool no_attrs;		/* the signature is over the content itself */
	_Bool ess;		/* signing-certificate(-v2) present and right */
	_Bool signing_time;	/* CMS signing-time present */
	const char *algorithm;	/* "RSA-PSS with SHA-256" */
};
void cms_view_done(struct cms_view *v);
DEFINE_AUTO_DONE(cms_view, struct cms_view)

/* What helps to read a CMS. */
struct cms_given {
	STACK_OF(X509) *certs;	  /* further ones (from a DSS); NULL: none */
	struct cert_cache *cache; /* NULL: none */
};

/* contents: the element and zero padding. The first signature is selected. False when what is wrong
 * is so wrong that nothing can be verified; all that is wrong is in f either way. v is to be done in
 * both cases. */
_Bool cms_view_open(struct cms_view *v, struct bytes contents, enum cms_expect expect,
		    const struct cms_given *given, struct findings *f) MUST_USE;
/* Selects another of its signatures. False: nothing of it can be verified; f says why. */
_Bool cms_view_select(struct cms_view *v, int i, struct findings *f) MUST_USE;

/* adbe.x509.rsa_sha1: value is the signature, /Cert of dict holds one or more certificates, the
 * signer's first. The digest algorithm is not known yet. */
_Bool cms_view_raw(struct cms_view *v, struct pdf_doc *d, const struct pdf_obj *dict, struct bytes value,
		   struct findings *f) MUST_USE;
/* Does the bare value verify for this digest? Then that is the view's algorithm. */
_Bool cms_view_verify_raw(struct cms_view *v, enum sig_scheme scheme, enum digest_alg alg,
			  struct bytes digest) MUST_USE;

/* Is the message digest this one (without attributes: the content's), and does the signature value verify? */
_Bool cms_view_verify(struct cms_view *v, struct bytes digest, struct findings *f) MUST_USE;

/* The signature time-stamp (RFC 3161 appendix A); empty when there is none. */
struct bytes cms_view_timestamp(const struct cms_view *v);
/* CRLs of the CMS as DER. */
enum err cms_view_crls(const struct cms_view *v, struct arena *mem, struct bytes **out, size_t *n,
		       struct error *e) MUST_USE;
/* "RSA with SHA-256", static; "" for what is not known. Both by NID. */
const char *cms_algorithm_name(int digest, int signature);
