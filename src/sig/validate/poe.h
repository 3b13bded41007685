/* Proofs of existence (EN 319 102-1 §5.6.2.3): which time-stamps were accepted so far, and what
 * they cover. Every object is known to exist at the time of validation; a time-stamp proves that it
 * did earlier. Time-stamps are accepted from the outside in. */
#pragma once
#include "base/arena.h"
#include "sig/validate/report.h"

enum { POE_PROOFS_MAX = 1000, POE_OBJECTS_MAX = 9000, POE_SLOTS = 32768 };

struct poe_object {
	unsigned char id[32]; /* SHA-256 of its DER */
	time_ms time;
	_Bool stamped; /* a document time-stamp covers it, not only a proof from outside */
};

struct poe_set {
	struct arena *mem;
	time_ms now;
	struct proof *proofs; /* newest time-stamp first */
	size_t n, cap;
	struct poe_object *objects;
	size_t n_objects, cap_objects;
	uint32_t *slots; /* where an object stands, + 1; by its id; NULL: there is none yet */
};
void poe_init(struct poe_set *s, struct arena *mem, time_ms now);

/* A document time-stamp over the bytes up to `end`, or a proof from outside: these come first. What
 * does not fit any more proves nothing. */
void poe_accept(struct poe_set *s, const struct proof *p);

/* An object (certificate, CRL, OCSP response) that the proof accepted last covers, by SHA-256. */
void poe_add(struct poe_set *s, const unsigned char id[32]);

/* The earliest proof over bytes up to `end`, of equal ones the innermost; NULL: none. */
const struct proof *poe_of_bytes(const struct poe_set *s, uint64_t end);
/* The time at which the object is proved to have existed; s->now when by nothing else. */
time_ms poe_of_object(const struct poe_set *s, struct bytes object);
time_ms poe_of_id(const struct poe_set *s, const unsigned char id[32]);
/* Does a document time-stamp cover it? */
_Bool poe_stamped(const struct poe_set *s, struct bytes object);

/* The proofs over bytes up to `end`, at most PROOFS_MAX, the ones nearest to them. */
const struct proof *poe_proofs(const struct poe_set *s, uint64_t end, size_t *n_out);
