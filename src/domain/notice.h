/* What is said to whom: mails as rows of the outbox, in the transaction of the act.
 *
 * Kinds are the files of mails/. A mail holds its link, so its body is encrypted with the
 * organisation's data key unless everything is on trial (practice 1: nobody reads another's link).
 */
#pragma once
#include "domain/domain.h"
#include "domain/notice_template.h"
#include "store/repo/envelope.h"
#include "store/repo/work.h"

/* What a mail may say beside what the envelope and the people say themselves: NULL or 0 is left out
 * together with its line. Which kind uses what: mails/KIND.mail. */
struct notice_facts {
	const char *token;    /* of the recipient's link: {link} */
	const char *path;     /* of a member's page, "/approvals": {page}; NULL: the envelope's */
	const char *who;      /* who forwarded, took over, approved, reports */
	const char *reason;   /* reason or comment */
	const char *text;     /* question, answer, report in its writer's words */
	const char *code;     /* to be typed */
	const char *category; /* of a report */
	const char *note;     /* text code (texts.def) of what the reader has to do besides */
	time_ms deadline;     /* 0: the envelope's own */
	time_ms until;	      /* a time asked for; the end of a code */
};

/* To a party (recipient_id of the mail). facts NULL: none. Kinds "to: party". */
enum err notice_to_party(struct domain *d, const char *kind, const struct envelope *v,
			 const struct recipient *r, const struct notice_facts *facts,
			 struct error *e) MUST_USE;
/* To who sent the envelope, or made it. r: the party whom it is about; NULL: nobody. Kinds "to:
 * sender". */
enum err notice_to_sender(struct domain *d, const char *kind, const struct envelope *v,
			  const struct recipient *r, const struct notice_facts *facts,
			  struct error *e) MUST_USE;
/* To a member. Kinds "to: member". */
enum err notice_to_member(struct domain *d, const char *kind, const struct envelope *v,
			  const char *account, const struct notice_facts *facts,
			  struct error *e) MUST_USE;
/* To an address outside of the envelope, such as the operator's. v NULL: about no envelope. */
struct notice_address {
	const char *name, *email, *locale; /* name may be "" */
};
enum err notice_to_address(struct domain *d, const char *kind, const struct notice_address *to,
			   const struct envelope *v, const struct notice_facts *facts,
			   struct error *e) MUST_USE;

/* Short forms. notice_party: token NULL: no link; a withdrawal's reason is the envelope's.
 * notice_sender: a refusal's reason is the party's. */
enum err notice_party(struct domain *d, const char *kind, const struct envelope *v,
		      const struct recipient *r, const char *token, struct error *e) MUST_USE;
enum err notice_sender(struct domain *d, const char *kind, const struct envelope *v,
		       const struct recipient *r, struct error *e) MUST_USE;
enum err notice_invitation(struct domain *d, const char *email, const char *token,
			   struct error *e) MUST_USE;
/* To every owner of the organisation, about many documents at once. kind: level_lower,
 * renewal_overdue. */
struct notice_digest {
	int64_t count;
	const char *deadline, *list; /* list: titles, one a line */
};
enum err notice_owners(struct domain *d, const char *kind, const struct notice_digest *about,
		       struct error *e) MUST_USE;

/* Any kind as it would go out now to this recipient (or about them, when it goes to the sender),
 * its link masked and samples for what only the act knows. locale NULL: the addressee's.
 * ERR_NOT_FOUND: no such kind. */
enum err notice_preview(struct domain *d, const char *kind, const struct envelope *v,
			const struct recipient *r, const char *locale, struct notice_content *out,
			struct error *e) MUST_USE;
/* The readable content of a stored mail: for the worker that sends it, and the outbox on trial. */
enum err notice_read(struct domain *d, const struct mail *m, struct notice_content *out,
		     struct error *e) MUST_USE;
