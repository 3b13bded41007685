/* Who a certificate of a Japanese authority says its holder is: commercial registration (商業登記),
 * JPKI (公的個人認証), GPKI, LGPKI, and powers of attorney in certificate form (電子委任状).
 *
 * What is read here is what the certificate *claims*. Anybody who runs a certification authority
 * can write the Ministry of Justice's extension into a certificate, so a claim counts as verified
 * only when identity_verified says so: the chain is trusted, and identity_issuer_fits finds that it
 * leads to the one authority that issues this kind.
 *
 * Values are personal data: they go into the report and nowhere else, never into a log. */
#pragma once
#include "sig/trust/cert_facts.h"

enum identity_kind {
#define KIND(sym, slug, ja, en) IDENTITY_##sym,
#include "sig/trust/identity.def"
	IDENTITY_COUNT_
};

enum identity_field {
#define FIELD(sym, slug, ja, en, longest) IDENTITY_FIELD_##sym,
#include "sig/trust/identity.def"
	IDENTITY_FIELD_COUNT_
};

enum identity_note {
#define NOTE(sym, slug, spoils, ja, en) IDENTITY_NOTE_##sym,
#include "sig/trust/identity.def"
	IDENTITY_NOTE_COUNT_
};

struct identity_item {
	enum identity_field field;
	const char *value; /* UTF-8 without control characters, never empty */
};

struct cert_identity {
	enum identity_kind kind;	   /* never IDENTITY_NONE */
	const struct identity_item *items; /* in the order of reading; only units occur repeatedly */
	size_t n;
	unsigned notes; /* bit 1 << enum identity_note */
};

/* NULL when the certificate claims nothing of the kind, is no certificate in DER, or mem is full.
 * Cheap for other certificates: their extensions are walked over once. */
const struct cert_identity *identity_read(struct bytes der, struct arena *mem) MUST_USE;

/* Is this the chain of the authority that issues this kind? chain: from the holder's certificate to
 * the anchor. The issuer's name must be on record for the kind (identity_issuer.c), whole and exact,
 * and be the anchor itself; an issuer that is cross-certified by the government's bridge may also lie
 * below others, each of them named as the Japanese Government. So a trusted commercial root
 * cannot lend its trust to a look-alike by naming a subordinate like a ministry. */
_Bool identity_issuer_fits(enum identity_kind kind, const struct cert_facts *chain, size_t n);

/* trusted: the chain was found good at the time that counts. */
_Bool identity_verified(const struct cert_identity *id, _Bool trusted, const struct cert_facts *chain,
			size_t n);
_Bool identity_has_note(const struct cert_identity *id, enum identity_note note);

/* Any text from elsewhere (UTF-8) as it may be shown: characters that play with the display become
 * U+FFFD, at most `longest` are kept. "" when it is malformed or mem is full. */
const char *identity_tame(struct bytes utf8, size_t longest, struct arena *mem);

/* Rows of identity.def. */
const char *identity_kind_slug(enum identity_kind k);
const char *identity_kind_text(enum identity_kind k, _Bool ja);
const char *identity_field_slug(enum identity_field f);
const char *identity_field_text(enum identity_field f, _Bool ja);
const char *identity_note_slug(enum identity_note n);
const char *identity_note_text(enum identity_note n, _Bool ja);
