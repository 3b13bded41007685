/* Findings as the JSON that is kept and given out. */
#pragma once
#include "intake/tags.h"
#include "intake/wording.h"

struct page_size {
	double width, height; /* points, as seen */
};
/* In mem; NULL: it is full. sizes: of every page that was read. */
const char *reading_tag_json(const struct text_tag *t, const struct page_size *sizes,
			     struct arena *mem) MUST_USE;
const char *reading_wording_json(const struct wording_hit *w, const struct page_size *sizes,
				 struct arena *mem) MUST_USE;
