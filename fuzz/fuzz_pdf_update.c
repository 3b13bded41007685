/* A document that opens and takes an update opens again with it, one revision longer, and
 * the signature is where the tail says. No new object has a number that the document refers to. */
#include "fuzz.h"
#include "pdf_signed.h"
#include "pdf/numbers.h"

static void check_value(const struct pdf_obj *o, uint32_t first)
{
	if (o->kind == PDF_REF && o->u.ref.num >= first &&
	    o->u.ref.num <= pdf_limits_default.objects)
		abort();
	for (size_t i = 0; o->kind == PDF_ARRAY && i < o->u.array.n; i++)
		check_value(&o->u.array.items[i], first);
	for (size_t i = 0; (o->kind == PDF_DICT || o->kind == PDF_STREAM) && i < o->u.dict.n; i++)
		check_value(&o->u.dict.entries[i].value, first);
}

static void check_numbers(struct pdf_doc *d)
{
	const struct pdf_obj *o;
	uint32_t first;

	if (pdf_numbers_begin(d, &first, NULL) != ERR_OK)
		abort(); /* the update has begun */
	check_value(pdf_doc_trailer(d), first);
	for (uint32_t num = 0; num < pdf_doc_size(d) && num < EXERCISE_OBJECTS; num++)
		if (pdf_doc_object(d, num, &o, NULL) == ERR_OK)
			check_value(o, first);
}

static void check(struct bytes file, const struct pdf_tail *t, unsigned revisions)
{
	AUTO(arena) struct arena *mem = arena_new(4 * EXERCISE_MEMORY);
	struct pdf_source src = pdf_source_memory(file);
	const struct pdf_field *fields, *f;
	struct pdf_doc *d;
	size_t n;
	enum err rc = pdf_doc_open(&src, mem, NULL, &d, NULL);

	if (rc == ERR_PDF_LIMIT)
		return;
	if (rc != ERR_OK || pdf_doc_revisions(d) != revisions + 1)
		abort();
	if (file.data[t->hole_off] != '<' || file.data[t->hole_off + t->hole_len - 1] != '>')
		abort();
	if (pdf_form_fields(d, mem, &fields, &n, NULL) != ERR_OK)
		return; /* the form was odd before */
	if (!pdf_form_find(fields, n, "fuzz_signature", &f) || !f->value)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	AUTO(arena) struct arena *whole = arena_new(0);
	struct bytes file = BYTES(data, size);
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_doc *d;
	struct pdf_tail t;

	if (pdf_doc_open(&src, mem, NULL, &d, NULL) != ERR_OK ||
	    signed_tail(d, mem, &t) != ERR_OK)
		return 0;
	check_numbers(d);
	check(with_tail(file, &t, whole), &t, pdf_doc_revisions(d));
	return 0;
}
