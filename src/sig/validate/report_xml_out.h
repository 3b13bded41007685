/* A small XML 1.0 writer: elements, attributes, text, nothing else. What comes out is well formed
 * whatever strings go in: characters that XML does not allow and bytes that are no UTF-8
 * become U+FFFD. Names are ours and are written as they are. */
#pragma once
#include "base/buf.h"
#include "base/clock.h"

enum { XML_DEPTH_MAX = 16 };

struct xml {
	struct buf *out;
	const char *open[XML_DEPTH_MAX];
	unsigned depth;
};

void xml_start(struct xml *x, struct buf *out);
void xml_begin(struct xml *x, const char *name);
/* With one attribute; value NULL: without it. */
void xml_begin_with(struct xml *x, const char *name, const char *attribute, const char *value);
void xml_end(struct xml *x);
void xml_text(struct xml *x, const char *s);

/* Whole elements. */
void xml_leaf(struct xml *x, const char *name, const char *text);
void xml_leaf_time(struct xml *x, const char *name, time_ms t);
void xml_leaf_base64(struct xml *x, const char *name, struct bytes data);
void xml_empty_with(struct xml *x, const char *name, const char *attribute, const char *value);
