/* Hash-chained record, one chain per envelope and one per organisation.
 *
 *   payload  canonical JSON (sorted keys, no spaces, UTF-8):
 *            {"actor":{"id","kind"},"at","chain","data":{…},"hashed":{…},"kind","prev","seq","v":1}
 *   hash     SHA-256(prev_hash || payload); the first prev_hash is 32 zero bytes
 *   hashed   personal data only as SHA-256(salt || value), 16 random bytes of salt; salts and
 *            values are in a table of their own, so that erasing them leaves the chain whole
 *
 * Called inside the transaction of the act. */
#pragma once
#include "domain/domain.h"
#include "store/repo/audit.h"

struct audit_data {
	const char *name, *value; /* value NULL: left out */
	_Bool personal;
};
struct audit_entry {
	const char *envelope;	/* id; NULL: the organisation's chain */
	const char *kind;	/* row of audit_events.def */
	const struct audit_data *data;
	size_t n;
};
struct audit_mark {		/* what a signature names */
	int64_t seq;
	unsigned char hash[AUDIT_HASH_SIZE];
};
/* d->actor is recorded: kind and id plainly; name, mail, address and browser as personal data. */
enum err audit_append(struct domain *d, const struct audit_entry *x, struct audit_mark *mark_out,
		      struct error *e) MUST_USE;

struct audit_event {
	int64_t seq;
	time_ms at;
	const char *kind, *text;	/* text in the language asked for */
	const char *actor_kind, *actor_name; /* name NULL: erased, or the system */
	const char *payload;
	const char *hash;		/* hex */
};
/* Of the sender's own house (社内): not for the counterparty, in no certificate, view or mail of theirs.
 * Such an event's data says "internal", too. */
_Bool audit_is_internal(const char *kind);

/* chain: id of an envelope or of the organisation. *intact false: altered, see audit_verify. */
enum err audit_read(struct domain *d, const char *chain, const char *lang, const struct audit_event **out,
		    size_t *n, _Bool *intact, struct error *e) MUST_USE;

/* What an event says of somebody. */
struct audit_about {
	const char *envelope, *kind, *recipient;
};
/* Its personal value of that name, of the newest such event; NULL: there is none, or it was erased. */
enum err audit_personal(struct domain *d, const struct audit_about *about, const char *name,
			const char **out, struct error *e) MUST_USE;

struct audit_verdict {
	_Bool intact;
	int64_t events;
	int64_t bad_seq;	/* first event that does not fit; 0: none */
	const char *reason;	/* NULL when intact */
};
/* Recomputes every hash, the numbering, and every personal value that is still there. */
enum err audit_verify(struct domain *d, const char *chain, struct audit_verdict *out, struct error *e) MUST_USE;
