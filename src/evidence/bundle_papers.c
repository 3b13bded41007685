/* Papers for the court: an explanation, and a draft of the list of exhibits (証拠説明書). */
#include "evidence/bundle_work.h"

/* "# " is a title, "## " a heading, any other line a paragraph. */
static void add_lines(struct sheet *s, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		const char *line = arena_strndup(s->mem, text, len);

		if (line && !strncmp(line, "# ", 2))
			sheet_add(s, DRAW_TITLE, line + 2, NULL);
		else if (line && !strncmp(line, "## ", 3))
			sheet_add(s, DRAW_HEADING, line + 3, NULL);
		else if (line && *line)
			sheet_add(s, DRAW_PARAGRAPH, line, NULL);
		text += len + (text[len] == '\n');
	}
}

static enum err put_sheet(struct bundle_work *b, const struct sheet *s, const char *title,
			  const char *path, struct error *e)
{
	struct sheet_meta m = { title, b->org.name, b->x->v.id, b->w->at };
	struct bytes pdf;

	TRY(sheet_pdf(s, &m, &pdf, e));
	return zip_add(b->z, path, pdf, e);
}

static enum err put_explanation(struct bundle_work *b, _Bool ja, struct error *e)
{
	struct sheet s = { .mem = b->d->repo.mem, .ja = ja };

	add_lines(&s, bundle_fill(b, embedded_court(ja)));
	return put_sheet(b, &s, ja ? "裁判所御中 説明書" : "Explanation for the court",
			 ja ? "00_court/裁判所御中_説明書.pdf" : "00_court/explanation.en.pdf", e);
}

static void add_exhibit(struct bundle_work *b, struct sheet *s, size_t i)
{
	const struct exhibit *x = &b->exhibits[i];
	char at[TIME_JST_SIZE] = "";

	if (x->at)
		time_jst(x->at, at);
	sheet_row(s, sheet_say(s, "No.", "号証"),
		  sheet_printf(s, s->ja ? "甲%zu" : "A-%zu", i + 1));
	sheet_row(s, sheet_say(s, "Title", "標目"),
		  sheet_printf(s, "%s%s", sheet_say(s, x->title_en, x->title_ja),
			       sheet_say(s, " (electronic data)", "（電磁的記録）")));
	sheet_row(s, sheet_say(s, "File", "ファイル"), x->path);
	sheet_row(s, sheet_say(s, "Author", "作成者"), x->author);
	sheet_row(s, sheet_say(s, "Made", "作成年月日"), sheet_printf(s, "%.10s", at));
	sheet_row(s, sheet_say(s, "To prove", "立証趣旨"),
		  sheet_say(s, x->purpose_en, x->purpose_ja));
	sheet_add(s, DRAW_SPACE, NULL, NULL);
}

static enum err put_list(struct bundle_work *b, _Bool ja, struct error *e)
{
	struct sheet s = { .mem = b->d->repo.mem, .ja = ja };

	sheet_add(&s, DRAW_TITLE, sheet_say(&s, "List of exhibits (draft)", "証拠説明書（案）"),
		  NULL);
	sheet_add(&s, DRAW_PARAGRAPH,
		  sheet_say(&s,
			    "A draft made by the service. Numbers, titles and what is to be proved "
			    "have to be "
			    "checked and changed by counsel.",
			    "サービスが自動作成した案です。号証の番号、標目、立証趣旨は、提出前に代"
			    "理人が確認・修正してください。"),
		  NULL);
	for (size_t i = 0; i < b->n_exhibits; i++)
		add_exhibit(b, &s, i);
	return put_sheet(b, &s, sheet_say(&s, "List of exhibits", "証拠説明書"),
			 ja ? "00_court/証拠説明書_案.pdf" : "00_court/exhibits.en.pdf", e);
}

static enum err put_table(struct bundle_work *b, struct error *e)
{
	static const char *const head[] = { "号証",	  "標目",     "ファイル", "作成者",
					    "作成年月日", "立証趣旨", "title",	  "to prove" };
	AUTO(buf) struct buf out = { 0 };

	buf_append_str(&out, "\xEF\xBB\xBF"); /* spreadsheets take it for Shift_JIS otherwise */
	bundle_csv(&out, head, COUNT_OF(head));
	for (size_t i = 0; i < b->n_exhibits; i++) {
		const struct exhibit *x = &b->exhibits[i];
		char at[TIME_JST_SIZE] = "";
		const char *cells[] = { domain_printf(b->d, "甲%zu", i + 1),
					x->title_ja,
					x->path,
					x->author,
					"",
					x->purpose_ja,
					x->title_en,
					x->purpose_en };

		if (x->at)
			time_jst(x->at, at);
		cells[4] = domain_printf(b->d, "%.10s", at);
		bundle_csv(&out, cells, COUNT_OF(cells));
	}
	return zip_add(b->z, "00_court/証拠説明書_案.csv", buf_bytes(&out), e);
}

enum err bundle_papers(struct bundle_work *b, struct error *e)
{
	TRY(put_explanation(b, 1, e));
	TRY(put_explanation(b, 0, e));
	TRY(put_list(b, 1, e));
	TRY(put_list(b, 0, e));
	return put_table(b, e);
}

/* recipe ------------------------------------------------------------------ */

/* The one block of shell in the page: the script that it speaks of. */
static struct bytes script_in(struct bytes page)
{
	size_t from = bytes_find(page, BYTES_LIT("\n```sh\n"), 0), to;

	if (from == SIZE_MAX)
		return BYTES(NULL, 0);
	from += 7;
	to = bytes_find(page, BYTES_LIT("\n```"), from);
	return bytes_slice(page, from, (to == SIZE_MAX ? page.len : to + 1) - from);
}

enum err bundle_recipe(struct bundle_work *b, struct error *e)
{
	struct bytes page = embedded_audit_verify();

	TRY(zip_add(b->z, "verify/audit-verify.md", page, e));
	TRY(zip_add(b->z, "verify/audit-verify.sh", script_in(page), e));
	TRY(zip_add(b->z, "verify/audit-trail.md", embedded_audit_trail(), e));
	TRY(zip_add(b->z, "verify/verify.sh", embedded_verify_sh(), e));
	return bundle_text(b, "README.txt", bundle_fill(b, embedded_readme()), e);
}
