/* PAdES baseline signatures (ETSI EN 319 142-1), made in steps so that the key may be
 * anywhere and every step can be stored:
 *
 *   pades_prepare     document + request      -> tail with a hole
 *   pades_digest      document bytes + tail   -> document digest (from a stored state when there is one)
 *   cms_signed_attrs  digest + certificate    -> signed attributes (sig/cms/cms.h)
 *   signer_sign       attributes              -> signature value
 *   cms_assemble      all of it (+ token)     -> DER
 *   pdf_tail_fill     DER                     -> finished tail
 *
 * pades_sign does them all in one go. */
#pragma once
#include "base/clock.h"
#include "pdf/form.h"
#include "sig/signer.h"
#include "sig/tsp/authority.h"

struct pades_request {
	const char *field;	/* existing field to sign, or name of a new one */
	_Bool new_field;	/* add the field (name must be free) */
	struct pdf_new_sigfield place; /* page, rect, lock of a new field; name ignored */
	int certify;		/* 0: approval; 1..3: certification with DocMDP P */
	const char *name, *reason, *location, *contact; /* UTF-8; NULL: absent */
	time_ms time;		/* /M */
	struct pdf_ref appearance; /* made beforehand in the same update; num 0: none */
	const struct pdf_entry *extra; /* further entries of the signature dictionary */
	size_t n_extra;
	/* NULL: ETSI.CAdES.detached. "adbe.pkcs7.detached" (ISO 32000-1) for receivers that know no
	 * other: the same CMS in it, but no PAdES baseline signature */
	const char *sub_filter;
	size_t hole_bytes;	/* room for the CMS; 0: 16,384, in pades_sign what chain and token need */
};

/* u may already hold other changes of the same act (values, appearances, new fields). A field
 * with a /Lock gets the FieldMDP reference (ISO 32000-2 §12.8.2.4). Refuses: ERR_PDF_LOCKED when a
 * signature in the document forbids it, ERR_CONFLICT when the field is signed already, its name is
 * taken, or a certification would follow another signature; ERR_NOT_FOUND: no such field. */
enum err pades_prepare(struct pdf_update *u, const struct pades_request *rq,
		       struct pdf_tail *out, struct error *e) MUST_USE;

/* state: running digest over exactly the document's bytes (src may then be NULL), or NULL to read them
 * all from src. */
enum err pades_digest(const struct pdf_source *src, const struct digest *state, enum digest_alg alg,
		      const struct pdf_tail *t, unsigned char out[DIGEST_MAX], struct error *e) MUST_USE;

struct pades_signed {
	_Bool timestamped;	/* level reached: B-T, else B-B */
	time_ms gen_time;	/* of the token */
	const char *authority;	/* that gave it */
};
/* authorities NULL: B-B. With authorities a missing time-stamp is an error, never a silent B-B.
 * A CMS that needs more room than was left is made once more with enough; what a token costs
 * is then paid twice. */
enum err pades_sign(struct pdf_update *u, const struct pades_request *rq, struct signer *signer,
		    struct tsp_authorities *authorities, struct arena *mem, struct pdf_tail *out,
		    struct pades_signed *result, struct error *e) MUST_USE;
