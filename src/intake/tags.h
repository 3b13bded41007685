/* Text tags: fields that the author of a document wrote into it, {{name;type=date;role=乙}}.
 * Syntax: docs/formats/text-tags.md. Pure: finds them, reads them, says what is wrong with which. */
#pragma once
#include "intake/stream.h"

enum {
	TAGS_MAX = 1000,
	TAG_CHARS = 1000, /* of one tag */
	TAG_LINES = 40,	  /* that it may be broken over */
	TAG_OPTIONS = 200,
	TAG_AREAS = 50, /* radio buttons of one name */
};

/* What one tag says; strings in the arena of the call, never NULL but where said so. */
struct tag_text {
	const char *name, *kind, *role, *side; /* side: "own", "counterparty", "": the role says none */
	unsigned order;	      /* role as a number; 0: it is none */
	_Bool required;
	const char *label, *value, *option, *format, *align;
	const char *const *options;
	size_t n_options;
	unsigned font_size, max_length; /* 0: automatic, any */
	double width, height;		/* millimetres; 0: as the tag */
};

struct tag_area {
	size_t page; /* index */
	struct text_box box;
	const char *value; /* radio: the choice that it stands for; else "" */
};

struct text_tag {
	const char *raw;   /* as it stands in the document */
	const char *fault; /* text code (texts.def): why it is no field; NULL: it is one */
	const char *at;	   /* the part that is wrong, "" when it is the whole */
	struct tag_text text;
	struct tag_area *areas; /* covers the tag; a radio button's further choices follow */
	size_t n_areas;
	_Bool touches; /* other text stands close to it in the same word: its area is an estimate */
};

struct tag_list {
	struct text_tag *items;
	size_t n, cap;
	_Bool cut; /* there were more than TAGS_MAX */
	size_t steps; /* spent on looking for where tags go on */
};

/* Reads what stands between the braces. *fault as in struct text_tag. False: mem is full. */
_Bool tag_read(struct bytes text, struct arena *mem, struct tag_text *out, const char **fault,
	       const char **at) MUST_USE;
/* Adds the tags of one page. scratch is used during the call only. */
enum err tags_find(const struct stream *st, size_t page, struct arena *mem, struct arena *scratch,
		   struct tag_list *out, struct error *e) MUST_USE;
/* When all pages are in: radio buttons of one name become one field, names are given to those
 * without, doubles are faults; areas are cut where they overlap. */
enum err tags_settle(struct tag_list *l, struct arena *mem, struct error *e) MUST_USE;
