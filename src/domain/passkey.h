/* Verifying a passkey's answer (WebAuthn §7.1, §7.2) against the challenge that was given. */
#pragma once
#include "domain/gate.h"

struct passkey_expected {
	const char *challenge; /* base64url */
	const char *type;      /* webauthn.create, webauthn.get */
};
/* A new one: *out is ready to be stored. ERR_INVALID or ERR_BAD_SIG: not good. */
enum err passkey_new(struct domain *d, const struct passkey_expected *want,
		     const struct passkey_answer *in, struct person_passkey *out,
		     struct error *e) MUST_USE;
/* One of known; *out is the one that signed, *count_out its counter. */
enum err passkey_verify(struct domain *d, const struct passkey_expected *want,
			const struct passkey_answer *in, const struct person_passkey *known,
			size_t n, const struct person_passkey **out, int64_t *count_out,
			struct error *e) MUST_USE;
const char *passkey_rp_id(struct domain *d);
