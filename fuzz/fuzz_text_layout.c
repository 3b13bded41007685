/* What pdftotext writes about a hostile file: words, tags and wordings in it. */
#include "fuzz.h"
#include "intake/tags.h"
#include "intake/wording.h"

static void look(const struct text_layout *l, size_t page, struct arena *mem, struct tag_list *tags,
		 struct wording_list *wordings)
{
	AUTO(arena) struct arena *scratch = arena_new(8 << 20);
	struct stream st;

	if (stream_make(l, page, scratch, &st, NULL) != ERR_OK)
		return;
	if (tags_find(&st, page, mem, scratch, tags, NULL) != ERR_OK)
		return;
	(void)!wording_find(&st, page, mem, scratch, wordings, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) struct arena *mem = arena_new(8 << 20);
	struct tag_list tags = { 0 };
	struct wording_list wordings = { 0 };
	struct text_layout l;

	if (layout_parse(BYTES(data, size), mem, &l, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < l.n_pages; i++)
		look(&l, i, mem, &tags, &wordings);
	(void)!tags_settle(&tags, mem, NULL);
	return 0;
}
