#include "intake/zip.h"
#include <zlib.h>

enum {
	END_SIZE = 22,
	COMMENT_MAX = 65535,
	CENTRAL_SIZE = 46,
	LOCAL_SIZE = 30,
	CENTRAL_MAX = 8 * 1024 * 1024,
	STORED = 0,
	DEFLATED = 8,
	ENCRYPTED = 1 << 0,
};

static unsigned u16(const unsigned char *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)u16(p) | (uint32_t)u16(p + 2) << 16;
}

static enum err damaged(struct error *e, const char *what)
{
	return error_set(e, ERR_INVALID, "zip: %s", what);
}

struct directory {
	uint64_t at, size;
	size_t n;
};

static enum err find_end(const struct pdf_source *file, struct arena *mem, struct directory *out,
			 struct error *e)
{
	size_t len = file->size < END_SIZE + COMMENT_MAX ? (size_t)file->size : END_SIZE + COMMENT_MAX;
	uint64_t from = file->size - len, end;
	const unsigned char *p;
	struct bytes tail;
	size_t at;

	TRY(pdf_source_get(file, from, len, mem, &tail, e));
	at = bytes_rfind(tail, BYTES_LIT("PK\5\6"));
	if (at == SIZE_MAX || tail.len - at < END_SIZE)
		return damaged(e, "no end of its table of contents");
	p = tail.data + at;
	if (at + END_SIZE + u16(p + 20) != tail.len)
		return damaged(e, "there is something behind its end");
	end = from + at;
	*out = (struct directory){ u32(p + 16), u32(p + 12), u16(p + 10) };
	if (u16(p + 4) || u16(p + 6) || u16(p + 8) != u16(p + 10) || out->at + out->size != end)
		return damaged(e, "its table of contents is not where it should be");
	if (out->n > ZIP_ENTRIES || out->size > CENTRAL_MAX)
		return error_set(e, ERR_TOO_LARGE, "zip: too many members");
	return ERR_OK;
}

static enum err read_entry(struct bytes *left, struct arena *mem, struct zip_entry *out, struct error *e)
{
	const unsigned char *p = left->data;
	size_t name, more;

	if (left->len < CENTRAL_SIZE || memcmp(p, "PK\1\2", 4) != 0)
		return damaged(e, "its table of contents is broken");
	name = u16(p + 28);
	more = (size_t)u16(p + 30) + u16(p + 32);
	if (left->len - CENTRAL_SIZE < name + more || memchr(p + CENTRAL_SIZE, 0, name))
		return damaged(e, "its table of contents is broken");
	*out = (struct zip_entry){ .name = arena_strndup(mem, (const char *)p + CENTRAL_SIZE, name),
				   .flags = u16(p + 8), .method = u16(p + 10), .packed = u32(p + 20),
				   .size = u32(p + 24), .at = u32(p + 42) };
	*left = bytes_slice(*left, CENTRAL_SIZE + name + more, left->len);
	return out->name ? ERR_OK : error_set(e, ERR_TOO_LARGE, "zip: too many members");
}

/* Members share no bytes: what they take together fits into the file. */
static enum err check_room(const struct zip *z, struct error *e)
{
	uint64_t packed = 0;

	for (size_t i = 0; i < z->n; i++)
		packed += z->entries[i].packed + LOCAL_SIZE + strlen(z->entries[i].name);
	return packed <= z->file->size ? ERR_OK : damaged(e, "its members overlap");
}

enum err zip_open(const struct pdf_source *file, struct arena *mem, struct zip *out, struct error *e)
{
	struct zip z = { .file = file };
	struct directory d;
	struct zip_entry *list;
	struct bytes left;

	if (file->size < END_SIZE)
		return damaged(e, "it is too short");
	TRY(find_end(file, mem, &d, e));
	TRY(pdf_source_get(file, d.at, (size_t)d.size, mem, &left, e));
	list = arena_alloc_n(mem, d.n + 1, sizeof(*list));
	if (!list)
		return error_set(e, ERR_TOO_LARGE, "zip: too many members");
	for (; z.n < d.n; z.n++) {
		TRY(read_entry(&left, mem, &list[z.n], e));
		z.unpacked += list[z.n].size;
		z.encrypted |= (list[z.n].flags & ENCRYPTED) != 0;
	}
	if (left.len)
		return damaged(e, "its table of contents is broken");
	z.entries = list;
	TRY(check_room(&z, e));
	*out = z;
	return ERR_OK;
}

const struct zip_entry *zip_find(const struct zip *z, const char *name)
{
	for (size_t i = 0; i < z->n; i++)
		if (!strcmp(z->entries[i].name, name))
			return &z->entries[i];
	return NULL;
}

/* size: what the table of contents promises. */
static enum err unpack(struct bytes in, size_t size, struct arena *mem, struct bytes *out, struct error *e)
{
	unsigned char *data = arena_alloc(mem, size + 1);
	z_stream s = { 0 };
	size_t got;
	int rc;

	if (!data || inflateInit2(&s, -MAX_WBITS) != Z_OK)
		return error_set(e, ERR_TOO_LARGE, "zip: out of memory");
	s.next_in = (Bytef *)(uintptr_t)in.data;
	s.avail_in = (uInt)in.len;
	s.next_out = data;
	s.avail_out = (uInt)size + 1;
	rc = inflate(&s, Z_FINISH);
	got = s.total_out;
	inflateEnd(&s);
	if (rc != Z_STREAM_END || got != size)
		return damaged(e, "a member does not unpack to what it promises");
	*out = BYTES(data, got);
	return ERR_OK;
}

enum err zip_read(const struct zip *z, const struct zip_entry *entry, size_t max, struct arena *mem,
		  struct bytes *out, struct error *e)
{
	struct bytes head, packed;
	uint64_t at;

	if (entry->packed > max || entry->size > max)
		return error_set(e, ERR_TOO_LARGE, "zip: a member is too large");
	if (z->file->size < LOCAL_SIZE || entry->at > z->file->size - LOCAL_SIZE)
		return damaged(e, "a member lies outside");
	TRY(pdf_source_get(z->file, entry->at, LOCAL_SIZE, mem, &head, e));
	if (memcmp(head.data, "PK\3\4", 4) != 0 || u16(head.data + 8) != entry->method)
		return damaged(e, "a member is not what the table of contents says");
	at = entry->at + LOCAL_SIZE + u16(head.data + 26) + u16(head.data + 28);
	if (at > z->file->size || entry->packed > z->file->size - at)
		return damaged(e, "a member lies outside");
	TRY(pdf_source_get(z->file, at, (size_t)entry->packed, mem, &packed, e));
	if (entry->method == DEFLATED)
		return unpack(packed, (size_t)entry->size, mem, out, e);
	if (entry->method != STORED || entry->packed != entry->size)
		return damaged(e, "a member is packed in an unknown way");
	*out = packed;
	return ERR_OK;
}
