/* The fields of any document that opens: listed, filled in, and fields added to it. What came out
 * must be a document again, with the values in it. */
#include "fuzz.h"
#include "pdf_exercise.h"
#include "pdf/form_fill.h"
#include "pdf/form_make.h"

enum { FIELDS = 40, MEMORY = 32 << 20 };

static struct pdf_ref look(struct pdf_update *u)
{
	struct pdf_dict_builder b = pdf_dict_new(pdf_update_mem(u));
	struct pdf_ref ref = pdf_update_reserve(u);
	struct pdf_obj o;

	pdf_dict_set(&b, "Subtype", pdf_name("Form"));
	o = pdf_dict_obj(&b);
	(void)!pdf_update_set_stream(u, ref, &o, BYTES_LIT("q Q"), 0, NULL);
	return ref;
}

static const char *a_value(const struct pdf_form_item *f)
{
	if (f->n_options)
		return f->options[f->n_options - 1].value;
	return f->kind == PDF_FIELD_CHECK ? "on" : "1";
}

static void fill(struct pdf_update *u, const struct pdf_form_item *v, size_t n)
{
	struct pdf_filling *f;

	if (pdf_filling_begin(u, &f, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < n && i < FIELDS; i++) {
		struct pdf_ref *looks =
			arena_alloc_n(pdf_update_mem(u), v[i].n_widgets + 1, sizeof(*looks));

		for (size_t k = 0; looks && k < v[i].n_widgets; k++)
			looks[k] = k < FIELDS ? look(u) : (struct pdf_ref){ 0 };
		if (looks)
			(void)!pdf_filling_set(f, &v[i], a_value(&v[i]), looks, NULL);
	}
}

static void add(struct pdf_update *u)
{
	struct pdf_new_widget w = { .look = look(u) };
	struct pdf_new_field v[] = {
		{ .kind = PDF_FIELD_TEXT, .name = "new text", .widgets = &w, .n_widgets = 1 },
		{ .kind = PDF_FIELD_CHECK, .name = "new check", .widgets = &w, .n_widgets = 1 },
	};
	struct pdf_area area = { 0.1, 0.1, 0.5, 0.1 };

	if (pdf_place_area(pdf_update_doc(u), 0, area, &w.place, NULL) == ERR_OK)
		(void)!pdf_form_add_fields(u, v, COUNT_OF(v), NULL, NULL);
}

/* Finishes, and reads the result again. */
static void judge(struct pdf_update *u, struct bytes file)
{
	AUTO(buf) struct buf all = { 0 };
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	const struct pdf_form_item *v;
	struct pdf_source src;
	struct pdf_tail tail;
	struct pdf_doc *d;
	size_t n;

	if (pdf_update_finish(u, &tail, NULL) != ERR_OK)
		return;
	buf_append(&all, file);
	buf_append(&all, BYTES(tail.data, tail.len));
	src = pdf_source_memory(buf_bytes(&all));
	if (pdf_doc_open(&src, mem, NULL, &d, NULL) == ERR_OK)
		(void)!pdf_form_list(d, mem, &v, &n, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(MEMORY);
	struct pdf_source src = pdf_source_memory(BYTES(data, size));
	const struct pdf_form_item *v;
	struct pdf_update *u;
	struct pdf_doc *d;
	_Bool asked;
	size_t n;

	if (pdf_doc_open(&src, mem, NULL, &d, NULL) != ERR_OK ||
	    pdf_form_list(d, mem, &v, &n, NULL) != ERR_OK ||
	    pdf_update_begin(d, mem, &u, NULL) != ERR_OK)
		return 0;
	fill(u, v, n);
	(void)!pdf_form_drop_redraw(u, &asked, NULL);
	add(u);
	judge(u, BYTES(data, size));
	return 0;
}
