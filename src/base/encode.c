/* Hex and base64 of base/bytes.h. */
#include "base/bytes.h"

void hex_encode(struct bytes in, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < in.len; i++) {
		*out++ = digits[in.data[i] >> 4];
		*out++ = digits[in.data[i] & 15];
	}
	*out = '\0';
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

_Bool hex_decode(const char *hex, size_t len, unsigned char *out)
{
	if (len % 2)
		return 0;
	for (size_t i = 0; i < len; i += 2) {
		int hi = hex_value(hex[i]), lo = hex_value(hex[i + 1]);

		if (hi < 0 || lo < 0)
			return 0;
		out[i / 2] = (unsigned char)(hi << 4 | lo);
	}
	return 1;
}

static const char alphabet_std[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char alphabet_url[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *encode(struct bytes in, const char *alphabet, char *out)
{
	uint32_t acc = 0;
	int bits = 0;

	for (size_t i = 0; i < in.len; i++) {
		acc = acc << 8 | in.data[i];
		bits += 8;
		while (bits >= 6) {
			bits -= 6;
			*out++ = alphabet[acc >> bits & 63];
		}
	}
	if (bits)
		*out++ = alphabet[acc << (6 - bits) & 63];
	return out;
}

/* Canonical only: the unused bits of the last digit must be zero. */
static _Bool decode(const char *in, size_t len, const char *alphabet,
		    unsigned char *out, size_t *len_out)
{
	uint32_t acc = 0;
	int bits = 0;
	size_t n = 0;

	if (len % 4 == 1)
		return 0;
	for (size_t i = 0; i < len; i++) {
		const char *p = in[i] ? strchr(alphabet, in[i]) : NULL;

		if (!p)
			return 0;
		acc = acc << 6 | (uint32_t)(p - alphabet);
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (unsigned char)(acc >> bits);
			acc &= (1u << bits) - 1;
		}
	}
	if (acc)
		return 0;
	*len_out = n;
	return 1;
}

size_t base64url_size(size_t len)
{
	return len / 3 * 4 + (len % 3 ? len % 3 + 1 : 0) + 1;
}

void base64url_encode(struct bytes in, char *out)
{
	*encode(in, alphabet_url, out) = '\0';
}

_Bool base64url_decode(const char *in, size_t len, unsigned char *out,
		       size_t *len_out)
{
	return decode(in, len, alphabet_url, out, len_out);
}

size_t base64_size(size_t len)
{
	return (len + 2) / 3 * 4 + 1;
}

void base64_encode(struct bytes in, char *out)
{
	char *end = encode(in, alphabet_std, out);

	while ((end - out) % 4)
		*end++ = '=';
	*end = '\0';
}

_Bool base64_decode(const char *in, size_t len, unsigned char *out,
		    size_t *len_out)
{
	size_t pad = 0;

	if (len % 4)
		return 0;
	while (pad < 2 && len > pad && in[len - 1 - pad] == '=')
		pad++;
	return decode(in, len - pad, alphabet_std, out, len_out);
}
