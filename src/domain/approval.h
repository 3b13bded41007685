/* Internal approval before sending (社内承認): routes of the organisation, requests for one version
 * of a draft, answers. Nothing of it is for the counterparty: its events are marked internal. */
#pragma once
#include "domain/envelope.h"
#include "store/repo/approval.h"

/* Routes ------------------------------------------------------------------- */

struct approval_step {
	const char *mode;    /* "any": one of them is enough, "all" */
	const char **people; /* account ids */
	size_t n;
};
struct approval_route_input {
	const char *name;
	int64_t min_amount, max_amount; /* yen, both included; negative: no bound */
	_Bool always, allow_self;
	const struct approval_step *steps;
	size_t n_steps;
	int64_t version; /* of an edit */
};
enum { APPROVAL_STEPS_MAX = 10, APPROVAL_PEOPLE_MAX = 20 };

enum err approval_route_create(struct domain *d, const struct approval_route_input *in,
			       struct approval_route *out, struct error *e) MUST_USE;
enum err approval_route_edit(struct domain *d, const char *id,
			     const struct approval_route_input *in, struct approval_route *out,
			     struct error *e) MUST_USE;
enum err approval_route_remove(struct domain *d, const char *id, struct error *e) MUST_USE;
enum err approval_route_steps(struct domain *d, const struct approval_route *r,
			      struct approval_step **out, size_t *n, struct error *e) MUST_USE;

/* The routes of which one must have approved before this draft is sent; none: it need not be
 * approved.
 *
 * A route counts when it is for every amount or the draft's amount is within its bounds. An amount
 * that is blank, or not in yen, counts as above every bound, and so meets every route. Of those
 * that count only the ones with the highest lower bound will do: nobody chooses the easier way. */
enum err approval_routes_for(struct domain *d, const struct envelope *v,
			     const struct approval_route **out, size_t *n,
			     struct error *e) MUST_USE;

/* Requests ----------------------------------------------------------------- */

struct approval_standing {
	const char *state; /* none, requested, approved, returned, rejected */
	_Bool required;
	_Bool reset;	      /* it was asked for, and the draft was edited since */
	struct approval last; /* id NULL: never asked for */
	const struct approval_person *people;
	size_t n;
};
enum err approval_standing(struct domain *d, const struct dossier *x, struct approval_standing *out,
			   struct error *e) MUST_USE;
/* Why the draft cannot be sent: "approval-needed", "approval-open"; NULL: it can. */
enum err approval_blocks(struct domain *d, const struct dossier *x, const char **code,
			 struct error *e) MUST_USE;

/* route NULL: the one that must approve. */
enum err approval_ask(struct domain *d, const char *envelope, const char *route,
		      const char *comment, struct error *e) MUST_USE;
enum approval_act { APPROVAL_APPROVE, APPROVAL_RETURN, APPROVAL_REJECT };
enum err approval_answer(struct domain *d, const char *envelope, enum approval_act act,
			 const char *comment, struct error *e) MUST_USE;
/* Before a draft is changed, in the caller's transaction; the caller writes the envelope's row. */
enum err approval_reset(struct domain *d, struct dossier *x, struct error *e) MUST_USE;
