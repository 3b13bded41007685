/* People: set-up, sign-in, sessions, members and their invitations. */
#pragma once
#include "domain/domain.h"
#include "domain/link.h"
#include "domain/permission.h"
#include "store/repo/organisation.h"

/* Makes a set-up token while there is no organisation (older unused ones die); its text goes to whoever
 * started the service and is stored nowhere. *token_out "": set up already. */
enum err account_bootstrap(struct domain *d, char token_out[TOKEN_TEXT_SIZE], struct error *e) MUST_USE;
enum err account_setup_needed(struct domain *d, _Bool *out, struct error *e) MUST_USE;
/* Changes nothing. */
enum err account_setup_check(struct domain *d, const char *token, _Bool *valid_out, struct error *e) MUST_USE;

/* A session just made: token is the cookie's value. */
struct signed_in {
	struct link_token token;
	const char *organisation_id, *account_id;
};

struct setup_input {
	const char *token, *organisation_name, *name, *email, *password, *locale;
};
/* The first organisation and its owner, signed in. Sets d->repo.org. */
enum err account_setup(struct domain *d, const struct setup_input *in, struct signed_in *out,
		       struct error *e) MUST_USE;

/* Unknown account, wrong password, no membership: the same ERR_UNAUTHENTICATED after the same time.
 * ERR_RATE_LIMITED after too many failures for a mail address. Sets d->repo.org. */
enum err account_sign_in(struct domain *d, const char *email, const char *password, struct signed_in *out,
			 struct error *e) MUST_USE;
enum err account_sign_out(struct domain *d, const char *cookie, struct error *e) MUST_USE;

/* Who a session cookie belongs to. ERR_UNAUTHENTICATED when it is not valid (any more). */
enum err account_session(struct domain *d, const char *cookie, struct session_row *out,
			 struct error *e) MUST_USE;

/* Own profile; NULL: unchanged. */
enum err account_edit(struct domain *d, const char *name, const char *locale, struct error *e) MUST_USE;
/* Ends the account's other sessions. */
enum err account_change_password(struct domain *d, const char *cookie, const char *current,
				 const char *password, struct error *e) MUST_USE;

/* Members and open invitations as one list: an invitation's id is its ticket's. */
struct member_item {
	const char *id, *name, *email, *role, *state; /* state: active, invited */
};
enum err member_items(struct domain *d, const struct member_item **out, size_t *n, struct error *e) MUST_USE;
enum err member_invite(struct domain *d, const char *email, const char *role, struct member_item *out,
		       struct error *e) MUST_USE;
enum err member_change_role(struct domain *d, const char *id, const char *role, struct member_item *out,
			    struct error *e) MUST_USE;
enum err member_remove(struct domain *d, const char *id, struct error *e) MUST_USE;

struct invitation {
	const char *organisation_name, *email, *role;
};
/* Changes nothing. ERR_LINK_EXPIRED: unknown, used or over. */
enum err invitation_check(struct domain *d, const char *token, struct invitation *out,
			  struct error *e) MUST_USE;
struct accept_input {
	const char *token, *name, *password, *locale;
};
enum err invitation_accept(struct domain *d, const struct accept_input *in, struct signed_in *out,
			   struct error *e) MUST_USE;
