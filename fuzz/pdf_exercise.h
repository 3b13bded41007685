/* Everything a caller may do with an open document; used by several targets. */
#pragma once
#include <stdlib.h>
#include "pdf/doc.h"

enum { EXERCISE_MEMORY = 16 << 20, EXERCISE_OBJECTS = 3000 };

static inline void exercise_value(const struct pdf_obj *o)
{
	AUTO(buf) struct buf text = { .limit = 1 << 20 };

	pdf_obj_write(&text, o);
	if (!pdf_obj_equal(o, o))
		abort();
}

static inline void exercise_doc(struct pdf_doc *d)
{
	AUTO(arena) struct arena *scratch = arena_new(4 << 20);
	uint32_t pages = 0, size = pdf_doc_size(d);

	for (uint32_t num = 0; num < size && num < EXERCISE_OBJECTS; num++) {
		const struct pdf_obj *o;
		struct pdf_location at;
		struct bytes data;

		(void)pdf_doc_location(d, num, &at);
		if (pdf_doc_object(d, num, &o, NULL) != ERR_OK)
			continue;
		exercise_value(o);
		if (o->kind == PDF_STREAM)
			(void)!pdf_doc_stream_data(d, o, scratch, &data, NULL);
		arena_reset(scratch);
	}
	if (pdf_doc_page_count(d, &pages, NULL) != ERR_OK)
		return;
	for (uint32_t i = 0; i < pages && i < EXERCISE_OBJECTS; i++) {
		struct pdf_page page;

		(void)!pdf_doc_page(d, i, &page, NULL);
	}
}

static inline void exercise_revisions(const struct pdf_doc *d)
{
	for (unsigned i = 0; i < pdf_doc_revisions(d) && i < 8; i++) {
		AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
		struct pdf_revision r = pdf_doc_revision(d, i);
		struct pdf_doc *older;
		const uint32_t *nums;
		size_t n;

		if (r.end > pdf_doc_source(d).size || r.startxref >= r.end)
			abort();
		(void)!pdf_doc_revision_objects(d, i, mem, &nums, &n, NULL);
		(void)!pdf_doc_open_revision(d, i, mem, &older, NULL);
	}
}

static inline enum err exercise_file(struct bytes file)
{
	AUTO(arena) struct arena *mem = arena_new(EXERCISE_MEMORY);
	struct pdf_source src = pdf_source_memory(file);
	struct pdf_doc *d;
	enum err rc = pdf_doc_open(&src, mem, NULL, &d, NULL);

	if (rc != ERR_OK)
		return rc;
	exercise_doc(d);
	exercise_revisions(d);
	return rc;
}
