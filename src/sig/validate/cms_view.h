/* A CMS SignedData of anyone's making (BER or DER), read by OpenSSL and held to
 * the rules of PAdES (EN 319 142-1 §6.3) and RFC 3161: one signer, signed attributes
 * with content-type and message-digest, signing-certificate(-v2) naming the signer. */
#pragma once
#include "crypto/digest.h"
#include "sig/trust/chain.h"
#include "sig/validate/report.h"

enum { CMS_BYTES_MAX = 4 << 20 };
enum cms_expect { CMS_EXPECT_DETACHED, CMS_EXPECT_TST_INFO };

struct cms_view {
	CMS_ContentInfo *cms;
	CMS_SignerInfo *si;	/* in cms */
	STACK_OF(X509) *certs;	/* all of the CMS and the extra ones */
	X509 *signer;		/* in certs; NULL: not there */
	enum digest_alg digest;
	_Bool digest_known;
	struct bytes message_digest, signature, content; /* in cms */
	_Bool ess;		/* signing-certificate(-v2) present and right */
	_Bool signing_time;	/* CMS signing-time present */
	const char *algorithm;	/* "RSA-PSS with SHA-256" */
};
void cms_view_done(struct cms_view *v);
DEFINE_AUTO_DONE(cms_view, struct cms_view)

/* contents: the element and zero padding. extra: further certificates (from a DSS), or
 * NULL. False when what is wrong is so wrong that nothing can be verified; all that is
 * wrong is in f either way. v is to be done in both cases. */
_Bool cms_view_open(struct cms_view *v, struct bytes contents, enum cms_expect expect,
		    STACK_OF(X509) *extra, struct findings *f) MUST_USE;

/* Is the message digest this one, and does the signature value verify? */
_Bool cms_view_verify(struct cms_view *v, struct bytes digest, struct findings *f) MUST_USE;

/* The signature time-stamp (RFC 3161 appendix A); empty when there is none. */
struct bytes cms_view_timestamp(const struct cms_view *v);
/* CRLs of the CMS as DER. */
enum err cms_view_crls(const struct cms_view *v, struct arena *mem, struct bytes **out, size_t *n,
		       struct error *e) MUST_USE;
/* Marks what is too weak to rely on. */
void cms_view_strength(const struct cms_view *v, struct findings *f);
