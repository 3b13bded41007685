/* Words in a contract that fit paper only: 記名押印, 各1通を保有, 収入印紙. The table is wording.def. */
#pragma once
#include "intake/stream.h"

enum { WORDINGS_MAX = 100, WORDINGS_PER_CODE = 10 };

struct wording_hit {
	const char *code;    /* text code; static */
	const char *excerpt; /* the place in its sentence, one line */
	const char *words;   /* as they stand there */
	size_t page;	     /* index */
	struct text_box box;
};
struct wording_list {
	struct wording_hit *items;
	size_t n, cap;
	_Bool cut; /* there were more: WORDINGS_PER_CODE of a code are kept */
};

/* Adds those of one page. scratch is used during the call only. ERR_TOO_LARGE: mem is full. */
enum err wording_find(const struct stream *st, size_t page, struct arena *mem, struct arena *scratch,
		      struct wording_list *out, struct error *e) MUST_USE;
