/* Shared by account.c and member.c only. */
#pragma once
#include "domain/account.h"

enum err people_ticket(struct domain *d, const char *token, const char *kind, struct ticket *out,
		       struct error *e) MUST_USE;
/* Fills id, folded address, times and the password's hash of *a (no row yet). */
enum err people_new_account(struct domain *d, struct account *a, const char *password,
			    struct error *e) MUST_USE;
/* In the caller's transaction. */
enum err people_open_session(struct domain *d, const char *account, struct signed_in *out,
			     struct error *e) MUST_USE;
