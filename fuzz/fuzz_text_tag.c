/* What somebody wrote between the braces of a text tag, and the finding that is kept of it. */
#include "fuzz.h"
#include "intake/reading_json.h"
#include "intake/utf8.h"

/* pdftotext's words are characters already (intake/stream.h). */
static void characters(struct bytes in, struct buf *out)
{
	uint32_t c;

	for (size_t at = 0, n; at < in.len; at += n ? n : 1) {
		n = utf8_get(in, at, &c);
		if (n && c)
			utf8_put(out, c);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct page_size page = { 595, 842 };
	AUTO(arena) struct arena *mem = arena_new(4 << 20);
	AUTO(buf) struct buf text = { 0 };
	struct tag_area area = { .box = { 10, 10, 90, 20 } };
	struct text_tag tag = { .at = "", .areas = &area, .n_areas = 1 };
	struct tag_list list = { .items = &tag, .n = 1 };

	characters(BYTES(data, size), &text);
	if (!tag_read(buf_bytes(&text), mem, &tag.text, &tag.fault, &tag.at))
		return 0;
	tag.raw = arena_strdup(mem, buf_cstr(&text));
	area.value = tag.text.option;
	if (!tag.raw || tags_settle(&list, mem, NULL) != ERR_OK)
		return 0;
	(void)!reading_tag_json(&tag, &page, mem);
	return 0;
}
