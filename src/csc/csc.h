/* A remote signing service by the API of the Cloud Signature Consortium, v2.0.0.2 (ETSI TS 119
 * 432), for credentials that their holder authorises in the browser (OAuth 2.0 code, RFC 6749, with
 * PKCE, RFC 7636).
 *
 * Every call is bounded in time and size, follows no redirect, and reads its answer strictly.
 * Errors: ERR_UNAVAILABLE and ERR_TIMEOUT (nobody answered), ERR_REMOTE (an answer that the
 * specification does not know), ERR_DENIED (the service refused: e has its error code and nothing
 * else of its answer; no secret ever stands in e). Strings and bytes live in the call's memory. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/fetcher.h"
#include "base/rng.h"

struct csc_service {
	const char *name; /* as the operator calls it, and as people see it */
	const char *url;  /* base of its API, without a slash at its end: "https://…/csc/v2" */
	const char *client_id;
	const char *secret;  /* NULL: a public client */
	_Bool allow_private; /* private addresses and http, for tests and closed networks */
};

enum {
	CSC_REPLY_MAX = 256 * 1024,
	CSC_KEPT_MAX = 1024 * 1024, /* of csc_credentials */
	CSC_CREDENTIALS_MAX = 16,   /* that are asked about; further ones are not shown */
	CSC_CREDENTIAL_MAX = 48 * 1024, /* what is kept of one */
	CSC_CREDENTIAL_MS = 5000,   /* one at least may take so long, while there is time */
	CSC_CHAIN_MAX = 9,	    /* a certificate and its issuers */
	CSC_ALGORITHMS_MAX = 16,
	CSC_HASHES_MAX = 100,
	CSC_CALLS_MS = 25 * 1000, /* all calls of one request of ours together */
	CSC_SECRET_SIZE = 44,	  /* 256 bits in base64url and a NUL: state, code verifier */
};

/* May it be the base of a service's addresses, as the operator sets it or the service answers? https (or http, where
 * that is allowed), a host, and neither user nor query nor fragment. */
_Bool csc_address_ok(const char *url, _Bool allow_http);

struct csc_call {
	const struct csc_service *service;
	struct fetcher *fetcher;
	struct arena *mem;
	const char *language; /* BCP 47 */
	time_ms until;	      /* clock_monotonic */
};
struct csc_call csc_begin(const struct csc_service *s, struct fetcher *f, struct arena *mem,
			  const char *language);

/* What the browser is led to ------------------------------------------------- */

/* 256 random bits: RFC 6749 §10.12, RFC 7636 §4.1. */
void csc_secret(struct rng *r, char out[CSC_SECRET_SIZE]);

struct csc_authorization {
	const char *oauth2;	  /* csc_info */
	const char *redirect_uri; /* exactly as registered at the service */
	const char *state, *verifier;
	/* of the scope "credential"; NULL and none: the scope "service" */
	const char *credential, *algorithm;
	const struct bytes *hashes;
	size_t n_hashes;
};
/* NULL when it does not fit into c's memory. */
const char *csc_authorize_url(const struct csc_call *c, const struct csc_authorization *a);

/* What the service is asked ---------------------------------------------------- */

struct csc_info {
	const char *oauth2; /* base of its OAuth 2.0 addresses */
	/* Who its OAuth 2.0 answers say they are from, when they say it: oauth2Issuer, else oauth2. */
	const char *issuer;
};
/* ERR_REMOTE when it offers no such flow, or its addresses are not csc_address_ok. */
enum err csc_info(const struct csc_call *c, struct csc_info *out, struct error *e) MUST_USE;
/* Is the "iss" that came back with the browser (RFC 9207) the issuer? Slashes at the end do not count. */
_Bool csc_issuer_is(const char *issuer, const char *iss);

struct csc_token {
	const char *value;
	_Bool sad;	    /* the token is signature activation data, not a bearer token */
	int64_t expires_in; /* seconds; 0: not said */
};
/* A code for a token: once. */
enum err csc_token(const struct csc_call *c, const struct csc_authorization *a, const char *code,
		   struct csc_token *out, struct error *e) MUST_USE;

struct csc_credential {
	const char *id;
	const char *description;	   /* "" */
	struct bytes chain[CSC_CHAIN_MAX]; /* DER; the holder's certificate first */
	size_t n_chain;
	const char *algorithms[CSC_ALGORITHMS_MAX]; /* sig/algorithm.h */
	size_t n_algorithms;
	int64_t multisign;    /* signatures that one authorisation can be for */
	const char *unusable; /* text code (domain/texts.def); NULL: usable */
};
/* Those of the token's holder, as JSON that csc_credentials_read reads: what is kept between
 * requests. One that cannot be asked about or read is listed as unusable beside the others, without
 * certificates; when all are so, the first one's error is returned. */
enum err csc_credentials(const struct csc_call *c, const char *token, const char **json_out,
			 struct error *e) MUST_USE;
enum err csc_credentials_read(struct bytes json, struct arena *mem, struct csc_credential **out,
			      size_t *n, struct error *e) MUST_USE;

struct csc_signing {
	const char *credential, *algorithm;
	const struct bytes *hashes;
	size_t n;
	const char *token;	     /* of the scope "service" */
	struct csc_token activation; /* of the scope "credential" */
};
/* out: n signatures, in the order of the hashes. Whether they verify is not looked at here. */
enum err csc_sign_hashes(const struct csc_call *c, const struct csc_signing *s, struct bytes *out,
			 struct error *e) MUST_USE;
