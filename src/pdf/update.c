#include "pdf/update_internal.h"
#include "pdf/numbers.h"
#include <zlib.h>

enum { REF_DEPTH = 32 }; /* reference to reference to …: more is a loop */

enum err pdf_update_begin(struct pdf_doc *doc, struct arena *mem, struct pdf_update **out,
			  struct error *e)
{
	struct pdf_update *u = ARENA_NEW(mem, struct pdf_update);

	if (pdf_doc_encryption(doc))
		return error_set(e, ERR_PDF_ENCRYPTED, "an encrypted file is only read here");
	if (!u)
		return pdf_update_no_memory(e);
	u->doc = doc;
	u->mem = mem;
	TRY(pdf_numbers_begin(doc, &u->first, e));
	*out = u;
	return ERR_OK;
}

struct pdf_doc *pdf_update_doc(const struct pdf_update *u)
{
	return u->doc;
}

struct arena *pdf_update_mem(const struct pdf_update *u)
{
	return u->mem;
}

/* Makes room for one more at index `at`. */
static struct slot *slots_insert(struct slots *s, size_t at, struct arena *mem)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 16;
		struct slot *v = arena_alloc_n(mem, cap, sizeof(*v));

		if (!v)
			return NULL;
		if (s->n)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = cap;
	}
	memmove(s->v + at + 1, s->v + at, (s->n - at) * sizeof(*s->v));
	s->n++;
	return memset(s->v + at, 0, sizeof(*s->v));
}

/* Index of the first slot whose number is not below num. */
static size_t slots_search(const struct slots *s, uint32_t num)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].ref.num < num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct pdf_ref pdf_update_reserve(struct pdf_update *u)
{
	uint64_t num = (uint64_t)u->first + u->fresh.n;
	struct slot *s;

	if (num > pdf_limits_default.objects)
		return (struct pdf_ref){ 0 };
	s = slots_insert(&u->fresh, u->fresh.n, u->mem);
	if (!s)
		return (struct pdf_ref){ 0 };
	s->ref = (struct pdf_ref){ (uint32_t)num, 0 };
	return s->ref;
}

/* The slot of ref, or NULL when this update has not touched it. */
static struct slot *slot_find(struct pdf_update *u, struct pdf_ref ref)
{
	size_t i;

	if (ref.num >= u->first) {
		i = ref.num - u->first;
		return i < u->fresh.n && ref.gen == 0 ? &u->fresh.v[i] : NULL;
	}
	i = slots_search(&u->changed, ref.num);
	if (i < u->changed.n && u->changed.v[i].ref.num == ref.num)
		return u->changed.v[i].ref.gen == ref.gen ? &u->changed.v[i] : NULL;
	return NULL;
}

/* A slot for an object of the document that is changed for the first time. An
 * object of an object stream gets an entry of its own, which wins (§7.5.8.3). */
static enum err slot_override(struct pdf_update *u, struct pdf_ref ref, struct slot **out,
			      struct error *e)
{
	const struct pdf_obj *old;
	struct pdf_location at;
	struct slot *s;

	if (ref.num == 0 || ref.num >= u->first)
		return error_set(e, ERR_INVALID, "object %u was not reserved", ref.num);
	TRY(pdf_doc_object(u->doc, ref.num, &old, e)); /* a location is known after that */
	if (!pdf_doc_location(u->doc, ref.num, &at) || at.where == PDF_LOC_FREE)
		return error_set(e, ERR_INVALID, "object %u is not in use", ref.num);
	if ((at.where == PDF_LOC_FILE ? at.gen : 0) != ref.gen)
		return error_set(e, ERR_INVALID, "object %u has another generation than %u",
				 ref.num, ref.gen);
	s = slots_insert(&u->changed, slots_search(&u->changed, ref.num), u->mem);
	if (!s)
		return pdf_update_no_memory(e);
	s->ref = ref;
	*out = s;
	return ERR_OK;
}

static enum err slot_set(struct pdf_update *u, struct pdf_ref ref, const struct pdf_obj *value,
			 struct slot **out, struct error *e)
{
	struct slot *s = slot_find(u, ref);
	struct pdf_obj *copy = ARENA_NEW(u->mem, struct pdf_obj);

	if (!copy)
		return pdf_update_no_memory(e);
	*copy = *value;
	if (!s)
		TRY(slot_override(u, ref, &s, e));
	s->value = copy;
	*out = s;
	return ERR_OK;
}

enum err pdf_update_set(struct pdf_update *u, struct pdf_ref ref, const struct pdf_obj *value,
			struct error *e)
{
	struct slot *s;

	return slot_set(u, ref, value, &s, e);
}

enum err pdf_update_add(struct pdf_update *u, const struct pdf_obj *value, struct pdf_ref *out,
			struct error *e)
{
	struct pdf_ref ref = pdf_update_reserve(u);

	TRY(pdf_update_set(u, ref, value, e));
	*out = ref;
	return ERR_OK;
}

static enum err deflated(struct arena *mem, struct bytes data, struct bytes *out, struct error *e)
{
	uLongf len = compressBound(data.len);
	unsigned char *p = arena_alloc(mem, len);

	if (!p)
		return pdf_update_no_memory(e);
	if (compress2(p, &len, data.data, data.len, Z_DEFAULT_COMPRESSION) != Z_OK)
		return error_set(e, ERR_INTERNAL, "deflate failed");
	*out = (struct bytes){ p, len };
	return ERR_OK;
}

enum err pdf_update_set_stream(struct pdf_update *u, struct pdf_ref ref,
			       const struct pdf_obj *dict, struct bytes data, _Bool compress,
			       struct error *e)
{
	struct pdf_dict_builder b = pdf_dict_copy(u->mem, dict);
	struct bytes *held = ARENA_NEW(u->mem, struct bytes);
	struct pdf_obj o;

	if (!held)
		return pdf_update_no_memory(e);
	*held = data;
	if (compress) {
		TRY(deflated(u->mem, data, held, e));
		pdf_dict_set(&b, "Filter", pdf_name("FlateDecode"));
		pdf_dict_unset(&b, "DecodeParms");
	}
	if (b.failed)
		return pdf_update_no_memory(e);
	o = pdf_dict_obj(&b);
	o.kind = PDF_STREAM;
	o.u.dict.data = held;
	o.u.dict.data_len = held->len;
	return pdf_update_set(u, ref, &o, e);
}

enum err pdf_update_set_signature(struct pdf_update *u, struct pdf_ref ref,
				  const struct pdf_obj *dict, size_t hole_bytes, struct error *e)
{
	struct slot *s;

	if (u->signature)
		return error_set(e, ERR_INVALID, "one update holds one signature");
	if (dict->kind != PDF_DICT)
		return error_set(e, ERR_INVALID, "a signature is a dictionary");
	if (hole_bytes == 0 || hole_bytes > PDF_HOLE_MAX)
		return error_set(e, ERR_INVALID, "room for 1 to %d bytes of signature",
				 PDF_HOLE_MAX);
	TRY(slot_set(u, ref, dict, &s, e));
	s->hole = hole_bytes;
	u->signature = 1;
	return ERR_OK;
}

static _Bool resize_in(struct slots *list, size_t hole_bytes)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (!list->v[i].hole)
			continue;
		list->v[i].hole = hole_bytes;
		return 1;
	}
	return 0;
}

enum err pdf_update_resize_hole(struct pdf_update *u, size_t hole_bytes, struct error *e)
{
	if (hole_bytes == 0 || hole_bytes > PDF_HOLE_MAX)
		return error_set(e, ERR_TOO_LARGE, "a signature of %zu bytes has no room in a PDF",
				 hole_bytes);
	if (!resize_in(&u->fresh, hole_bytes) && !resize_in(&u->changed, hole_bytes))
		return error_set(e, ERR_INVALID, "the update holds no signature");
	return ERR_OK;
}

enum err pdf_update_get(struct pdf_update *u, struct pdf_ref ref, const struct pdf_obj **out,
			struct error *e)
{
	static const struct pdf_obj null = { .kind = PDF_NULL };
	struct slot *s = slot_find(u, ref);
	const struct pdf_obj *old;
	struct pdf_location at;

	*out = s && s->value ? s->value : &null;
	if (s || ref.num >= u->first)
		return ERR_OK;
	TRY(pdf_doc_object(u->doc, ref.num, &old, e));
	if (!pdf_doc_location(u->doc, ref.num, &at))
		return ERR_OK;
	if ((at.where == PDF_LOC_FILE ? at.gen : 0) == ref.gen)
		*out = old; /* another generation is null (§7.3.10) */
	return ERR_OK;
}

enum err pdf_update_resolve(struct pdf_update *u, const struct pdf_obj *o,
			    const struct pdf_obj **out, struct error *e)
{
	static const struct pdf_obj null = { .kind = PDF_NULL };
	const struct pdf_obj *at = o ? o : &null;
	unsigned depth;

	for (depth = 0; at->kind == PDF_REF; depth++) {
		if (depth == REF_DEPTH)
			return error_set(e, ERR_PDF_DAMAGED, "object %u refers to itself",
					 at->u.ref.num);
		TRY(pdf_update_get(u, at->u.ref, &at, e));
	}
	*out = at;
	return ERR_OK;
}
