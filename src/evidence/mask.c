#include "evidence/mask.h"
#include <stdlib.h>

enum { TOKEN_MIN = 40, CODE_MIN = 6, LINE_MAX_CHARS = 76 };

static _Bool is_token(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

static _Bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void mask_runs(char *text, size_t len, _Bool (*in)(char c), size_t min)
{
	for (size_t i = 0, n; i < len; i += n ? n : 1) {
		for (n = 0; i + n < len && in(text[i + n]); n++)
			;
		if (n >= min)
			memset(text + i, '*', n);
	}
}

void mask_text(char *text, size_t len, _Bool codes)
{
	mask_runs(text, len, is_token, TOKEN_MIN);
	if (codes)
		mask_runs(text, len, is_digit, CODE_MIN);
}

/* The lines of one base64 part, joined; what they say, masked; and as many lines again. */
static void mask_part(struct bytes lines, _Bool codes, struct buf *out)
{
	AUTO(buf) struct buf joined = { 0 };
	char *plain, *text;
	size_t n = 0, len;

	for (size_t i = 0; i < lines.len; i++)
		if (lines.data[i] != '\r' && lines.data[i] != '\n')
			buf_append_byte(&joined, lines.data[i]);
	plain = malloc(joined.len + 1);
	text = malloc(base64_size(joined.len));
	if (!plain || !text)
		abort();
	if (base64_decode((const char *)joined.data, joined.len, (unsigned char *)plain, &n)) {
		mask_text(plain, n, codes);
		base64_encode(BYTES(plain, n), text);
		len = strlen(text);
		for (size_t at = 0; at < len; at += LINE_MAX_CHARS) {
			buf_append(out,
				   BYTES(text + at,
					 len - at < LINE_MAX_CHARS ? len - at : LINE_MAX_CHARS));
			buf_append_str(out, "\r\n");
		}
	} else {
		buf_append_str(out, "[not readable, left out]\r\n");
	}
	free(plain);
	free(text);
}

static void mask_piece(struct bytes in, _Bool codes, struct buf *out)
{
	size_t from = out->len;

	buf_append(out, in);
	if (in.len)
		mask_text((char *)out->data + from, in.len, codes);
}

/* Headers: an encoded word (RFC 2047) is a name or a subject, which holds no token. */
static void mask_plain(struct bytes in, _Bool codes, struct buf *out)
{
	for (;;) {
		size_t word = bytes_find(in, BYTES_LIT("=?UTF-8?B?"), 0), end;

		mask_piece(bytes_slice(in, 0, word), codes, out);
		if (word == SIZE_MAX)
			return;
		end = bytes_find(in, BYTES_LIT("?="), word + 10);
		end = end == SIZE_MAX ? in.len : end + 2;
		buf_append(out, bytes_slice(in, word, end - word));
		in = bytes_slice(in, end, SIZE_MAX);
	}
}

void mask_mail(struct bytes mime, _Bool codes, struct buf *out)
{
	static const char mark[] = "Content-Transfer-Encoding: base64\r\n\r\n";
	size_t at = 0;

	for (;;) {
		size_t begin = bytes_find(mime, BYTES_LIT(mark), at), end;

		if (begin == SIZE_MAX)
			break;
		begin += sizeof(mark) - 1;
		end = bytes_find(mime, BYTES_LIT("--"), begin);
		if (end == SIZE_MAX)
			end = mime.len;
		mask_plain(bytes_slice(mime, at, begin - at), codes, out);
		mask_part(bytes_slice(mime, begin, end - begin), codes, out);
		at = end;
	}
	mask_plain(bytes_slice(mime, at, SIZE_MAX), codes, out);
}
