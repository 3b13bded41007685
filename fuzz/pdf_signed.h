/* What several targets do with a document: a signature field, signed, in an update. */
#pragma once
#include "pdf_exercise.h"
#include "pdf/form.h"

static inline enum err signed_tail(struct pdf_doc *d, struct arena *mem, struct pdf_tail *t)
{
	static const char *const name = "fuzz_signature";
	struct pdf_new_sigfield f = { .name = name, .rect = { 1, 1, 9, 9 }, .empty_appearance = 1,
				      .lock = { PDF_LOCK_INCLUDE, &name, 1, 0 } };
	struct pdf_obj dict = { .kind = PDF_DICT };
	struct pdf_ref field, sig;
	struct pdf_update *u;

	TRY(pdf_update_begin(d, mem, &u, NULL));
	sig = pdf_update_reserve(u);
	TRY(pdf_update_set_signature(u, sig, &dict, 64, NULL));
	TRY(pdf_form_add_sigfield(u, &f, &field, NULL));
	TRY(pdf_form_set_signature(u, field, sig, (struct pdf_ref){ 0 }, NULL));
	if (pdf_form_set_docmdp(u, sig, NULL) == ERR_PDF_LIMIT)
		return ERR_PDF_LIMIT;
	TRY(pdf_update_finish(u, t, NULL));
	return pdf_tail_fill(t, BYTES_LIT("\x30\x00"), NULL);
}

static inline struct bytes with_tail(struct bytes file, const struct pdf_tail *t, struct arena *mem)
{
	unsigned char *all = arena_alloc(mem, file.len + t->len);

	if (!all)
		abort(); /* mem of these has no limit */
	if (file.len)
		memcpy(all, file.data, file.len);
	memcpy(all + file.len, t->data, t->len);
	return BYTES(all, file.len + t->len);
}
