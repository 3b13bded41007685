/* Does the service itself sign a contract: at sending (送信, a certification signature) and at the
 * end (締結完了)? Where a party agrees by the service's signature it does. Where every party signs by
 * a certificate of its own (pure 当事者型) the sender chooses (envelope.certify), and unless asked for
 * it does not (docs/decisions/0475).
 *
 * The answer rests on the methods of those who sign and on the sender's choice, which nobody changes
 * once it was sent: who takes over a seat has the method of the seat. */
#pragma once
#include "domain/envelope.h"

/* Somebody signs, and nobody by the service: the sender's choice counts. */
_Bool certification_is_free(const struct dossier *x);
_Bool certification_is_given(const struct dossier *x);
const char *certification_name(const struct dossier *x); /* "provider", "none" */
