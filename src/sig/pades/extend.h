/* From a signed PDF to a level that lasts (ETSI EN 319 142-1 §5.4, §5.5, §6.3), in steps that can
 * each be stored:
 *
 *   pades_gather          document -> what judging it needs and it lacks (asks the world)
 *   pades_extend_prepare  that     -> tail: DSS with VRI and, for B-LTA, a document time-stamp's
 * hole pades_digest          -> imprint (sig/pades/sign.h) tsp_stamp             -> token
 *   pdf_tail_fill         -> finished tail
 *   pades_standing        document and tail -> the level reached, as the validator judges it
 *
 * pades_extend does them all in one go. The same steps renew: another time-stamp over the data
 * that judges the one before. */
#pragma once
#include "pdf/update.h"
#include "sig/tsp/authority.h"
#include "sig/validate/validate.h"

struct pades_gather_options {
	const struct trust *trust;
	const struct trust *anchors; /* trust without revocation lists, by which the document alone
				      * is judged; NULL: trust brings none */
	const struct trust_online *online;    /* NULL: only the data at hand */
	const struct algo_policy *algorithms; /* NULL: the built-in policy */
	time_ms at;			      /* now */
	_Bool newer; /* also ask for revocation data younger than what it judges where older would
			do */
	uint64_t foreign_end; /* signatures over no more bytes than these came with the upload: what
			       * they need is gathered when it can be had, and not demanded */
};

/* What one signature or time-stamp rests on: indices into the lists of struct pades_material. */
struct pades_vri {
	unsigned char key[20]; /* SHA-1 of its whole /Contents, padding included */
	const size_t *certs, *ocsps, *crls;
	size_t n_certs, n_ocsps, n_crls;
};

/* How a document stands: the level all demanded signatures have, and how long its proof lasts. */
struct pades_standing {
	enum pades_level level;
	time_ms good_until; /* the last proof, usually the newest time-stamp, is good until then */
	const char *ends; /* what ends it: "certificate of …", "sha256" …; in the report's memory */
	const char *below; /* why the level is not higher; "" at B-LTA */
	/* the level that the proofs reach, for documents with signatures that are valid and no baseline
	 * ones (sig_report.proven): what lasts, lasts whatever the sub-filter; at least level */
	enum pades_level proven;
};

struct pades_material {
	/* DER, each once, in mem; with those that the document's DSS has already: they are written
	 * no second time, VRI points to them */
	const struct bytes *certs, *ocsps, *crls;
	size_t n_certs, n_ocsps, n_crls;
	const struct pades_vri *vri;
	size_t n_vri;
	_Bool complete;	     /* with it the document is B-LT */
	const char *missing; /* not complete: what lacks and why, English; else "" */
	_Bool untimed;	     /* a demanded signature has no time-stamp that is trusted: one over the
			      * document comes first, then gather again */
	_Bool later;	     /* not complete because a server failed: trying again may help */
	struct pades_standing standing; /* of the document as it is */
	time_ms newer_at; /* some data is older than what it judges: when to expect newer; 0: none
			   */
};
/* ERR_BAD_SIG when a signature that is demanded is broken or refused by the validator whatever is
 * gathered; ERR_NOT_FOUND when there is none. What lacks is no failure. */
enum err pades_gather(const struct pdf_source *src, const struct pades_gather_options *o,
		      struct arena *mem, struct pades_material *out, struct error *e) MUST_USE;

struct pades_extension {
	const struct pades_material *material;
	_Bool timestamp;   /* B-LTA: a document time-stamp over all of it */
	const char *field; /* name of its field; NULL: the first free "TimestampN" */
	size_t hole_bytes; /* room for the token; 0: 16,384 */
	_Bool pdf_a; /* the document says so: ISO 19005-1 §6.9 asks for a picture of every field */
};
/* Nothing to add and no time-stamp: out->len is 0. Permitted after any certification (ISO 32000-2
 * table 257, EN 319 142-1 §5.5); ERR_PDF_LOCKED only where no increment at all may follow. */
enum err pades_extend_prepare(struct pdf_update *u, const struct pades_extension *x,
			      struct pdf_tail *out, struct error *e) MUST_USE;

/* By a report on it. */
struct pades_standing pades_standing(const struct validate_report *r, uint64_t foreign_end,
				     struct arena *mem);

struct pades_extend_request {
	struct pades_gather_options gather;
	enum pades_level level; /* LEVEL_B_LT or LEVEL_B_LTA */
	_Bool renew;		/* time-stamp again though the level is reached */
	/* A level below the one asked for is no error. With renew: a document that has its level is
	 * time-stamped though an authority that was asked about its last time-stamp does not
	 * answer; result->timestamped tells. */
	_Bool allow_lower;
	struct tsp_authorities *authorities; /* for B-LTA */
	enum digest_alg digest;		     /* of the time-stamp's imprint */
	const char *field;
};
struct pades_extended {
	struct pades_standing before, after;
	_Bool timestamped;
	time_ms gen_time;
	const char *authority;
	struct pades_material material;
};
/* out->len is 0 when there was nothing to do. A level below the one asked for is ERR_LEVEL, unless
 * allow_lower is set: then there is no tail, but result says what lacks (after.below NULL: it was
 * given up before anything was added). */
enum err pades_extend(const struct pdf_source *src, const struct pades_extend_request *rq,
		      struct arena *mem, struct pdf_tail *out, struct pades_extended *result,
		      struct error *e) MUST_USE;
