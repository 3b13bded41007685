#include "evidence/sheet.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void sheet_add(struct sheet *s, enum draw_block_kind kind, const char *text, const char *value)
{
	struct draw_block *list = arena_grow(s->mem, s->blocks, s->n, &s->cap, sizeof(*list));

	if (!list) {
		s->overflow = 1;
		return;
	}
	s->blocks = list;
	s->blocks[s->n++] = (struct draw_block){ kind, text, value };
}

void sheet_row(struct sheet *s, const char *label, const char *value)
{
	if (value && *value)
		sheet_add(s, DRAW_ROW, label, value);
}

void sheet_mono(struct sheet *s, const char *label, const char *value)
{
	if (value && *value)
		sheet_add(s, DRAW_ROW_MONO, label, value);
}

void sheet_time(struct sheet *s, const char *label, time_ms t)
{
	char text[TIME_JST_SIZE], utc[TIME_RFC3339_SIZE];

	if (!t)
		return;
	time_jst(t, text);
	time_rfc3339(t, utc);
	sheet_row(s, label,
		  s->ja ? sheet_printf(s, "%s", text) : sheet_printf(s, "%s (%s)", text, utc));
}

void sheet_number(struct sheet *s, const char *label, int64_t n)
{
	sheet_row(s, label, sheet_printf(s, "%lld", (long long)n));
}

const char *sheet_say(const struct sheet *s, const char *en, const char *ja)
{
	return s->ja ? ja : en;
}

const char *sheet_printf(struct sheet *s, const char *fmt, ...)
{
	const char *copy;
	va_list args;
	char *text;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		abort();
	va_end(args);
	copy = arena_strdup(s->mem, text);
	free(text);
	return copy ? copy : "";
}

enum err sheet_pdf(const struct sheet *s, const struct sheet_meta *m, struct bytes *out,
		   struct error *e)
{
	struct draw_document d = { .title = m->title,
				   .author = m->author,
				   .footer = m->footer,
				   .created = m->created,
				   .replace_missing = 1,
				   .blocks = s->blocks,
				   .n = s->n };

	if (s->overflow)
		return error_set(e, ERR_TOO_LARGE, "the document exceeds the memory limit");
	return draw_document_pdf(&d, s->mem, out, NULL, e);
}
