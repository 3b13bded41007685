#include "pdf/update_internal.h"
#include <inttypes.h>
#include <stdio.h>
#include <zlib.h>

/* Offsets have ten digits in a table (§7.5.4) and in our /ByteRange. */
#define OFFSET_MAX UINT64_C(9999999999)
enum { RANGE_WIDTH = 10 };

/* The body as it grows. The hole itself is not in it: it is a run of zeros put
 * in at the end, so that it is neither copied nor hashed. */
struct writer {
	struct pdf_update *u;
	struct buf body;
	uint64_t base;
	size_t range_at; /* in body: the three numbers of /ByteRange */
	size_t hole_at;	 /* in body: where the hole belongs */
	size_t hole_len; /* with '<' and '>'; 0: none */
	uint64_t startxref;
};

static uint64_t here(const struct writer *w)
{
	return w->base + w->body.len + w->hole_len; /* the hole is behind us once it is set */
}

static void put_uint(struct buf *b, uint64_t v)
{
	unsigned char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (unsigned char)('0' + v % 10);
		v /= 10;
	} while (v);
	buf_append(b, BYTES(digits + at, sizeof(digits) - at));
}

static void put_padded(unsigned char *out, uint64_t v, int width, unsigned char left)
{
	while (width-- > 0) {
		out[width] = v || left == '0' ? (unsigned char)('0' + v % 10) : left;
		v /= 10;
	}
}

static enum err write_stream(struct writer *w, const struct pdf_obj *value, struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_copy(w->u->mem, value);
	struct bytes raw;
	struct pdf_obj dict;

	if (value->u.dict.data)
		raw = *value->u.dict.data;
	else
		TRY(pdf_doc_stream_raw(w->u->doc, value, w->u->mem, &raw, e));
	pdf_dict_set(&b, "Length", pdf_int((int64_t)raw.len));
	if (b.failed)
		return pdf_update_no_memory(e);
	dict = pdf_dict_obj(&b);
	pdf_obj_write(&w->body, &dict);
	buf_append_str(&w->body, "\nstream\n");
	buf_append(&w->body, raw);
	buf_append_str(&w->body, "\nendstream");
	return ERR_OK;
}

/* The two entries that the signature's digest leaves out or is about; both are
 * direct, of fixed width, and written once. */
static void write_signature(struct writer *w, const struct slot *s)
{
	const struct pdf_obj *dict = s->value;
	size_t i;

	buf_append_str(&w->body, "<<");
	for (i = 0; i < dict->u.dict.n; i++) {
		const struct pdf_entry *entry = &dict->u.dict.entries[i];
		struct pdf_obj key = { .kind = PDF_NAME, .u.text = entry->key };

		if (bytes_eq_str(entry->key, "Contents") || bytes_eq_str(entry->key, "ByteRange"))
			continue;
		pdf_obj_write(&w->body, &key);
		buf_append_byte(&w->body, ' ');
		pdf_obj_write(&w->body, &entry->value);
		buf_append_byte(&w->body, '\n');
	}
	buf_append_str(&w->body, "/ByteRange [0 ");
	w->range_at = w->body.len;
	buf_fill(&w->body, ' ', 3 * (RANGE_WIDTH + 1));
	buf_append_str(&w->body, "]\n/Contents ");
	w->hole_at = w->body.len;
	w->hole_len = 2 * s->hole + 2;
	buf_append_str(&w->body, "\n>>");
}

static enum err write_object(struct writer *w, struct slot *s, struct error *e)
{
	enum err rc = ERR_OK;

	if (!s->value)
		return error_set(e, ERR_INTERNAL, "object %u was reserved and never set",
				 s->ref.num);
	s->off = here(w);
	put_uint(&w->body, s->ref.num);
	buf_append_byte(&w->body, ' ');
	put_uint(&w->body, s->ref.gen);
	buf_append_str(&w->body, " obj\n");
	if (s->hole)
		write_signature(w, s);
	else if (s->value->kind == PDF_STREAM)
		rc = write_stream(w, s->value, e);
	else
		pdf_obj_write(&w->body, s->value);
	buf_append_str(&w->body, "\nendobj\n");
	return rc;
}

static enum err write_objects(struct writer *w, struct slots *all, struct error *e)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		TRY(write_object(w, &all->v[i], e));
	return ERR_OK;
}

/* 128 bits out of the old /ID, the base and the body: two lanes of multiply and
 * rotate over words of eight bytes. It names a revision; nothing relies on it
 * being hard to forge (§14.4 asks for a value that is likely to differ). */
static void fingerprint_add(uint64_t lane[2], struct bytes in)
{
	size_t i;

	for (i = 0; i < in.len; i += 8) {
		uint64_t word = 0;

		memcpy(&word, in.data + i, in.len - i < 8 ? in.len - i : 8);
		lane[0] = (lane[0] ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		lane[0] ^= lane[0] >> 29;
		lane[1] = (lane[1] + word) * UINT64_C(0xc2b2ae3d27d4eb4f);
		lane[1] ^= lane[1] >> 31;
	}
	lane[0] = (lane[0] ^ in.len) * UINT64_C(0xff51afd7ed558ccd);
	lane[1] = (lane[1] ^ in.len) * UINT64_C(0xc4ceb9fe1a85ec53);
	lane[0] ^= lane[1] >> 32;
	lane[1] ^= lane[0] >> 33;
}

static enum err identifier(struct writer *w, struct pdf_obj *out, struct error *e)
{
	const struct pdf_obj *old;
	uint64_t lane[2] = { w->base, ~w->base };
	struct pdf_obj pair[2];
	struct bytes fresh;
	size_t i;

	TRY(pdf_doc_get(w->u->doc, pdf_doc_trailer(w->u->doc), "ID", &old, e));
	if (old->kind != PDF_ARRAY || old->u.array.n != 2)
		old = NULL;
	for (i = 0; old && i < 2; i++)
		if (old->u.array.items[i].kind != PDF_STRING)
			old = NULL;
	for (i = 0; old && i < 2; i++)
		fingerprint_add(lane, old->u.array.items[i].u.text);
	fingerprint_add(lane, buf_bytes(&w->body));
	if (!arena_copy(w->u->mem, BYTES(lane, sizeof(lane)), &fresh))
		return pdf_update_no_memory(e);
	pair[1] = pdf_string(fresh);
	pair[0] = old ? old->u.array.items[0] : pair[1];
	pair[0].hex = pair[1].hex = 1;
	*out = pdf_array(w->u->mem, pair, 2);
	return ERR_OK;
}

/* Keys of the newest trailer that speak of its own section or encoding. */
static const char *const section_keys[] = { "Prev",   "XRefStm", "Type",	"W",
					    "Index",  "Length",	 "Filter",	"DecodeParms",
					    "F",      "FFilter", "FDecodeParms", "DL",
					    "Encrypt" };

static enum err trailer(struct writer *w, uint32_t size, struct pdf_dict_builder *out,
			struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_copy(w->u->mem, pdf_doc_trailer(w->u->doc));
	struct pdf_obj id;
	size_t i;

	TRY(identifier(w, &id, e));
	for (i = 0; i < COUNT_OF(section_keys); i++)
		pdf_dict_unset(&b, section_keys[i]);
	pdf_dict_set(&b, "Size", pdf_int(size));
	pdf_dict_set(&b, "Prev", pdf_int((int64_t)pdf_doc_startxref(w->u->doc)));
	pdf_dict_set(&b, "ID", id);
	if (b.failed)
		return pdf_update_no_memory(e);
	*out = b;
	return ERR_OK;
}

/* Every object of the update, ascending; one call per run of neighbours. */
struct run {
	const struct slot *v;
	size_t n;
};

static _Bool next_run(const struct slots *all, size_t *at, struct run *out)
{
	size_t i = *at;

	if (i == all->n)
		return 0;
	while (*at < all->n && all->v[*at].ref.num == all->v[i].ref.num + (*at - i))
		++*at;
	*out = (struct run){ &all->v[i], *at - i };
	return 1;
}

static void table_rows(struct buf *b, const struct slots *all)
{
	unsigned char row[] = "0000000000 00000 n\r\n";
	struct run run;
	size_t i, at = 0;

	while (next_run(all, &at, &run)) {
		put_uint(b, run.v->ref.num);
		buf_append_byte(b, ' ');
		put_uint(b, run.n);
		buf_append_byte(b, '\n');
		for (i = 0; i < run.n; i++) {
			put_padded(row, run.v[i].off, 10, '0');
			put_padded(row + 11, run.v[i].ref.gen, 5, '0');
			buf_append(b, BYTES(row, sizeof(row) - 1));
		}
	}
}

/* §7.5.4. A hybrid file is continued by a plain table: our entries come before
 * its /XRefStm in the order of §7.5.8.4, for old readers and for new ones. */
static enum err write_table(struct writer *w, struct error *e)
{
	struct pdf_update *u = w->u;
	struct pdf_dict_builder b;
	struct pdf_obj dict;

	TRY(trailer(w, u->first + (uint32_t)u->fresh.n, &b, e));
	dict = pdf_dict_obj(&b);
	w->startxref = here(w);
	buf_append_str(&w->body, "xref\n");
	table_rows(&w->body, &u->changed);
	table_rows(&w->body, &u->fresh);
	buf_append_str(&w->body, "trailer\n");
	pdf_obj_write(&w->body, &dict);
	buf_append_byte(&w->body, '\n');
	return ERR_OK;
}

static unsigned bytes_for(uint64_t v)
{
	unsigned n = 1;

	while (v >>= 8)
		n++;
	return n;
}

/* Rows as PNG "up" sees them (predictor 12): a tag byte, then differences to the row above. */
static void stream_rows(struct buf *b, const struct slots *all, const unsigned width[3],
			unsigned char above[16])
{
	size_t i;
	unsigned k, n = width[0] + width[1] + width[2];

	for (i = 0; i < all->n; i++) {
		unsigned char row[16] = { 1 }; /* type 1: in the file */
		uint64_t off = all->v[i].off, gen = all->v[i].ref.gen;

		for (k = width[1]; k-- > 0; off >>= 8)
			row[1 + k] = (unsigned char)off;
		for (k = width[2]; k-- > 0; gen >>= 8)
			row[1 + width[1] + k] = (unsigned char)gen;
		buf_append_byte(b, 2);
		for (k = 0; k < n; k++)
			buf_append_byte(b, (unsigned char)(row[k] - above[k]));
		memcpy(above, row, sizeof(row));
	}
}

static struct pdf_obj stream_index(struct pdf_update *u)
{
	const struct slots *both[] = { &u->changed, &u->fresh };
	struct pdf_obj *v = arena_alloc_n(u->mem, 2 * (u->changed.n + 1), sizeof(*v));
	struct run run;
	size_t i, at, n = 0;

	for (i = 0; v && i < COUNT_OF(both); i++)
		for (at = 0; next_run(both[i], &at, &run);) {
			v[n++] = pdf_int(run.v->ref.num);
			v[n++] = pdf_int((int64_t)run.n);
		}
	return (struct pdf_obj){ .kind = v ? PDF_ARRAY : PDF_NULL, .u.array = { v, n } };
}

/* Small windows for small sections: setting up zlib's usual 256 kB would cost
 * more than the rest of the update. */
static enum err deflate_rows(struct arena *mem, const struct buf *rows, struct bytes *out,
			     struct error *e)
{
	_Bool small = rows->len <= 512;
	z_stream z = { .next_in = rows->data, .avail_in = (uInt)rows->len };
	unsigned char *p;
	int rc;

	if (deflateInit2(&z, 6, Z_DEFLATED, small ? 9 : 15, small ? 1 : 8, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		return error_set(e, ERR_INTERNAL, "deflate cannot start");
	z.avail_out = (uInt)deflateBound(&z, (uLong)rows->len);
	z.next_out = p = arena_alloc(mem, z.avail_out);
	rc = p ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
	*out = (struct bytes){ p, z.total_out };
	deflateEnd(&z);
	return rc == Z_STREAM_END ? ERR_OK : pdf_update_no_memory(e);
}

static struct pdf_obj ints(struct arena *mem, const unsigned *v, size_t n)
{
	struct pdf_obj items[4];
	size_t i;

	for (i = 0; i < n && i < COUNT_OF(items); i++)
		items[i] = pdf_int(v[i]);
	return pdf_array(mem, items, n);
}

static uint32_t highest_generation(const struct slots *all)
{
	uint32_t gen = 0;
	size_t i;

	for (i = 0; i < all->n; i++)
		gen = all->v[i].ref.gen > gen ? all->v[i].ref.gen : gen;
	return gen;
}

/* §7.5.8: the section is an object itself and lists itself. */
static enum err write_stream_section(struct writer *w, struct error *e)
{
	struct pdf_update *u = w->u;
	struct pdf_ref self = pdf_update_reserve(u);
	unsigned width[3] = { 1, bytes_for(here(w)),
			      bytes_for(highest_generation(&u->changed)) };
	unsigned char above[16] = { 0 };
	AUTO(buf) struct buf rows = { 0 };
	struct pdf_dict_builder b, parms = pdf_dict_new(u->mem);
	struct bytes packed;
	struct pdf_obj stream;

	if (!self.num)
		return error_set(e, ERR_PDF_LIMIT, "too many objects");
	w->startxref = u->fresh.v[u->fresh.n - 1].off = here(w);
	stream_rows(&rows, &u->changed, width, above);
	stream_rows(&rows, &u->fresh, width, above);
	TRY(deflate_rows(u->mem, &rows, &packed, e));
	TRY(trailer(w, self.num + 1, &b, e));
	pdf_dict_set(&parms, "Predictor", pdf_int(12));
	pdf_dict_set(&parms, "Columns", pdf_int(width[0] + width[1] + width[2]));
	pdf_dict_set(&b, "Type", pdf_name("XRef"));
	pdf_dict_set(&b, "W", ints(u->mem, width, 3));
	pdf_dict_set(&b, "Index", stream_index(u));
	pdf_dict_set(&b, "Filter", pdf_name("FlateDecode"));
	pdf_dict_set(&b, "DecodeParms", pdf_dict_obj(&parms));
	if (b.failed || parms.failed)
		return pdf_update_no_memory(e);
	stream = pdf_dict_obj(&b);
	stream.kind = PDF_STREAM;
	stream.u.dict.data = &packed;
	u->fresh.v[u->fresh.n - 1].value = &stream;
	TRY(write_object(w, &u->fresh.v[u->fresh.n - 1], e));
	u->fresh.v[u->fresh.n - 1].value = NULL; /* it lived on this stack */
	return ERR_OK;
}

/* Where the first object may start: on a line of its own. */
static enum err write_first_newline(struct writer *w, struct error *e)
{
	struct pdf_source src = pdf_doc_source(w->u->doc);
	struct bytes last;

	TRY(pdf_source_get(&src, src.size - 1, 1, w->u->mem, &last, e));
	if (last.data[0] != '\n' && last.data[0] != '\r')
		buf_append_byte(&w->body, '\n');
	return ERR_OK;
}

static void fill_byte_range(const struct writer *w, struct pdf_tail *t)
{
	unsigned char *out = w->body.data + w->range_at;
	uint64_t end = w->base + w->body.len + w->hole_len;
	size_t i;

	t->hole_off = w->base + w->hole_at;
	t->hole_len = w->hole_len;
	t->byte_range[0] = 0;
	t->byte_range[1] = t->hole_off;
	t->byte_range[2] = t->hole_off + t->hole_len;
	t->byte_range[3] = end - t->byte_range[2];
	for (i = 1; i < 4; i++, out += RANGE_WIDTH + 1)
		put_padded(out, t->byte_range[i], RANGE_WIDTH, ' ');
}

static enum err copy_tail(struct writer *w, struct pdf_tail *t, struct error *e)
{
	size_t rest = w->body.len - w->hole_at, len = w->body.len + w->hole_len;
	unsigned char *p = arena_alloc(w->u->mem, len);

	if (!p)
		return pdf_update_no_memory(e);
	if (!w->hole_len) {
		memcpy(p, w->body.data, len);
	} else {
		memcpy(p, w->body.data, w->hole_at);
		memset(p + w->hole_at, '0', w->hole_len);
		p[w->hole_at] = '<';
		p[w->hole_at + w->hole_len - 1] = '>';
		memcpy(p + w->hole_at + w->hole_len, w->body.data + w->hole_at, rest);
	}
	t->data = p;
	t->len = len;
	return ERR_OK;
}

static enum err write_section(struct writer *w, struct error *e)
{
	if (pdf_doc_xref_kind(w->u->doc) == PDF_XREF_STREAM)
		TRY(write_stream_section(w, e));
	else
		TRY(write_table(w, e));
	buf_append_str(&w->body, "startxref\n");
	put_uint(&w->body, w->startxref);
	buf_append_str(&w->body, "\n%%EOF\n");
	if (w->base + w->body.len + w->hole_len > OFFSET_MAX)
		return error_set(e, ERR_TOO_LARGE, "the file would exceed %" PRIu64 " bytes",
				 OFFSET_MAX);
	return ERR_OK;
}

static enum err write_all(struct writer *w, struct pdf_tail *out, struct error *e)
{
	struct pdf_tail t = { .base = w->base };

	TRY(write_first_newline(w, e));
	TRY(write_objects(w, &w->u->changed, e));
	TRY(write_objects(w, &w->u->fresh, e));
	TRY(write_section(w, e));
	t.startxref = w->startxref;
	t.size = w->u->first + (uint32_t)w->u->fresh.n;
	if (w->hole_len)
		fill_byte_range(w, &t);
	TRY(copy_tail(w, &t, e));
	*out = t;
	return ERR_OK;
}

enum err pdf_update_finish(struct pdf_update *u, struct pdf_tail *out, struct error *e)
{
	struct writer w = { .u = u, .base = pdf_doc_source(u->doc).size };
	enum err rc;

	if (!u->changed.n && !u->fresh.n)
		return error_set(e, ERR_INVALID, "the update holds no object");
	buf_reserve(&w.body, 4096);
	rc = write_all(&w, out, e);
	buf_done(&w.body);
	return rc;
}

enum err pdf_tail_fill(struct pdf_tail *t, struct bytes der, struct error *e)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char *out;
	size_t i;

	if (!t->hole_len)
		return error_set(e, ERR_INVALID, "the update holds no signature");
	if (der.len > (t->hole_len - 2) / 2)
		return error_set(e, ERR_TOO_LARGE, "the signature needs %zu bytes, the hole has %zu",
				 der.len, (t->hole_len - 2) / 2);
	out = t->data + (t->hole_off - t->base) + 1;
	for (i = 0; i < der.len; i++) {
		*out++ = (unsigned char)digits[der.data[i] >> 4];
		*out++ = (unsigned char)digits[der.data[i] & 15];
	}
	memset(out, '0', t->hole_len - 2 - 2 * der.len);
	return ERR_OK;
}
