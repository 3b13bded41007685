/* What a mail server reports about a mail that it had taken: shown at the recipient, told to the
 * sender. */
#pragma once
#include "domain/domain.h"

struct bounce {
	_Bool failed;	  /* given up; false: delayed, still being tried */
	const char *code; /* "5.1.1"; "": not said */
	const char *text; /* the server's words */
};
/* token: of the mail's envelope sender. The same report twice changes nothing. *news false then,
 * and when no mail bears the token: ERR_NOT_FOUND for that. Sets d->repo.org. */
enum err bounce_take(struct domain *d, const char *token, const struct bounce *b, _Bool *news,
		     struct error *e) MUST_USE;
