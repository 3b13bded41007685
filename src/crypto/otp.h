/* One-time passwords of authenticator applications: TOTP (RFC 6238) with HMAC-SHA-1, six digits and
 * steps of 30 seconds, which is what every such application understands. */
#pragma once
#include "base/bytes.h"

enum { OTP_DIGITS = 6, OTP_SIZE = OTP_DIGITS + 1, OTP_STEP_MS = 30 * 1000, OTP_SECRET = 20 };

/* RFC 4226 §5.3. */
void otp_hotp(struct bytes secret, uint64_t counter, char out[OTP_SIZE]);
/* The step at which code is right, among the one of `at_ms` and one on either side (RFC 6238 §5.2);
 * -1: at none. In constant time for the code. */
int64_t otp_totp_step(struct bytes secret, int64_t at_ms, const char *code);
/* RFC 4648 §6 without padding, as the otpauth URI has it. out: base32_size(len). */
size_t base32_size(size_t len); /* with the NUL */
void base32_encode(struct bytes in, char *out);
