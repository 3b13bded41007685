/* Which key is meant when none is named: as when a browser starts the program. */
#pragma once
#include "client/keys.h"

/* The line in the person's own file, in mem; ERR_NOT_FOUND without one. */
enum err client_own_key_line(struct arena *mem, const char **out, struct error *e) MUST_USE;
/* The line in the person's own file (pc.h, as for key_source_open). Without that file every token
 * over PKCS#11, or Windows' certificate store; but a My Number card when one is in a reader and no
 * token shows a certificate that signs. */
enum err client_own_key(time_ms now, struct key_source **out, struct error *e) MUST_USE;
