/* The validator's report: one struct a file, one a signature, in the words of
 * ETSI EN 319 102-1. docs/formats/verify-report.md says how it looks as JSON.
 * Everything in it lives in the arena given to validate_file. */
#pragma once
#include <jansson.h>
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "sig/trust/cert_facts.h"

enum indication { IND_NOTE, IND_PASSED, IND_INDETERMINATE, IND_FAILED };

#define SUB_INDICATIONS(X)                                                             \
	X(NONE) X(FORMAT_FAILURE) X(HASH_FAILURE) X(SIG_CRYPTO_FAILURE) X(REVOKED)     \
	X(EXPIRED) X(NOT_YET_VALID) X(SIG_CONSTRAINTS_FAILURE)                         \
	X(CHAIN_CONSTRAINTS_FAILURE) X(CERTIFICATE_CHAIN_GENERAL_FAILURE)              \
	X(CRYPTO_CONSTRAINTS_FAILURE) X(CRYPTO_CONSTRAINTS_FAILURE_NO_POE)             \
	X(NO_SIGNING_CERTIFICATE_FOUND) X(NO_CERTIFICATE_CHAIN_FOUND)                  \
	X(REVOKED_NO_POE) X(REVOKED_CA_NO_POE) X(OUT_OF_BOUNDS_NO_POE)                 \
	X(OUT_OF_BOUNDS_NOT_REVOKED) X(REVOCATION_OUT_OF_BOUNDS_NO_POE)                \
	X(TIMESTAMP_ORDER_FAILURE) X(NO_POE) X(TRY_LATER) X(SIGNED_DATA_NOT_FOUND)     \
	X(GENERIC)

enum sub_indication {
#define X(name) SUB_##name,
	SUB_INDICATIONS(X)
#undef X
};

enum block {
#define BLOCK(sym, en, ja) BLOCK_##sym,
#include "sig/validate/blocks.def"
#undef BLOCK
	BLOCK_COUNT_
};

enum finding_code {
#define FINDING(sym, block, ind, sub, slug, en, ja) FINDING_##sym,
#include "sig/validate/findings.def"
#undef FINDING
	FINDING_COUNT_
};

struct finding {
	enum finding_code code;
	const char *detail; /* English, for experts; "" when there is nothing to add */
};

enum { FINDINGS_MAX = 32 }; /* further ones are dropped; the verdict keeps the worst */
struct findings {
	struct arena *mem;
	struct finding list[FINDINGS_MAX];
	size_t n;
	enum finding_code worst; /* FINDING_COUNT_: nothing but notes */
};
void findings_init(struct findings *f, struct arena *mem);
void findings_add(struct findings *f, enum finding_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
void findings_copy(struct findings *to, const struct findings *from);
_Bool findings_have(const struct findings *f, enum finding_code code);
enum indication findings_indication(const struct findings *f); /* IND_PASSED when clean */
enum sub_indication findings_sub(const struct findings *f);

/* rows of findings.def */
const char *finding_slug(enum finding_code code);
const char *finding_text(enum finding_code code, _Bool ja);
enum indication finding_indication(enum finding_code code);
enum sub_indication finding_sub(enum finding_code code);
enum block finding_block(enum finding_code code);
const char *indication_name(enum indication i);		/* "TOTAL-PASSED" */
const char *sub_indication_name(enum sub_indication s); /* "" for none */

enum sig_kind { SIG_APPROVAL, SIG_CERTIFICATION, SIG_DOCUMENT_TIMESTAMP, SIG_USAGE_RIGHTS };
enum coverage { COVERAGE_NONE, COVERAGE_PARTIAL, COVERAGE_REVISION, COVERAGE_FILE };
/* ascending: the worst of several changes is their maximum */
enum later_changes { LATER_NONE, LATER_LTA, LATER_FORM, LATER_ANNOTATIONS, LATER_OTHER };
enum pades_level { LEVEL_NONE, LEVEL_B_B, LEVEL_B_T, LEVEL_B_LT, LEVEL_B_LTA };

enum revocation { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED };

/* What is known of one certificate's revocation, and from where. */
struct chain_state {
	enum revocation revocation;
	const char *source;	/* "document", "given", "cache", "network", "provider", "none"; an
				 * anchor's is "anchor", "not-needed" with ocsp-nocheck */
	_Bool crl;		/* data is a CRL, else an OCSP response */
	time_ms this_update, next_update, revoked_at; /* 0: none */
	int reason;		/* CRLReason; -1: none */
	struct bytes data;	/* DER; lives with the document or the trust; may be empty */
	_Bool held;		/* the document holds all that tells the state */
	_Bool stamped;		/* and a document time-stamp covers it */
	/* what judging data rests on beyond this chain: the certificates of who issued it, and
	 * their own revocation data */
	const struct bytes *issuers, *issuer_ocsps, *issuer_crls; /* DER */
	size_t n_issuers, n_issuer_ocsps, n_issuer_crls;
	const char *problem;	/* why nothing is known, or nothing of who issued data; for experts;
				 * NULL: nothing to say */
};

/* Past validation (EN 319 102-1 §5.6.2): what would be said without proof of existence. */
struct past_report {
	_Bool used, passed;
	enum sub_indication now;	/* the result at the time of validation */
	time_ms control;		/* up to then everything could be relied on */
};

struct signer_report {
	_Bool known;		/* a certificate was found */
	struct cert_facts cert;
	_Bool trusted;		/* a chain leads to an anchor */
	const struct cert_facts *chain; /* from the signer to the anchor; n 0: none */
	size_t n_chain;
	const struct chain_state *states; /* one for each of chain */
	enum revocation revocation;
	time_ms revoked_at;	/* with REVOCATION_REVOKED */
	struct past_report past;
	_Bool complete;		/* the document itself holds the chain and its revocation data */
	time_ms good_until;	/* of a chain that was good: its first certificate or algorithm to end */
	const char *ends;	/* what that is: "certificate NAME ends", "digest sha256 ends",
				 * "key RSA 2048 ends"; NULL: the chain was not good */
};

struct token_report {
	_Bool present;
	_Bool intact;		/* imprint, attributes and signature are right */
	_Bool trusted;		/* and the authority's chain: it proves the time */
	time_ms gen_time;
	const char *serial, *policy;
	struct signer_report authority;
	struct findings findings;
	struct bytes der;
};

enum proof_covers {
	PROOF_SIGNATURE = 1, PROOF_TIMESTAMP = 2, PROOF_CERTIFICATES = 4, PROOF_REVOCATION = 8
};

/* A time-stamp that was accepted, and what it proves to have existed at its time. */
struct proof {
	time_ms time;
	const char *by;		/* field of the document time-stamp, or PROOF_BY_SIGNATURE_TOKEN */
	uint64_t end;		/* of the bytes that it covers; 0: the signature value alone */
	unsigned covers;	/* enum proof_covers */
	_Bool outside;		/* no time-stamp of the document: struct validate_existence names it */
};
#define PROOF_BY_SIGNATURE_TOKEN "signature-timestamp"
enum { PROOFS_MAX = 16 };	/* told of one signature: the ones nearest to it */

/* What machines want to know of the signature itself (TS 119 102-2). */
struct sig_evidence {
	struct bytes value;	/* the signature value; empty: not read */
	const char *digest;	/* "sha256": of the signed bytes; "" unknown */
	struct bytes message_digest;
	struct bytes contents;	/* decoded /Contents, padding included */
	uint64_t range[4];
};

enum change_code {
#define CHANGE(sym, level, slug, en, ja) CHANGE_##sym,
#include "sig/validate/changes.def"
#undef CHANGE
	CHANGE_COUNT_
};

struct change {			/* one thing that a later revision did */
	enum later_changes level;
	uint32_t object;	/* number; 0: none */
	unsigned revision;	/* that did it; 0 is the oldest of the file */
	const char *code;	/* "field-filled" */
	const char *text, *ja;	/* "field 会社名 filled in" */
};
enum later_changes change_level(enum change_code code);
const char *change_slug(enum change_code code);
/* what, what_ja: fill the gap in the row's texts. */
struct change change_make(enum change_code code, const char *what, const char *what_ja,
			  struct arena *mem);

struct sig_report {
	const char *field, *sub_filter, *reason, *location, *name;
	enum sig_kind kind;
	struct findings findings;
	enum indication indication;
	enum sub_indication sub;
	_Bool integrity;	/* digest and signature value are right over this ByteRange */
	enum coverage coverage;
	uint64_t signed_bytes;	/* end of the signed part */
	enum later_changes later;
	_Bool permitted;	/* later changes are allowed by every lock and level */
	const struct change *changes;
	size_t n_changes;
	int doc_mdp;		/* 0, or P of a certification signature or lock */
	enum pades_level level;
	/* what its proofs would make of it if it were a baseline signature; at least level. Above it for
	 * signatures of another sub-filter or with attributes that PAdES forbids, kept as they are */
	enum pades_level proven;
	const char *algorithm;	/* "RSA-PSS with SHA-256"; "" unknown */
	struct signer_report signer;
	_Bool has_claimed_time;
	time_ms claimed_time;	/* /M */
	struct token_report timestamp;
	const struct proof *best; /* that gives the best signature time; NULL: only the validation time */
	const struct proof *proofs;
	size_t n_proofs;
	struct sig_evidence evidence;
};

enum verdict { VERDICT_PASSED, VERDICT_INDETERMINATE, VERDICT_FAILED, VERDICT_NO_SIGNATURE,
	       VERDICT_UNREADABLE };
enum { VERDICT_EXIT_STATUS_MAX = 4 };

struct validate_report {
	const char *file;
	enum verdict verdict;	/* also the exit status of `skysign verify` */
	struct error error;	/* VERDICT_UNREADABLE: why */
	time_ms at;		/* the time of validation */
	const char *policy;	/* name of the algorithm policy */
	_Bool require_revocation;
	uint64_t size;
	unsigned revisions;
	const char *encryption;	/* "AES-256"; NULL: none */
	struct sig_report *signatures;
	size_t n;
};

/* One building block's result. deciding NULL: no finding. IND_NOTE: it was not reached. */
struct block_report {
	enum block block;
	enum indication indication;
	enum sub_indication sub;
	const struct finding *deciding;
};
/* In the order of blocks.def; those that do not apply are left out. Gives their number. */
size_t sig_blocks(const struct sig_report *s, struct block_report out[BLOCK_COUNT_]);
size_t token_blocks(const struct token_report *t, struct block_report out[BLOCK_COUNT_]);

const char *block_name(enum block b);	/* "XCV" */
const char *block_result(enum indication i); /* "PASSED" */
const char *block_text(enum block b, _Bool ja);
const char *revocation_name(enum revocation r);
const char *crl_reason_name(int reason); /* "keyCompromise"; "" none */
const char *verdict_name(enum verdict v);
const char *sig_kind_name(enum sig_kind k);
const char *coverage_name(enum coverage c);
const char *later_changes_name(enum later_changes l);
const char *pades_level_name(enum pades_level l);
_Bool pades_level_parse(const char *name, enum pades_level *out) MUST_USE; /* "B-B" to "B-LTA" */

/* What the signer's certificate says of the person or company (sig/trust/identity.h), and whether that
 * is verified: as a new reference (null when it says nothing), and as lines of the text. */
json_t *identity_json(const struct signer_report *s);
void identity_lines(const struct signer_report *s, _Bool ja, struct buf *out);

/* A new reference; NULL when memory is out. */
json_t *validate_report_json(const struct validate_report *r);
/* ETSI TS 119 102-2 (report_xml.c). One document; r may be of any verdict. */
void validate_report_xml(const struct validate_report *r, struct buf *out);
/* One plain sentence for people who are no experts. */
const char *validate_summary(const struct validate_report *r, _Bool ja, struct arena *mem);
/* The whole report for a terminal. */
void validate_report_text(const struct validate_report *r, _Bool ja, struct arena *mem,
			  struct buf *out);
