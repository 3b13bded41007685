/* Chains of certificates at a point in time (RFC 5280 §6): paths of our own building, OpenSSL's
 * path validation, and our own rules of purpose, time, critical extensions and revocation.
 *
 * What data says about time `at` (struct chain_request): "good" counts when the data was issued
 * at `at` or later, or was still valid then (nextUpdate), and only when its issuer still spoke of
 * the certificate: issued before the certificate's end, or with expiredCertsOnCRL or
 * archiveCutoff reaching back to it. "Revoked" counts whatever the age of the data; status is
 * CHAIN_REVOKED only when that happened at or before `at`. A later good overrules certificateHold
 * alone.
 *
 * A time-stamp from before its authority's certificate was revoked stays good when the list gives a
 * reason by which nobody else had the key (RFC 3161 §4 1).
 *
 * Data that somebody else signed on the issuer's behalf (an OCSP responder, RFC 6960 §4.2.2.2; the
 * authority's other key) counts unless they were revoked before, or later for a reason that lets
 * others date it back and nothing proves that it is older. That nothing is known of them is told. */
#pragma once
#include "sig/trust/session.h"
#include "sig/trust/trust.h"
#include "sig/trust/x509.h"

enum chain_purpose { CHAIN_FOR_SIGNATURE, CHAIN_FOR_TIMESTAMP };

enum chain_status {
	CHAIN_OK,
	CHAIN_NONE,	  /* no path to an anchor */
	CHAIN_BROKEN,	  /* a signature in it is wrong */
	CHAIN_WEAK,	  /* an algorithm or key in it is too weak */
	CHAIN_RULES,	  /* basic constraints, name constraints, path length, critical extension */
	CHAIN_POLICY,	  /* none of the policies asked for */
	CHAIN_PURPOSE,	  /* key usage or extended key usage of the first certificate */
	CHAIN_EXPIRED,
	CHAIN_EARLY,	  /* not valid yet */
	CHAIN_REVOKED,	  /* the first certificate */
	CHAIN_REVOKED_CA,
};

/* Revocation data that came with a document; each element DER, unchanged while the session lives. */
struct revocation_data {
	const struct bytes *crls, *ocsps;
	size_t n_crls, n_ocsps;
};

struct chain_request {
	X509 *leaf;
	STACK_OF(X509) *others;		  /* may help to build the chain; NULL: none */
	const struct trust *trust;	  /* NULL: nothing is trusted */
	struct revocation_data revocation;
	time_ms at;			  /* when the chain must have been good */
	enum chain_purpose purpose;
	time_ms made;			  /* of a time-stamp: its own time; 0: not known */
	const char *const *policies;	  /* dotted; the chain must have one of them (n 0: any) */
	size_t n_policies;
	struct trust_session *session;	  /* of the file; NULL: this call alone, offline */
	/* when a piece of revocation data is proved to have existed; NULL: nothing is proved */
	time_ms (*existed)(const void *ctx, struct bytes der);
	const void *existed_ctx;
};

enum revocation_state { CERT_UNKNOWN, CERT_GOOD, CERT_REVOKED };
enum status_kind { STATUS_BY_NOTHING, STATUS_BY_CRL, STATUS_BY_OCSP, STATUS_BY_PROVIDER };
enum status_source {
	STATUS_FROM_NOWHERE,
	STATUS_FROM_DOCUMENT, /* chain_request.revocation */
	STATUS_FROM_GIVEN,    /* struct trust */
	STATUS_FROM_CACHE,
	STATUS_FROM_NETWORK,
	STATUS_FROM_PROVIDER,
};
/* CRLReason, RFC 5280 §5.3.1 */
enum {
	REASON_NONE = -1,
	REASON_UNSPECIFIED = 0, /* said so */
	REASON_MOVED = 3, /* affiliationChanged */
	REASON_SUPERSEDED = 4,
	REASON_CEASED = 5, /* cessationOfOperation */
	REASON_HOLD = 6,
};
enum { GOODS_MAX = 32 };

/* A piece of the document that says that a certificate was good. */
struct good_data {
	time_ms this_update, next_update; /* next_update 0: none */
	struct bytes data;
};

/* What is known of one certificate, by the freshest piece of data that decides. */
struct cert_status {
	enum revocation_state state;
	time_ms revoked_at;		  /* when CERT_REVOKED */
	int reason;			  /* CRLReason; REASON_NONE: none given */
	enum status_kind kind;
	enum status_source source;
	time_ms this_update, next_update; /* next_update 0: none; both 0 by a provider without them */
	time_ms produced_at;		  /* OCSP producedAt; of a CRL its thisUpdate */
	struct bytes data;		  /* DER of the CRL or OCSP response; lives with the document,
					   * the trust or mem; empty: none */
	const char *why;		  /* CERT_UNKNOWN: what stood in the way, for experts; else "" */
	/* who issued the data, when it was not the certificate's issuer by its certificate of this
	 * chain: their certificates, and what judges those in turn; DER, lives as data does */
	const struct bytes *issuers, *issuer_ocsps, *issuer_crls;
	size_t n_issuers, n_issuer_ocsps, n_issuer_crls;
	_Bool bygone;			  /* CERT_REVOKED, and the time-stamp is from before: no matter */
	const char *doubt;		  /* of them nothing is known: why, for experts; NULL: none */
	_Bool held;			  /* all of the chain_request's own data would do: it tells the
					   * state, and holds who issued it and what judges them */
	const struct good_data *goods;	  /* of the document, all that would do; at most GOODS_MAX */
	size_t n_goods;
	/* what there was to expect */
	_Bool anchor;			  /* trusted by decision: nothing is expected nor looked at */
	_Bool no_check;			  /* id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1) */
	_Bool names_crl, names_ocsp;	  /* the certificate names where to ask (any scheme) */
	_Bool expected;			  /* neither anchor nor no_check, and one of names_ */
	_Bool closed;			  /* its issuer tells nobody but approved verifiers (JPKI) */
};

struct fetch_problem {
	enum err code;	  /* ERR_TIMEOUT, ERR_UNAVAILABLE, ERR_TOO_LARGE, ERR_DENIED… */
	const char *url;
	const char *text; /* English, for experts */
};

struct chain_result {
	enum chain_status status;
	const char *detail;		  /* English; static or in mem */
	struct cert_facts *certs;	  /* leaf first; all that was found, n >= 1 */
	struct cert_status *statuses;	  /* one for each of certs */
	size_t n;
	_Bool anchored;			  /* the last of certs is an anchor */
	enum revocation_state revocation; /* of the leaf; CERT_GOOD: and of every CA below the anchor */
	time_ms revoked_at;		  /* when CERT_REVOKED; it may lie after `at`, then status may be OK */
	_Bool closed_revocation;	  /* unknown because some issuer's data is closed by law */
	const struct fetch_problem *problems; /* what was asked for this chain in vain */
	size_t n_problems;		  /* with revocation CERT_UNKNOWN: trying later may help */
};

/* Fails only when mem is full or OpenSSL cannot work. */
enum err chain_validate(const struct chain_request *rq, struct arena *mem,
			struct chain_result *out, struct error *e) MUST_USE;
