/* A time-stamp token (RFC 3161 §2.4.2: a SignedData with one signer) apart, so that certificates
 * and revocation data can be read from it and added to it without touching what its signature
 * covers. OCSP responses lie in the unsigned attribute revocation-values, which RFC 4998 §4.2 names
 * for it; those of RFC 5940 are read as well. */
#pragma once
#include "sig/tsp/tst_info.h"

enum { ERS_PARTS_MAX = 4096 }; /* certificates, CRLs, responses and attributes of one token */

struct ers_items {
	struct bytes *list; /* DER */
	size_t n, cap;
};

struct ers_parts {
	struct bytes head[3]; /* version, digestAlgorithms, encapContentInfo, whole */
	struct bytes signer;  /* content of SignerInfo up to its signature */
	struct ers_items certs, crls,
		others;		     /* of certificates and crls; others: crls in other formats */
	struct ers_items attributes; /* unsigned ones but for revocation-values */
	struct ers_items ocsps;	     /* BasicOCSPResponse, of revocation-values */
	struct ers_items embedded;   /* those of RFC 5940, within others */
	struct bytes other_values;   /* otherRevVals of revocation-values, whole; empty: none */
	struct tst_info tst;
};

/* Strict DER. Points into der and mem. */
enum err ers_parts_read(struct bytes der, struct arena *mem, struct ers_parts *out,
			struct error *e) MUST_USE;
enum err ers_parts_write(const struct ers_parts *p, struct arena *mem, struct bytes *out,
			 struct error *e) MUST_USE;
/* Do both have the same content, signed by the same signature? */
_Bool ers_parts_same(const struct ers_parts *a, const struct ers_parts *b);

/* der at the end of the items, unless it stands there already (*added tells). */
enum err ers_items_add(struct ers_items *items, struct bytes der, struct arena *mem, _Bool *added,
		       struct error *e) MUST_USE;
/* The BasicOCSPResponse of an OCSPResponse, or what is one already. */
enum err ers_ocsp_basic(struct bytes der, struct bytes *out, struct error *e) MUST_USE;
/* Content of the value of a revocation-values attribute (CAdES, RFC 5126 §6.3.4), added to the
 * items. */
enum err ers_revocation_values(struct bytes value, struct arena *mem, struct ers_items *crls,
			       struct ers_items *ocsps, struct bytes *other,
			       struct error *e) MUST_USE;
