/* One signature on one document, in steps that are each durable:
 *
 *   prepared   the update is written with its hole; digest and attributes are fixed
 *   signature  the sealer has signed them
 *   token      the time-stamp over the signature is there
 *   committed  the tail is a revision of the document
 *
 * An extension (sig/pades/extend.h) goes the same way: its document time-stamp is over the document
 * itself and the step "signature" is left out; data alone has no token either, nor has a form that is made
 * ready without the service's signature (jobs/prepare.c).
 *
 * A party that signs itself (domain/ticket.h) has "prepared" made by seal_prepare, which keeps the revision
 * number for a while only; its signature comes from outside and makes the row "signature".
 *
 * seal_document goes on from wherever an earlier run stopped. The row of the seal
 * holds the revision number, so two acts on one document queue: the later one gets
 * ERR_CONFLICT and is prepared anew on the new head. */
#pragma once
#include "jobs/act_record.h"
#include "jobs/runner.h"
#include "sig/pades/extend.h"

/* The key outside that a seal is made for. */
struct seal_party {
	struct bytes certificates; /* DER, one behind the other, its own first */
	const char *algorithm;	   /* sig/algorithm.h */
	time_ms reserved_until;
};

struct seal_wish {
	const char *document_id;
	const char *act_id;	  /* joins the seals of one act over several documents */
	const char *kind;	  /* column seal.kind; says which time-stamp policy applies */
	const char *revision_kind; /* column revision.kind */
	const char *recipient_id; /* NULL: the service's own act */
	const char *shown_sha256; /* of the revision that the party was shown; NULL: none */
	const char *field;	  /* signature field; added when the document lacks it */
	int certify;		  /* 0, or DocMDP P of a certification signature */
	int lock_p;		  /* of a field that is added: /Lock /P; 0: none */
	unsigned char event_hash[32];
	const struct act_record *record; /* document_id and shown_sha256 are filled in here */
	/* Adds to the update what else belongs to it (fields, values); NULL: nothing. */
	enum err (*add)(const struct seal_wish *w, struct pdf_update *u, struct error *e);
	/* Draws what the signature shows, after add; NULL: nothing. */
	enum err (*look)(const struct seal_wish *w, struct pdf_update *u, struct pdf_ref *out,
			 struct error *e);
	const void *ctx;
	const char *sub_filter;	 /* of the signature; NULL: that of PAdES */
	_Bool by_party;		 /* signed outside: nothing is ever signed by the service's key */
	const struct seal_party *party; /* for seal_prepare */
	_Bool visible; /* the update changes what a person sees: document.visible_no moves along */
	_Bool unsigned_update; /* what add adds and nothing else: no signature, no time-stamp */
	/* an extension instead of a signature; of a resumed one only the address counts */
	const struct pades_extension *extension;
	enum digest_alg digest; /* of its imprint */
	/* Looks at the finished tail before it becomes a revision; NULL: nobody does. */
	enum err (*check)(const struct seal_wish *w, struct bytes tail, struct error *e);
};

struct seal_result {
	time_ms gen_time;
	const char *authority, *class; /* of the time-stamp */
};

/* d must be bound to the organisation. out may be NULL. */
enum err seal_document(struct job_run *j, struct domain *d, const struct seal_wish *w,
		       struct seal_result *out, struct error *e) MUST_USE;
/* Up to "prepared", for w->party. ERR_CONFLICT: another act is just being sealed. */
enum err seal_prepare(struct job_run *j, struct domain *d, const struct seal_wish *w, struct seal *out,
		      struct error *e) MUST_USE;
