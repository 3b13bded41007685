/* Asking the person for what opens a locked source (keys.h). */
#pragma once
#include "client/ui.h"

enum { CLIENT_SECRETS_MAX = 3 }; /* times that a person may mistype a PIN or a password */

/* Up to so many times when the person mistypes; what was entered is tried once. What a card's
 * certificate tells of the person is said before. ERR_OK also when nothing is locked. */
enum err client_unlock(struct key_source *keys, struct ui *ui, _Bool ja, struct arena *mem,
		       struct error *e) MUST_USE;
/* What to say of a failure of the source: told, or else the error's message. In mem. */
const char *client_key_told(const struct key_source *keys, _Bool ja, const struct error *e,
			    struct arena *mem);
