/* CMS SignedData for PAdES, written by hand (RFC 5652; EN 319 142-1 §6.3): detached, content-type, message-digest,
 * signing-certificate-v2 (RFC 5035), no signing-time; DER throughout. */
#pragma once
#include "base/arena.h"
#include "base/error.h"
#include "sig/asn1/oid.h"
#include "crypto/pkey.h"

/* The attributes as SET OF (tag 31), sorted as DER asks: what is hashed and signed.
 * The certificate's hash is made with alg too. */
enum err cms_signed_attrs(enum digest_alg alg, struct bytes document_digest, struct bytes signer_cert,
			  struct arena *mem, struct bytes *out, struct error *e) MUST_USE;
/* The same for signed content of another type, such as a TSTInfo (RFC 3161). */
enum err cms_signed_attrs_of(enum oid content_type, enum digest_alg alg, struct bytes content_digest,
			     struct bytes signer_cert, struct arena *mem, struct bytes *out,
			     struct error *e) MUST_USE;

struct cms_parts {
	struct sig_alg alg;
	struct bytes signed_attrs, signature;
	const struct bytes *chain; /* signer's certificate first; a root is left out of the CMS */
	size_t n_chain;
	struct bytes timestamp;	/* TimeStampToken as unsigned attribute; empty: none */
	enum oid content_type;	/* of what is signed; OID_DATA when left out */
	struct bytes content;	/* carried inside; empty: detached */
	_Bool no_certs;		/* the chain is not put in (RFC 3161: certReq FALSE) */
};
enum err cms_assemble(const struct cms_parts *p, struct arena *mem, struct bytes *out, struct error *e) MUST_USE;

/* Bytes that cms_assemble gives at most, for signatures and tokens of these sizes. */
size_t cms_size_max(const struct bytes *chain, size_t n_chain, size_t signature, size_t timestamp);
