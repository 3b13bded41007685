#include "jobs/certificate.h"
#include "draw/page.h"

/* Blocks under construction; a full arena shows when the drawing is made. */
struct sheet {
	struct arena *mem;
	struct draw_block *blocks;
	size_t n, cap;
};

static void add(struct sheet *s, enum draw_block_kind kind, const char *text, const char *value)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		struct draw_block *more = arena_alloc_n(s->mem, cap, sizeof(*more));

		if (!more)
			return;
		if (s->n)
			memcpy(more, s->blocks, s->n * sizeof(*more));
		s->blocks = more;
		s->cap = cap;
	}
	s->blocks[s->n++] = (struct draw_block){ kind, text, value };
}

static void add_row(struct sheet *s, const char *label, const char *value)
{
	if (value && *value)
		add(s, DRAW_ROW, label, value);
}

static void add_time(struct sheet *s, const char *label, time_ms t)
{
	char text[TIME_JST_SIZE];

	if (!t)
		return;
	time_jst(t, text);
	add(s, DRAW_ROW, label, arena_strdup(s->mem, text));
}

static void add_head(struct sheet *s, const struct certificate_facts *f)
{
	add(s, DRAW_TITLE, f->trial ? "【試用】合意締結証明書" : "合意締結証明書", NULL);
	add(s, DRAW_PARAGRAPH, "Certificate of Agreement", NULL);
	if (f->trial)
		add(s, DRAW_PARAGRAPH,
		    "試用環境で作成されました。署名は第三者から信頼された証明書によるものではありません。"
		    " / Made on trial: the signatures are not from a generally trusted authority.",
		    NULL);
	add(s, DRAW_PARAGRAPH,
	    "本書は、下記の書類について各当事者が電子的に同意した事実と、その記録を証明するものです。"
	    "各同意は、書類のPDFファイルに電子署名とタイムスタンプとして記録されています。",
	    NULL);
	add(s, DRAW_HEADING, "書類 / Envelope", NULL);
	add_row(s, "件名 / Title", f->title);
	add_row(s, "送信者 / Sender", f->sender);
	add(s, DRAW_ROW_MONO, "書類ID / ID", f->envelope_id);
	add_time(s, "送信日時 / Sent", f->sent_at);
	add_time(s, "締結日時 / Concluded", f->completed_at);
}

static void add_files(struct sheet *s, const struct certificate_facts *f)
{
	add(s, DRAW_HEADING, "ファイル / Files", NULL);
	for (size_t i = 0; i < f->n_files; i++) {
		const struct certificate_file *file = &f->files[i];

		add_row(s, "ファイル名 / Name", file->name);
		add_row(s, "ページ数 / Pages",
			arena_printf(s->mem, "%lld", (long long)file->pages));
		add(s, DRAW_ROW_MONO, "SHA-256（送信前）\nas uploaded", file->original_sha256);
		add(s, DRAW_ROW_MONO, "SHA-256（締結後）\nconcluded", file->final_sha256);
		add(s, DRAW_SPACE, NULL, NULL);
	}
}

/* What the party said of itself, on one line: department, title, name. */
static const char *declared_person(struct sheet *s, const struct certificate_party *p)
{
	const char *department = p->department ? p->department : "";
	const char *title = p->title ? p->title : "";

	return arena_printf(s->mem, "%s%s%s%s%s", department, *department ? "　" : "", title,
			    *title ? "　" : "", p->name ? p->name : "");
}

/* Accredited, other or our own: what a time-stamp is worth depends on it. */
static const char *authority_text(struct sheet *s, const struct certificate_party *p)
{
	static const struct {
		const char *class, *words;
	} classes[] = {
		{ "accredited", "認定 / accredited" },
		{ "other", "その他 / other" },
		{ "local", "内蔵・試用 / built-in, trial" },
	};

	for (size_t i = 0; p->authority && p->authority_class && i < COUNT_OF(classes); i++)
		if (!strcmp(classes[i].class, p->authority_class))
			return arena_printf(s->mem, "%s（%s）", p->authority, classes[i].words);
	return p->authority;
}

static void add_party(struct sheet *s, const struct certificate_party *p)
{
	add_row(s, "区分 / Side",
		strcmp(p->side, "own") ? "相手方 / Counterparty" : "送信側 / Sender's side");
	add_row(s, "会社名（申告）\nCompany (declared)", p->company);
	add_row(s, "氏名（申告）\nName (declared)", declared_person(s, p));
	add_row(s, "メール / Mail", p->email);
	add_row(s, "本人確認方法\nAuthentication", p->factors);
	add_time(s, "依頼 / Asked", p->sent_at);
	add_time(s, "書類の確認 / Opened", p->opened_at);
	add_time(s, "同意 / Agreed", p->agreed_at);
	add_time(s, "タイムスタンプ\nTime-stamp", p->timestamp_at);
	add_row(s, "時刻認証局 / Authority", authority_text(s, p));
	if (p->act_id)
		add(s, DRAW_ROW_MONO, "行為ID / Act", p->act_id);
	add(s, DRAW_SPACE, NULL, NULL);
}

static void add_events(struct sheet *s, const struct certificate_facts *f)
{
	add(s, DRAW_HEADING, "証跡 / Audit trail", NULL);
	add(s, DRAW_PARAGRAPH,
	    "各記録のハッシュ値は直前の記録のハッシュ値を含みます。"
	    " / Each hash includes the hash of the entry before it.",
	    NULL);
	for (size_t i = 0; i < f->n_events; i++) {
		const struct certificate_event *v = &f->events[i];
		char at[TIME_JST_SIZE];

		time_jst(v->at, at);
		add(s, DRAW_ROW, arena_printf(s->mem, "%lld  %s", (long long)v->seq, at), v->text);
		add(s, DRAW_ROW_MONO, "SHA-256", v->hash);
	}
}

enum err certificate_draw(const struct certificate_facts *f, struct arena *mem,
			  struct bytes *pdf_out, struct error *e)
{
	struct sheet s = { .mem = mem };
	struct draw_document d;

	add_head(&s, f);
	add_files(&s, f);
	add(&s, DRAW_HEADING, "当事者 / Parties", NULL);
	for (size_t i = 0; i < f->n_parties; i++)
		add_party(&s, &f->parties[i]);
	add_events(&s, f);
	d = (struct draw_document){
		.title = "合意締結証明書 / Certificate of Agreement",
		.author = f->sender,
		.footer = f->envelope_id,
		.created = f->completed_at,
		.blocks = s.blocks,
		.n = s.n,
	};
	return draw_document_pdf(&d, mem, pdf_out, NULL, e);
}
