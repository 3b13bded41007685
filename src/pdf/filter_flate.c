#include "pdf/filter.h"
#include <limits.h>
#include <zlib.h>

enum { CHUNK_FIRST = 4096, CHUNK_MAX = 256 * 1024 };

static void inflate_done(z_stream *z)
{
	inflateEnd(z);
}
DEFINE_AUTO_DONE(inflate, z_stream)

/* Room for one more chunk, within the limit; 0: none left. */
static size_t make_room(struct buf *out)
{
	size_t want = out->len < CHUNK_FIRST ? CHUNK_FIRST : out->len;

	want = want < CHUNK_MAX ? want : CHUNK_MAX;
	if (out->limit && want > out->limit - out->len)
		want = out->limit - out->len;
	if (want)
		buf_reserve(out, want);
	return want;
}

/* More data than the limit allows, or exactly as much? */
static enum err at_limit(z_stream *z, struct buf *out, struct error *e)
{
	unsigned char spare;

	z->next_out = &spare;
	z->avail_out = 1;
	if (inflate(z, Z_NO_FLUSH) == Z_STREAM_END && z->avail_out)
		return ERR_OK;
	out->overflow = 1;
	return error_set(e, ERR_PDF_LIMIT, "a stream inflates to more than %zu bytes", out->limit);
}

enum err pdf_filter_flate(struct bytes in, struct buf *out, struct error *e)
{
	AUTO(inflate) z_stream z = { 0 };
	int rc = Z_OK;

	if (in.len > UINT_MAX)
		return error_set(e, ERR_PDF_LIMIT, "Flate data of %zu bytes", in.len);
	if (inflateInit(&z) != Z_OK)
		return error_set(e, ERR_INTERNAL, "inflate cannot start");
	z.next_in = (unsigned char *)(uintptr_t)in.data;
	z.avail_in = (unsigned)in.len;
	while (rc != Z_STREAM_END) {
		size_t room = make_room(out);

		if (!room)
			return at_limit(&z, out, e);
		z.next_out = out->data + out->len;
		z.avail_out = (unsigned)room;
		rc = inflate(&z, Z_NO_FLUSH);
		out->len += room - z.avail_out;
		if (rc != Z_OK && rc != Z_STREAM_END)
			return error_set(e, ERR_PDF_DAMAGED,
					 "Flate data are damaged after %zu bytes: %s", out->len,
					 z.msg ? z.msg : "they end too early");
	}
	return ERR_OK;
}
