/* Shared by the files that move envelopes and recipients along; inside a transaction. */
#pragma once
#include "domain/acts.h"

/* A new link; its text goes into one mail and nowhere else. */
enum err flow_arm_link(struct domain *d, const struct recipient *r, struct link_token *out,
		       struct error *e) MUST_USE;
/* The same, to be shown to the sender: who comes by it is known by that. */
enum err flow_arm_handed_link(struct domain *d, const struct recipient *r, struct link_token *out,
			      struct error *e) MUST_USE;
/* Links and browsers of a recipient are dead, and so are mails that still wait to bring such a link. */
enum err flow_kill_links(struct domain *d, const struct recipient *r, struct error *e) MUST_USE;
enum err flow_audit_recipient(struct domain *d, const char *kind, const struct recipient *r,
			      struct error *e) MUST_USE;
/* The same with more about it. */
enum err flow_audit_more(struct domain *d, const char *kind, const struct recipient *r,
			 const struct audit_data *more, size_t n, struct error *e) MUST_USE;
/* By the state table; writes the row. ERR_CONFLICT. */
enum err flow_move(struct domain *d, struct recipient *r, enum recipient_event ev, struct error *e) MUST_USE;
/* By the state table; writes the row. ERR_CONFLICT. */
enum err flow_step(struct domain *d, struct dossier *x, enum envelope_event ev, struct error *e) MUST_USE;
/* Asks the group whose turn has come; nothing when it has been asked already. */
enum err flow_invite_next(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
/* Everybody else who is waited for has acted, whether it is signed already or not. */
_Bool flow_is_last(const struct dossier *x, const struct recipient *me);
/* What follows when somebody is done: the next group, or the conclusion. */
enum err flow_go_on(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
/* The envelope under its lock and the recipient whose session this is, who becomes the actor. */
enum err flow_lock_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			 struct recipient **r, struct error *e) MUST_USE;
/* The same without the lock: nothing on the envelope tells of it. */
enum err flow_look_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			 struct recipient **r, struct error *e) MUST_USE;
/* The envelope under its lock and a recipient of it. ERR_NOT_FOUND. */
enum err flow_lock_recipient(struct domain *d, const char *envelope, const char *recipient,
			     struct dossier *x, struct recipient **r, struct error *e) MUST_USE;
/* An own-side recipient who is a member is that member. */
enum err flow_link_member(struct domain *d, struct recipient *r, struct error *e) MUST_USE;
/* The job that ends it at its deadline, and the next reminder; each once for its time. */
enum err flow_schedule(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
/* SHA-256 of a party's values, hex, for the audit event of its act; NULL when it filled nothing in.
 * Goes in as personal data: of a value that is easy to guess the plain digest would tell it. */
const char *flow_values_digest(struct domain *d, const char *values);

/* Marks opened where the table allows it; who has acted, and a concluded contract, may still be looked at. */
enum err flow_mark_opened(struct domain *d, const struct dossier *x, struct recipient *r, struct error *e) MUST_USE;
/* The act of agreeing (or approving, or signing oneself), in its steps. */
enum err flow_check_declared(struct domain *d, const struct agree_input *in, struct error *e) MUST_USE;
void flow_declare(struct recipient *r, const struct agree_input *in, time_ms at, const char *act);
struct flow_act {
	const struct agree_input *in;
	const char *values; /* frozen before: fields_freeze */
	const struct audit_data *more; /* for the audit event; room for n_more */
	size_t n_more;
};
/* States, audit event, job. r is declared and has its factors. */
enum err flow_act_rows(struct domain *d, struct dossier *x, struct recipient *r,
		       const struct flow_act *act, struct error *e) MUST_USE;
