/* The signature dictionary of a PAdES signature (ISO 32000-2 §12.8.1, EN 319 142-1 §6.3). */
#pragma once
#include "sig/pades/sign.h"

/* All entries but /Contents and /ByteRange. lock: the field's /Lock, resolved, or NULL. */
enum err pades_sig_dict(struct pdf_update *u, const struct pades_request *rq,
			const struct pdf_obj *lock, struct pdf_obj *out, struct error *e) MUST_USE;
