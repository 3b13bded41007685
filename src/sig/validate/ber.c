#include "sig/validate/ber.h"

struct header {
	size_t size;	/* of tag and length */
	size_t content; /* unless indefinite */
	_Bool indefinite, constructed, end; /* end: the two zeros that close an indefinite one */
};

static size_t tag_size(struct bytes in)
{
	size_t n = 1;

	if (in.len == 0)
		return 0;
	if ((in.data[0] & 0x1f) != 0x1f)
		return 1;
	while (n < in.len && n < 6 && in.data[n] & 0x80)
		n++;
	return n < in.len && n < 6 ? n + 1 : 0;
}

static _Bool read_length(struct bytes in, struct header *h)
{
	size_t n, v = 0;

	if (in.len == 0)
		return 0;
	h->size++;
	if (in.data[0] < 0x80) {
		h->content = in.data[0];
		return 1;
	}
	n = in.data[0] & 0x7f;
	h->indefinite = n == 0;
	if (n > 4 || n >= in.len)
		return 0;
	for (size_t i = 1; i <= n; i++)
		v = v << 8 | in.data[i];
	h->size += n;
	h->content = v;
	return 1;
}

static _Bool read_header(struct bytes in, struct header *h)
{
	size_t tag = tag_size(in);

	*h = (struct header){ .size = tag };
	if (tag == 0 || !read_length(bytes_slice(in, tag, in.len), h))
		return 0;
	h->constructed = in.data[0] & 0x20;
	h->end = in.data[0] == 0 && tag == 1 && h->size == 2 && h->content == 0 && !h->indefinite;
	if (h->indefinite)
		return h->constructed;
	return h->content <= in.len - h->size;
}

/* Elements of known length are skipped whole; only indefinite ones are entered. */
size_t ber_element(struct bytes in)
{
	unsigned open = 0;
	size_t at = 0;

	do {
		struct header h;

		if (!read_header(bytes_slice(in, at, in.len), &h) || (h.end && open == 0))
			return 0;
		at += h.size;
		if (h.end)
			open--;
		else if (h.indefinite && ++open > BER_DEPTH_MAX)
			return 0;
		else if (!h.indefinite)
			at += h.content;
	} while (open > 0);
	return at;
}

_Bool ber_padding(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (in.data[i] != 0)
			return 0;
	return 1;
}
