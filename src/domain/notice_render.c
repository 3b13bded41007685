/* One template filled in: lines to plain text and HTML. */
#include <stdio.h>
#include <stdlib.h>
#include <assert.h>
#include "base/buf.h"
#include "domain/notice_template.h"
#include "domain/text.h"

const struct notice_template *notice_template_find(const char *kind)
{
	for (size_t i = 0; i < notice_template_count; i++)
		if (!strcmp(notice_templates[i].kind, kind))
			return &notice_templates[i];
	return NULL;
}

struct rendering {
	struct arena *mem;
	const struct text_value *values;
	size_t n;
	struct buf plain, html;
	_Bool in_block; /* a paragraph or quotation of the HTML is open */
	_Bool quoted;	/* it is a quotation */
};

/* Any of the line's values is empty: it would say nothing. */
static _Bool is_empty(const struct rendering *r, const char *line)
{
	for (size_t i = 0; i < r->n; i++) {
		const char *name = r->values[i].name, *at = line;
		size_t len = strlen(name);

		if (r->values[i].value && *r->values[i].value)
			continue;
		while ((at = strchr(at, '{')) != NULL) {
			if (!strncmp(at + 1, name, len) && at[1 + len] == '}')
				return 1;
			at++;
		}
	}
	return 0;
}

static void html_escape(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		switch (s[i]) {
		case '&':
			buf_append_str(b, "&amp;");
			break;
		case '<':
			buf_append_str(b, "&lt;");
			break;
		case '>':
			buf_append_str(b, "&gt;");
			break;
		case '"':
			buf_append_str(b, "&quot;");
			break;
		default:
			buf_append_byte(b, (unsigned char)s[i]);
		}
	}
}

static void block_end(struct rendering *r)
{
	if (r->in_block)
		buf_append_str(&r->html, r->quoted ? "</blockquote>\n" : "</p>\n");
	r->in_block = 0;
}

static void block_begin(struct rendering *r, _Bool quoted)
{
	if (r->in_block && r->quoted == quoted) {
		buf_append_str(&r->html, "<br>\n");
		return;
	}
	block_end(r);
	buf_append_str(&r->html,
		       quoted ? "<blockquote style=\"margin:16px 0;padding:4px 0 4px 16px;"
				"border-left:4px solid #808080\">"
			      : "<p style=\"margin:16px 0\">");
	r->in_block = 1;
	r->quoted = quoted;
}

static const char *filled(const struct rendering *r, const char *line)
{
	return text_fill(r->mem, line, r->values, r->n);
}

/* A value may have several lines; each is a line of ours. */
static void put_lines(struct rendering *r, const char *text, _Bool quoted)
{
	for (;;) {
		size_t n = strcspn(text, "\r\n");

		block_begin(r, quoted);
		buf_append_str(&r->plain, quoted ? "> " : "");
		buf_append(&r->plain, BYTES(text, n));
		buf_append_byte(&r->plain, '\n');
		html_escape(&r->html, text, n);
		text += n;
		text += text[0] == '\r' && text[1] == '\n';
		if (!*text)
			return;
		text++;
	}
}

/* What is to be typed: large, in the letters of a typewriter. */
static void put_code(struct rendering *r, const char *text)
{
	block_end(r);
	buf_printf(&r->plain, "%s\n", text);
	buf_append_str(&r->html, "<p style=\"margin:16px 0;font-family:monospace;font-size:28px;"
				 "letter-spacing:4px\"><b>");
	html_escape(&r->html, text, strlen(text));
	buf_append_str(&r->html, "</b></p>\n");
}

/* "[label]({link})": the address stands below as text, for who reads without HTML or distrusts a
 * button. */
static void put_button(struct rendering *r, const char *line)
{
	const char *end = strstr(line, "](");
	size_t label = (size_t)(end - line - 1);
	char *name = arena_strndup(r->mem, end + 2, strlen(end + 2) - 1);
	const char *url;

	assert(name);
	url = filled(r, name);
	block_end(r);
	buf_printf(&r->plain, "%.*s\n%s\n", (int)label, line + 1, url);
	buf_append_str(&r->html, "<p style=\"margin:24px 0 8px\"><a href=\"");
	html_escape(&r->html, url, strlen(url));
	buf_append_str(&r->html,
		       "\" style=\"display:inline-block;padding:12px 24px;border-radius:6px;"
		       "border:1px solid #ffffff;background-color:#0b57d0;color:#ffffff;"
		       "font-weight:bold;text-decoration:none\">");
	html_escape(&r->html, line + 1, label);
	buf_append_str(
		&r->html,
		"</a></p>\n<p style=\"margin:0 0 24px;font-size:13px;word-break:break-all\">");
	html_escape(&r->html, url, strlen(url));
	buf_append_str(&r->html, "</p>\n");
}

static void put_line(struct rendering *r, const char *line)
{
	if (line[0] == '[' && strstr(line, "]({"))
		put_button(r, line);
	else if (!strncmp(line, "# ", 2))
		put_code(r, filled(r, line + 2));
	else if (!strncmp(line, "> ", 2))
		put_lines(r, filled(r, line + 2), 1);
	else
		put_lines(r, filled(r, line), 0);
}

/* The lines between two empty ones; all of them go when a quotation has nothing to quote. */
static void put_paragraph(struct rendering *r, const char *const *lines, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (is_empty(r, lines[i]) && !strncmp(lines[i], "> ", 2))
			return;
		kept += !is_empty(r, lines[i]);
	}
	if (!kept)
		return;
	if (r->plain.len)
		buf_append_byte(&r->plain, '\n');
	for (size_t i = 0; i < n; i++)
		if (!is_empty(r, lines[i]))
			put_line(r, lines[i]);
	block_end(r);
}

enum { PARAGRAPH_LINES = 32 };

static void put_body(struct rendering *r, const char *body)
{
	const char *lines[PARAGRAPH_LINES];
	size_t n = 0;

	while (*body) {
		size_t len = strcspn(body, "\n");

		if (len) {
			assert(n < PARAGRAPH_LINES);
			lines[n] = arena_strndup(r->mem, body, len);
			assert(lines[n]);
			n++;
		} else {
			put_paragraph(r, lines, n);
			n = 0;
		}
		body += len + (body[len] == '\n');
	}
	put_paragraph(r, lines, n);
}

static const char *copied(struct arena *mem, struct buf *b)
{
	char *s = arena_strndup(mem, b->data ? (const char *)b->data : "", b->len);

	assert(s);
	buf_done(b);
	return s;
}

static const char *page_of(struct arena *mem, const char *locale, const char *subject,
			   struct buf *body)
{
	struct buf b = { 0 };

	buf_printf(&b,
		   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		   "<meta name=\"color-scheme\" content=\"light dark\">\n"
		   "<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>",
		   strcmp(locale, "ja") ? "en" : "ja");
	html_escape(&b, subject, strlen(subject));
	buf_append_str(
		&b, "</title>\n</head>\n<body style=\"margin:0;padding:16px;font-family:sans-serif;"
		    "font-size:16px;line-height:1.7\">\n<div style=\"max-width:600px;margin:0 "
		    "auto\">\n");
	buf_append(&b, buf_bytes(body));
	buf_append_str(&b, "</div>\n</body>\n</html>\n");
	buf_done(body);
	return copied(mem, &b);
}

struct notice_content notice_render(struct arena *mem, const struct notice_template *t,
				    const char *locale, const struct text_value *values, size_t n,
				    _Bool trial)
{
	struct rendering r = { .mem = mem, .values = values, .n = n };
	_Bool ja = !strcmp(locale, "ja");
	struct notice_content c;
	struct buf subject = { 0 };

	buf_printf(&subject, "%s%s", filled(&r, ja ? t->subject_ja : t->subject_en),
		   trial ? text_of(locale, "trial-mark") : "");
	c.subject = copied(mem, &subject);
	put_body(&r, ja ? t->body_ja : t->body_en);
	if (trial) {
		const char *line = text_of(locale, "trial-mail");

		put_paragraph(&r, &line, 1);
	}
	c.text = copied(mem, &r.plain);
	c.html = page_of(mem, locale, c.subject, &r.html);
	return c;
}

struct notice_content notice_render_sample(struct arena *mem, const struct notice_template *t,
					   const char *locale)
{
	static const struct text_value en[] = {
#define VALUE(name, en, ja, doc) { #name, en },
#include "domain/notice_values.def"
#undef VALUE
	}, ja[] = {
#define VALUE(name, en, ja, doc) { #name, ja },
#include "domain/notice_values.def"
#undef VALUE
	};

	return notice_render(mem, t, locale, strcmp(locale, "ja") ? en : ja, COUNT_OF(en), 0);
}
