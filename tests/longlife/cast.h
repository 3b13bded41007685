/* Who takes part in the thirty years: authorities with their servers, time-stamp units, signers.
 * Their rows say from when to when each lives, when its servers die and when its key is given
 * away. All is made at the start; what is known of them on a day follows from the day alone. */
#pragma once
#include "../unit/sig/pki_ca.h"
#include "base/rng.h"
#include "sig/signer.h"
#include "sig/trust/local_ca.h"
#include "sig/trust/trust.h"

enum authority_id { HOUSE, PEOPLE, PEOPLE2, ALPHA, BETA, GAMMA, DELTA, AUTHORITIES };

enum member_id {
	/* the provider's keys, one after the other */
	KEY1,
	KEY2,
	KEY3,
	/* people with certificates of their own */
	PERSON1,
	PERSON2,
	PERSON3,
	LEAVER,	  /* revoked after having signed */
	REVOKED,  /* revoked before signing */
	BETRAYED, /* signs once; then the key proves to have been lost before */
	/* units of the time-stamp authorities */
	ALPHA1,
	ALPHA2,
	BETA1,
	GAMMA1,
	DELTA1,
	DELTA2,
	MEMBERS
};

enum key_kind { KEY_P256, KEY_P384, KEY_P521, KEY_RSA2048, KEY_RSA3072 };

struct party { /* a certificate with its key, as OpenSSL and as our code has it */
	struct ca ca;
	struct pkey *key;
	struct bytes der;
};

struct authority_row {
	const char *host; /* of its servers */
	const char *from, *to;
	enum key_kind key;
	const char *digest;
	const char *dies; /* its servers are gone from then on; NULL: they stay */
	_Bool local;	  /* made by local_ca.h: the root issues */
	_Bool lists;	  /* no OCSP responder, only revocation lists */
	_Bool checked;	  /* its OCSP responders may be revoked themselves (no ocsp-nocheck) */
};

struct member_row {
	const char *name;
	enum authority_id by;
	enum ca_kind kind;
	enum key_kind key;
	const char *from, *to;
	const char *revoked, *known; /* since when; from when on that is told; NULL: never */
	enum ca_reason reason;
};
extern const struct authority_row authority_rows[AUTHORITIES];
extern const struct member_row member_rows[MEMBERS];

struct authority {
	const struct authority_row *row;
	struct party root, issuing; /* the same when the root issues */
	struct party responder;	    /* the present one: its certificate changes, its key stays */
	time_ms responder_from;
};

struct member {
	const struct member_row *row;
	struct party party;
	struct signer *signer;
	time_ms from, to;
};

struct cast {
	struct arena *mem; /* all certificates */
	struct clock *clock;
	struct authority authorities[AUTHORITIES];
	struct member members[MEMBERS];
	struct trust *trust; /* the roots: all that judging starts from */
};

/* "2033-10-01"; aborts when it is none. */
time_ms day(const char *date);
/* Moves clock while it works and leaves it at the last birth. */
void cast_make(struct cast *c, struct clock *clock);
void cast_done(struct cast *c);

_Bool authority_alive(const struct authority *a, time_ms now);
/* Its OCSP responder of the day: a new one is made when the last is half a year old. */
const struct party *cast_responder(struct cast *c, struct authority *a);
/* Whose certificates are told to be revoked at `now`; gives how many, out has room for MEMBERS. */
size_t cast_revoked(const struct cast *c, enum authority_id by, time_ms now,
		    struct ca_revoked *out);
const struct member *cast_by_serial(const struct cast *c, enum authority_id by,
				    struct bytes serial);
