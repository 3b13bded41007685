/* The audit trail of an envelope, taken out whole: every payload, the personal values that are not
 * erased with their salts, what the daily time-stamps prove, the acts' signatures and the lines of
 * the sealer's register. Whoever has the file can compute every hash in it again.
 *
 * docs/formats/audit-trail.md, docs/decisions/0420 */
#pragma once
#include <jansson.h>
#include "domain/envelope.h"

enum trail_view {
	TRAIL_FULL,    /* for the sender */
	TRAIL_PARTIES, /* what the sender did among themselves is withheld: number and hash only */
};

/* Reads only; a new reference. ERR_NOT_FOUND never: an envelope has a trail. */
enum err trail_export(struct domain *d, const struct dossier *x, enum trail_view view, json_t **out,
		      struct error *e) MUST_USE;
/* The one way to write it: sorted keys, no spaces, a line feed at the end. In d's memory. */
enum err trail_text(struct domain *d, const json_t *trail, struct bytes *out,
		    struct error *e) MUST_USE;
/* The same for people. trail: as exported. lang: "ja", "en". */
enum err trail_pdf(struct domain *d, const struct dossier *x, const json_t *trail, const char *lang,
		   struct bytes *out, struct error *e) MUST_USE;

/* Which events not all parties may see: what was before the last sending (others may have been
 * asked then), what the sender does to a draft that was sent back, the internal approval, and
 * questions, which are between the sender and one party. Fed with the kinds in order. */
struct trail_curtain {
	size_t last_sent; /* number of the last envelope.sent in the list; SIZE_MAX: none */
	size_t at;
	_Bool back;
};
_Bool trail_is_internal(struct trail_curtain *c, const char *kind);
