#include "mail/template.h"
#include "base/buf.h"

struct texts {
	const char *subject, *body;
};

static const struct {
	const char *name;
	struct texts ja, en;
} mails[MAIL_COUNT_] = {
#define MAIL(name, subject_ja, body_ja, subject_en, body_en)                                       \
	[MAIL_##name] = { #name, { subject_ja, body_ja }, { subject_en, body_en } },
#include "mail/templates.def"
#undef MAIL
};

static const char trial_ja[] = "【試用】このメールと書類は試用環境のものです。";
static const char trial_en[] = "[TRIAL] This mail and its document come from a trial installation.";

struct field_row {
	const char *name, *value;
};
enum { FIELD_ROWS = 13 };

static void rows_fill(struct field_row out[FIELD_ROWS], const struct mail_fields *f, _Bool ja)
{
	const struct field_row rows[FIELD_ROWS] = {
		{ "company", f->company },
		{ "sender", f->sender },
		{ "recipient", f->recipient },
		{ "recipient_company", f->recipient_company },
		{ "actor", f->actor },
		{ "actor_company", f->actor_company },
		{ "title", f->title },
		{ "message", f->message },
		{ "reason", f->reason },
		{ "link", f->link },
		{ "expires", f->expires },
		{ "at", f->at },
		{ "trial", f->trial ? ja ? trial_ja : trial_en : NULL },
	};

	memcpy(out, rows, sizeof(rows));
}

/* The value of "{name}" at s, with its length in *len; NULL when s is no field. */
static const char *field_at(const struct field_row rows[FIELD_ROWS], const char *s, size_t *len)
{
	size_t n = *s == '{' ? strcspn(s, "}") : 0;

	for (size_t i = 0; n && s[n] == '}' && i < FIELD_ROWS; i++)
		if (strlen(rows[i].name) == n - 1 && !strncmp(rows[i].name, s + 1, n - 1)) {
			*len = n + 1;
			return rows[i].value ? rows[i].value : "";
		}
	return NULL;
}

/* Every field of the line has a value, or it has none to begin with. The company alone
 * may be missing beside the person it belongs to ("{actor_company} {actor} 様"). */
static _Bool line_wanted(const struct field_row rows[FIELD_ROWS], const char *s, size_t len)
{
	size_t fields = 0, filled = 0;

	for (size_t i = 0; i < len; i++) {
		size_t n;
		const char *v = field_at(rows, s + i, &n);

		fields += v != NULL;
		filled += v && *v;
	}
	return !fields || (fields == 1 ? filled == 1 : filled > 0);
}

typedef void put_fn(struct buf *b, const char *s);

static void put_plain(struct buf *b, const char *s)
{
	for (; *s; s++)
		if (*s != '\r' && ((unsigned char)*s >= 0x20 || *s == '\n' || *s == '\t'))
			buf_append_byte(b, (unsigned char)*s);
}

static void put_line(struct buf *b, const char *s)
{
	for (; *s; s++)
		buf_append_byte(b,
				(unsigned char)*s < 0x20 || *s == 0x7F ? ' ' : (unsigned char)*s);
}

static void put_html(struct buf *b, const char *s)
{
	static const struct {
		char c;
		const char *as;
	} escapes[] = { { '&', "&amp;" },  { '<', "&lt;" },   { '>', "&gt;" },
			{ '"', "&quot;" }, { '\'', "&#39;" }, { '\n', "<br>\n" } };

	for (; *s; s++) {
		const char *as = NULL;

		for (size_t i = 0; i < COUNT_OF(escapes); i++)
			if (*s == escapes[i].c)
				as = escapes[i].as;
		if (as)
			buf_append_str(b, as);
		else if ((unsigned char)*s >= 0x20)
			buf_append_byte(b, (unsigned char)*s);
	}
}

static void fill_line(const struct field_row rows[FIELD_ROWS], const char *s, size_t len,
		      put_fn *put, struct buf *out)
{
	for (size_t i = 0; i < len;) {
		size_t n = 1;
		const char *v = field_at(rows, s + i, &n);

		if (v && *v) {
			put(out, v);
		} else if (v) {
			n += s[i + n] == ' '; /* nor the blank behind a missing company */
		} else {
			buf_append_byte(out, (unsigned char)s[i]);
		}
		i += n;
	}
}

static const char *fill_text(const struct field_row rows[FIELD_ROWS], const char *body,
			     struct arena *mem)
{
	AUTO(buf) struct buf out = { 0 };
	_Bool blank = 1;

	for (size_t len; *body; body += len + (body[len] == '\n')) {
		len = strcspn(body, "\n");
		if (!line_wanted(rows, body, len) || (!len && blank))
			continue;
		blank = !len;
		fill_line(rows, body, len, put_plain, &out);
		buf_append_byte(&out, '\n');
	}
	return arena_strdup(mem, buf_cstr(&out));
}

static void html_link(const struct field_row rows[FIELD_ROWS], _Bool ja, struct buf *out)
{
	size_t len;
	const char *link = field_at(rows, "{link}", &len);

	buf_append_str(out, "<p><a href=\"");
	put_html(out, link);
	buf_append_str(out, "\" style=\"display:inline-block;padding:12px 24px;background:#1a4fa0;"
			    "color:#ffffff;text-decoration:none;border-radius:8px\">");
	buf_append_str(out, ja ? "SkySign で開く" : "Open in SkySign");
	buf_append_str(out,
		       "</a></p>\n<p style=\"font-size:13px;color:#555555;word-break:break-all\">");
	put_html(out, link);
	buf_append_str(out, "</p>\n");
}

static const char *fill_html(const struct field_row rows[FIELD_ROWS], const char *body, _Bool ja,
			     struct arena *mem)
{
	AUTO(buf) struct buf out = { 0 };

	buf_printf(
		&out,
		"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"></head>\n"
		"<body "
		"style=\"font-family:sans-serif;font-size:16px;line-height:1.7;color:#222222\">\n",
		ja ? "ja" : "en");
	for (size_t len; *body; body += len + (body[len] == '\n')) {
		len = strcspn(body, "\n");
		if (!len || !line_wanted(rows, body, len))
			continue;
		if (len == 6 && !strncmp(body, "{link}", 6)) {
			html_link(rows, ja, &out);
			continue;
		}
		buf_append_str(&out, "<p style=\"margin:0 0 8px\">");
		fill_line(rows, body, len, put_html, &out);
		buf_append_str(&out, "</p>\n");
	}
	buf_append_str(&out, "</body></html>\n");
	return arena_strdup(mem, buf_cstr(&out));
}

static const char *fill_subject(const struct field_row rows[FIELD_ROWS], const char *subject,
				struct arena *mem)
{
	AUTO(buf) struct buf out = { 0 };

	fill_line(rows, subject, strlen(subject), put_line, &out);
	return arena_strdup(mem, buf_cstr(&out));
}

enum err mail_render(enum mail_kind kind, const char *lang, const struct mail_fields *f,
		     struct arena *mem, struct mail_text *out, struct error *e)
{
	_Bool ja = !strcmp(lang, "ja");
	const struct texts *t = ja ? &mails[kind].ja : &mails[kind].en;
	struct field_row rows[FIELD_ROWS];
	struct mail_text m;

	if (f->link && *f->link && strncmp(f->link, "https://", 8) &&
	    strncmp(f->link, "http://", 7))
		return error_set(e, ERR_INVALID, "mail: the link is no web address");
	rows_fill(rows, f, ja);
	m.subject = fill_subject(rows, t->subject, mem);
	m.text = fill_text(rows, t->body, mem);
	m.html = fill_html(rows, t->body, ja, mem);
	if (!m.subject || !m.text || !m.html)
		return error_set(e, ERR_TOO_LARGE, "mail: longer than its memory allows");
	*out = m;
	return ERR_OK;
}

const char *mail_kind_name(enum mail_kind kind)
{
	return mails[kind].name;
}

_Bool mail_kind_find(const char *name, enum mail_kind *out)
{
	for (unsigned i = 0; i < MAIL_COUNT_; i++)
		if (!strcmp(mails[i].name, name)) {
			*out = (enum mail_kind)i;
			return 1;
		}
	return 0;
}
