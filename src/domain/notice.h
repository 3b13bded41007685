/* What is said to whom: mails as rows of the outbox, in the transaction of the act.
 *
 * A mail holds its link, so its body is encrypted with the organisation's data key
 * unless everything is on trial (practice 1: nobody reads another's link). */
#pragma once
#include "domain/domain.h"
#include "store/repo/envelope.h"
#include "store/repo/work.h"

/* To a party. kind: request, resend, withdrawn, stopped, completed. token NULL: no link. */
enum err notice_party(struct domain *d, const char *kind, const struct envelope *v,
		      const struct recipient *r, const char *token, struct error *e) MUST_USE;
/* To who sent it. kind: agreed, declined, undelivered, expired, completed_sender. r NULL: about nobody. */
enum err notice_sender(struct domain *d, const char *kind, const struct envelope *v,
		       const struct recipient *r, struct error *e) MUST_USE;
/* To a member, within the organisation, about a draft: d->actor did something, with this comment.
 * kind: approval_request, approval_returned, approval_rejected, approval_approved. One who has left gets nothing. */
enum err notice_member(struct domain *d, const char *kind, const struct envelope *v, const char *account,
		       const char *comment, struct error *e) MUST_USE;
enum err notice_invitation(struct domain *d, const char *email, const char *token, struct error *e) MUST_USE;
/* To every owner of the organisation, about many documents at once. kind: level_lower, renewal_overdue. */
struct notice_digest {
	int64_t count;
	const char *deadline, *list; /* list: titles, one a line */
};
enum err notice_owners(struct domain *d, const char *kind, const struct notice_digest *about,
		       struct error *e) MUST_USE;

struct notice_content {
	const char *subject, *text, *html;
};
/* The request as it would go out, its link masked. */
enum err notice_preview(struct domain *d, const struct envelope *v, const struct recipient *r,
			struct notice_content *out, struct error *e) MUST_USE;
/* The readable content of a stored mail: for the worker that sends it, and the outbox on trial. */
enum err notice_read(struct domain *d, const struct mail *m, struct notice_content *out,
		     struct error *e) MUST_USE;
