/* The filters that write bytes as text, and run lengths (§7.4.2, §7.4.3, §7.4.5). */
#include "pdf/filter.h"
#include "pdf/lexer.h"

static enum err damaged(const char *what, size_t at, struct error *e)
{
	return error_set(e, ERR_PDF_DAMAGED, "%s at byte %zu", what, at);
}

enum err pdf_filter_hex(struct bytes in, struct buf *out, struct error *e)
{
	int high = -1;

	for (size_t i = 0; i < in.len && !out->overflow; i++) {
		int digit = pdf_hex_digit(in.data[i]);

		if (in.data[i] == '>')
			break;
		if (digit < 0 && !pdf_is_space(in.data[i]))
			return damaged("ASCIIHex data hold another character", i, e);
		if (digit < 0)
			continue;
		if (high < 0) {
			high = digit;
		} else {
			buf_append_byte(out, (unsigned char)(high << 4 | digit));
			high = -1;
		}
	}
	if (high >= 0)
		buf_append_byte(out, (unsigned char)(high << 4));
	return ERR_OK;
}

/* n characters (1 to 5) in group make n-1 bytes. False: too large a number. */
static _Bool put_group(const unsigned char *group, unsigned n, struct buf *out)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 5; i++)
		v = v * 85 + (i < n ? (unsigned)(group[i] - 33) : 84U);
	if (v > UINT32_MAX)
		return 0;
	for (unsigned i = 0; i + 1 < n; i++)
		buf_append_byte(out, (unsigned char)(v >> (24 - 8 * i)));
	return 1;
}

enum err pdf_filter_85(struct bytes in, struct buf *out, struct error *e)
{
	unsigned char group[5];
	unsigned n = 0;
	size_t i;

	for (i = 0; i < in.len && in.data[i] != '~' && !out->overflow; i++) {
		unsigned char c = in.data[i];

		if (pdf_is_space(c))
			continue;
		if (c == 'z' && !n) {
			buf_fill(out, 0, 4);
			continue;
		}
		if (c < '!' || c > 'u')
			return damaged("ASCII85 data hold another character", i, e);
		group[n++] = c;
		if (n < 5)
			continue;
		if (!put_group(group, 5, out))
			return damaged("ASCII85 data hold too large a group", i, e);
		n = 0;
	}
	if (n == 1 || (n && !put_group(group, n, out)))
		return damaged("ASCII85 data end within a group", i, e);
	return ERR_OK;
}

enum err pdf_filter_run_length(struct bytes in, struct buf *out, struct error *e)
{
	size_t i = 0;

	while (i < in.len && in.data[i] != 128 && !out->overflow) {
		size_t n = in.data[i] < 128 ? (size_t)in.data[i] + 1 : 257U - in.data[i];
		size_t take = in.data[i] < 128 ? n : 1;

		if (take > in.len - i - 1)
			return damaged("RunLength data end within a run", i, e);
		if (take == n)
			buf_append(out, bytes_slice(in, i + 1, n));
		else
			buf_fill(out, in.data[i + 1], n);
		i += 1 + take;
	}
	return ERR_OK;
}
