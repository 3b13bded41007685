#include "sig/validate/sigdict.h"
#include <inttypes.h>
#include "sig/validate/ber.h"

enum { PARENTS_MAX = 32, CHUNK = 1 << 16 };

enum err sigdict_holder(struct pdf_doc *d, const struct pdf_field *field, struct sigdict *s,
			struct error *e)
{
	const struct pdf_obj *node = field->dict;
	uint32_t num = field->ref.num;

	for (int i = 0; i < PARENTS_MAX; i++) {
		const struct pdf_obj *v = pdf_dict_get(node, "V"), *parent = pdf_dict_get(node, "Parent");

		if (v && v->kind == PDF_REF) {
			s->holder = v->u.ref.num;
			return pdf_doc_object(d, v->u.ref.num, &s->dict, e);
		}
		if (v) {
			s->holder = num;
			s->dict = v;
			return ERR_OK;
		}
		if (!parent || parent->kind != PDF_REF)
			break;
		num = parent->u.ref.num;
		TRY(pdf_doc_object(d, num, &node, e));
	}
	return error_set(e, ERR_PDF_DAMAGED, "no value");
}

static _Bool read_range(const struct sigdict *s, uint64_t size, uint64_t range[4], struct findings *f)
{
	const struct pdf_obj *a = pdf_dict_get(s->dict, "ByteRange");

	if (!a || a->kind == PDF_NULL) {
		findings_add(f, FINDING_RANGE_MISSING, NULL);
		return 0;
	}
	if (a->kind != PDF_ARRAY || a->u.array.n != 4) {
		findings_add(f, FINDING_RANGE_KIND, NULL);
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		const struct pdf_obj *n = &a->u.array.items[i];

		if (n->kind != PDF_INT || n->u.integer < 0) {
			findings_add(f, FINDING_RANGE_KIND, "number %zu", i + 1);
			return 0;
		}
		range[i] = (uint64_t)n->u.integer;
	}
	if (range[0] != 0 || range[1] > size || range[2] > size || range[3] > size - range[2] ||
	    range[1] >= range[2]) {
		findings_add(f, FINDING_RANGE_BOUNDS,
			     "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " in %" PRIu64 " bytes",
			     range[0], range[1], range[2], range[3], size);
		return 0;
	}
	return 1;
}

static _Bool read_contents(struct pdf_doc *d, struct sigdict *s, struct findings *f)
{
	const struct pdf_obj *c = pdf_dict_get(s->dict, "Contents");
	size_t len;

	if (!c || c->kind == PDF_NULL) {
		findings_add(f, FINDING_CONTENTS_MISSING, NULL);
		return 0;
	}
	if (c->kind != PDF_STRING || !c->hex) {
		findings_add(f, FINDING_CONTENTS_KIND, NULL);
		return 0;
	}
	s->contents = c->u.text;
	len = ber_element(s->contents);
	if (pdf_doc_encryption(d) && len && pdf_doc_sealed_zeros(d, s->holder, s->contents, len))
		s->contents.len = len;
	for (size_t i = 0; i < c->u.text.len; i++)
		if (c->u.text.data[i] != 0)
			return 1;
	findings_add(f, FINDING_CONTENTS_EMPTY, NULL);
	return 0;
}

static _Bool only_hex(struct bytes gap)
{
	if (gap.len < 2 || gap.len % 2 || gap.data[0] != '<' || gap.data[gap.len - 1] != '>')
		return 0;
	for (size_t i = 1; i + 1 < gap.len; i++)
		if (!memchr("0123456789abcdefABCDEF", gap.data[i], 22))
			return 0;
	return 1;
}

/* The gap stands where this very /Contents stands, and holds nothing but it. */
static _Bool check_gap(struct pdf_doc *d, const struct sigdict *s, struct findings *f)
{
	const struct pdf_obj *c = pdf_dict_get(s->dict, "Contents");
	struct pdf_source src = pdf_doc_source(d);
	struct pdf_location at;
	struct bytes gap;

	if (!pdf_doc_location(d, s->holder, &at) || at.where != PDF_LOC_FILE) {
		findings_add(f, FINDING_CONTENTS_KIND, "the signature is inside an object stream");
		return 0;
	}
	if (s->range[1] != at.off + c->off || s->range[2] != at.off + c->off + c->len) {
		findings_add(f, FINDING_RANGE_GAP, "/Contents stands at %" PRIu64 " to %" PRIu64,
			     at.off + c->off, at.off + c->off + c->len);
		return 0;
	}
	if (pdf_source_get(&src, s->range[1], c->len, f->mem, &gap, NULL) == ERR_OK && only_hex(gap))
		return 1;
	findings_add(f, FINDING_RANGE_GAP, "it holds more than hexadecimal digits");
	return 0;
}

static const char *text_of(const struct pdf_obj *o, struct arena *mem)
{
	const char *s = NULL;

	if (o && o->kind == PDF_NAME)
		s = arena_strndup(mem, (const char *)o->u.text.data, o->u.text.len);
	return s ? s : "";
}

_Bool sigdict_read(struct pdf_doc *d, const struct pdf_field *field, struct sigdict *out,
		   struct findings *f)
{
	struct sigdict s = { .sub_filter = "" };
	uint64_t size = pdf_doc_source(d).size;
	struct error e = { 0 };
	_Bool ok;

	*out = s;
	if (sigdict_holder(d, field, &s, &e) != ERR_OK || s.dict->kind != PDF_DICT) {
		findings_add(f, FINDING_SIG_DICT, "%s", e.msg);
		return 0;
	}
	s.sub_filter = text_of(pdf_dict_get(s.dict, "SubFilter"), f->mem);
	ok = read_range(&s, size, s.range, f);
	s.signed_end = s.range[2] + s.range[3];
	ok = read_contents(d, &s, f) && ok;
	ok = ok && check_gap(d, &s, f);
	*out = s;
	return ok;
}

enum err sigdict_digest_more(const struct pdf_source *src, struct digest *d, uint64_t from, uint64_t to,
			     struct error *e)
{
	AUTO(arena) struct arena *mem = NULL;

	if (src->map) {
		digest_update(d, BYTES(src->map + from, (size_t)(to - from)));
		return ERR_OK;
	}
	mem = arena_new(0);
	while (from < to) {
		size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
		struct bytes piece;

		TRY(pdf_source_get(src, from, n, mem, &piece, e));
		digest_update(d, piece);
		arena_reset(mem);
		from += n;
	}
	return ERR_OK;
}
