/* Shared by the files that move envelopes and recipients along; inside a transaction. */
#pragma once
#include "domain/envelope.h"

/* "document.N" = id and "sha256.N" = digest of each contract document, for an audit event;
 * room for `more` further entries behind the n. */
enum err flow_document_data(struct domain *d, const struct dossier *x, size_t more,
			    struct audit_data **out, size_t *n, struct error *e) MUST_USE;
/* A new link; its text goes into one mail and nowhere else. */
enum err flow_arm_link(struct domain *d, const struct recipient *r, struct link_token *out,
		       struct error *e) MUST_USE;
enum err flow_audit_recipient(struct domain *d, const char *kind, const struct recipient *r,
			      struct error *e) MUST_USE;
/* By the state table; writes the row. ERR_CONFLICT. */
enum err flow_move(struct domain *d, struct recipient *r, enum recipient_event ev, struct error *e) MUST_USE;
/* Asks the group whose turn has come; nothing when it has been asked already. */
enum err flow_invite_next(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
/* The draft under its lock; whoever comes with an old version is told so (0: any). */
enum err flow_lock_draft(struct domain *d, const char *id, int64_t version, struct dossier *x,
			 struct error *e) MUST_USE;
/* A new version of it. */
enum err flow_touch(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
/* The envelope under its lock and the recipient whose session this is; d acts as that recipient. */
enum err flow_lock_party(struct domain *d, const struct recipient_ref *ref, struct dossier *x,
			 struct recipient **r, struct error *e) MUST_USE;
/* May this person answer by ev now? ERR_CONFLICT with the reason. */
enum err flow_check_turn(struct domain *d, const struct dossier *x, const struct recipient *r,
			 enum envelope_event ev, struct error *e) MUST_USE;
/* SHA-256 of a party's values, hex, for the audit event of its act; NULL when it filled nothing in.
 * Goes in as personal data: of a value that is easy to guess the plain digest would tell it. */
const char *flow_values_digest(struct domain *d, const char *values);
