/* What every act of the domain needs, passed in; and how an act refuses.
 *
 * A struct domain serves one request or one job: its memory is d->repo.mem, its
 * organisation d->repo.org (NULL until it is known). Nothing here does network,
 * mail or PDF work: such effects are rows (jobs, mails) written in the same
 * transaction as the state and the audit event. */
#pragma once
#include <jansson.h>
#include "base/clock.h"
#include "base/rng.h"
#include "store/repo/repo.h"
#include "store/seal/master_key.h"

struct stamp_source;
struct field_drawing;

/* When kept documents are renewed (domain/preservation.h). */
struct keep_rules {
	time_ms lead;	/* so long before the last proof ends */
	time_ms alarm;	/* so long before, at the latest; then it is overdue */
	unsigned night_from, night_to; /* hours in Japan between which renewals run */
	unsigned per_minute;
	const char *policy; /* fingerprint of the algorithm policy: another one plans all anew */
};

struct domain_settings {
	const char *base_url;	/* "https://sign.example.jp", no slash at its end */
	_Bool trial;		/* no trusted certificate or no mail: everything is marked 試用 */
	_Bool mail_ready;	/* false: mails stay in the outbox and are never sent */
	_Bool sms_ready;	/* text messages can be sent */
	const char *level;	/* PAdES level asked for: "B-B", "B-T", … */
	time_ms session_ttl, recipient_session_ttl, link_ttl, invitation_ttl, setup_ttl;
	unsigned documents_max, recipients_max, attachments_max;
	time_ms trash_ttl;	/* a discarded draft is kept so long */
	uint64_t envelope_bytes_max; /* all uploads of one envelope */
	const char *abuse_mail;	/* the operator's address for reports of abuse; NULL: none */
	const struct stamp_source *authorities; /* configured for time-stamps, in order (timestamps.h) */
	size_t n_authorities;
	struct keep_rules keep;
};
extern const struct domain_settings domain_settings_default; /* base_url is missing in it */

enum actor_kind { ACTOR_SYSTEM, ACTOR_MEMBER, ACTOR_RECIPIENT };
struct actor {
	enum actor_kind kind;
	const char *id, *name, *email;	/* NULL for the system */
	const char *ip, *agent;		/* NULL: not known */
	_Bool owner;			/* a member who is an administrator */
};

struct field_error {
	const char *field;	/* "recipients[0].email"; "" when it is about the whole */
	const char *code;	/* text code of texts.def */
};
enum { FIELD_ERRORS_MAX = 32 };

struct domain {
	struct repo repo;
	const struct clock *clock;
	struct rng *rng;
	const struct master_key *master; /* wraps the organisations' data keys */
	const struct domain_settings *set;
	const struct field_drawing *drawing; /* looks at pages and boxes (domain/field.h); NULL: nobody does */
	struct actor actor;
	/* why the last call refused, for the person who asked */
	const char *refusal;	/* text code; NULL: the error's own text says it */
	struct field_error errors[FIELD_ERRORS_MAX];
	size_t n_errors;
};

/* Refuses with a text code of texts.def. */
enum err domain_refuse(struct domain *d, enum err code, const char *text, struct error *e);
/* Notes a field error; the caller refuses with ERR_INVALID at the end of its checks. */
void domain_field_error(struct domain *d, const char *field, const char *code);
/* ERR_INVALID when any field error was noted. */
enum err domain_fields_ok(struct domain *d, struct error *e) MUST_USE;

static inline UNUSED time_ms domain_now(const struct domain *d)
{
	return clock_now(d->clock);
}
/* A new id, in d's memory. */
const char *domain_id(struct domain *d, const char *prefix);
/* printf into d's memory; never NULL (aborts past the arena's limit: callers bound their inputs). */
const char *domain_printf(struct domain *d, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* One text for one content, in d's memory: compact, members sorted, reals with six digits. Takes v; NULL
 * is null. */
const char *domain_json(struct domain *d, json_t *v);

/* AUTO(tx) struct tx tx = { d->repo.db }; TRY(db_begin(tx.db, e)); … return db_commit(tx.db, e);
 * rolls back on every other way out. */
struct tx {
	struct db *db;
};
static inline UNUSED void tx_done(struct tx *t)
{
	db_rollback(t->db);
}
DEFINE_AUTO_DONE(tx, struct tx)
