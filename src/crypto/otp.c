#include "crypto/otp.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { SHA1_SIZE = 20 };

void otp_hotp(struct bytes secret, uint64_t counter, char out[OTP_SIZE])
{
	unsigned char text[8], mac[SHA1_SIZE];
	unsigned n = 0, at, code;

	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(counter >> (56 - 8 * i));
	if (secret.len > INT_MAX ||
	    !HMAC(EVP_sha1(), secret.data, (int)secret.len, text, sizeof(text), mac, &n) ||
	    n != SHA1_SIZE)
		abort();
	at = mac[SHA1_SIZE - 1] & 0xf;
	code = (mac[at] & 0x7fu) << 24 | (unsigned)mac[at + 1] << 16 | (unsigned)mac[at + 2] << 8 |
	       mac[at + 3];
	snprintf(out, OTP_SIZE, "%06u", code % 1000000);
}

int64_t otp_totp_step(struct bytes secret, int64_t at_ms, const char *code)
{
	int64_t now = at_ms / OTP_STEP_MS, found = -1;

	for (int64_t step = now > 0 ? now - 1 : 0; step <= now + 1; step++) {
		char want[OTP_SIZE];

		otp_hotp(secret, (uint64_t)step, want);
		if (bytes_eq_secret(bytes_of_str(want), bytes_of_str(code)))
			found = step;
	}
	return found;
}

size_t base32_size(size_t len)
{
	return (len * 8 + 4) / 5 + 1;
}

void base32_encode(struct bytes in, char *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < in.len; i++) {
		bits = (bits << 8 | in.data[i]) & 0xfff;
		for (n += 8; n >= 5; n -= 5)
			*out++ = letters[bits >> (n - 5) & 31];
	}
	if (n)
		*out++ = letters[bits << (5 - n) & 31];
	*out = '\0';
}
