/* The report for people: one plain sentence, then what an expert asks. */
#include "sig/validate/report.h"

static const struct {
	const char *en, *ja;
} summaries[] = {
	[VERDICT_PASSED] = { "All signatures in this document are valid.",
			     "この文書の署名はすべて有効です。" },
	[VERDICT_INDETERMINATE] = { "This document could not be fully confirmed: ",
				    "この文書は完全には確認できませんでした：" },
	[VERDICT_FAILED] = { "Do not rely on this document: ", "この文書は信頼できません：" },
	[VERDICT_NO_SIGNATURE] = { "This document has no signature.", "この文書には署名がありません。" },
	[VERDICT_UNREADABLE] = { "This file cannot be judged: ", "このファイルは判定できません：" },
};

/* What made the verdict: the first finding of the first signature that has its weight. */
static const struct findings *deciding(const struct validate_report *r)
{
	enum indication wanted = r->verdict == VERDICT_FAILED ? IND_FAILED : IND_INDETERMINATE;

	for (size_t i = 0; i < r->n; i++)
		if (r->signatures[i].indication == wanted)
			return &r->signatures[i].findings;
	return NULL;
}

const char *validate_summary(const struct validate_report *r, _Bool ja, struct arena *mem)
{
	const char *lead = ja ? summaries[r->verdict].ja : summaries[r->verdict].en;
	const struct findings *f = deciding(r);
	const char *why = "", *out;

	if (r->verdict == VERDICT_UNREADABLE)
		why = ja ? err_text_ja(r->error.code) : err_text(r->error.code);
	else if (r->verdict != VERDICT_FAILED && r->verdict != VERDICT_INDETERMINATE)
		return lead;
	else if (f)
		why = finding_text(f->worst, ja);
	out = arena_printf(mem, "%s%s%s", lead, why, ja ? "。" : ".");
	return out ? out : lead;
}

struct writer {
	const struct validate_report *r;
	_Bool ja;
	struct buf *out;
};

static void line(struct writer *w, const char *en, const char *ja, const char *value)
{
	if (value && value[0])
		buf_printf(w->out, "    %s: %s\n", w->ja ? ja : en, value);
}

static void time_line(struct writer *w, const char *en, const char *ja, time_ms t)
{
	char utc[TIME_RFC3339_SIZE], jst[TIME_JST_SIZE];

	time_rfc3339(t, utc);
	time_jst(t, jst);
	line(w, en, ja, w->ja ? jst : utc);
}

static void signer_lines(struct writer *w, const struct signer_report *s)
{
	if (!s->known)
		return;
	line(w, "signer", "署名者", s->cert.common_name[0] ? s->cert.common_name : s->cert.subject);
	line(w, "organisation", "組織", s->cert.organisation);
	line(w, "issued by", "発行者", s->cert.issuer_name);
	line(w, "certificate no.", "証明書番号", s->cert.serial);
	identity_lines(s, w->ja, w->out);
}

/* Names come from strangers: control characters would play with the terminal. */
static void tame(struct buf *b, size_t from)
{
	for (size_t i = from; i < b->len; i++)
		if ((b->data[i] < 0x20 && b->data[i] != '\n') || b->data[i] == 0x7f)
			b->data[i] = '?';
}

static const char *kind_text(enum sig_kind k, _Bool ja)
{
	static const char *const names[] = { [SIG_APPROVAL] = "署名", [SIG_CERTIFICATION] = "認証署名",
					     [SIG_DOCUMENT_TIMESTAMP] = "文書タイムスタンプ",
					     [SIG_USAGE_RIGHTS] = "使用権" };

	return ja ? names[k] : sig_kind_name(k);
}

static void signature_lines(struct writer *w, const struct sig_report *s)
{
	buf_printf(w->out, "  %s (%s): %s%s%s\n", s->field, kind_text(s->kind, w->ja),
		   indication_name(s->indication), s->sub ? " / " : "", sub_indication_name(s->sub));
	signer_lines(w, &s->signer);
	if (s->has_claimed_time)
		time_line(w, "claimed time", "申告時刻", s->claimed_time);
	if (s->timestamp.present && s->timestamp.authority.known)
		time_line(w, s->timestamp.trusted ? "time-stamp" : "time-stamp (not trusted)",
			  s->timestamp.trusted ? "タイムスタンプ" : "タイムスタンプ（未信頼）",
			  s->timestamp.gen_time);
	line(w, "level", "レベル", s->level ? pades_level_name(s->level) : "");
	line(w, "algorithm", "アルゴリズム", s->algorithm);
	line(w, "coverage", "署名範囲", coverage_name(s->coverage));
	line(w, "later changes", "署名後の変更", later_changes_name(s->later));
	for (size_t i = 0; i < s->n_changes; i++)
		buf_printf(w->out, "      %c %s\n", s->changes[i].level == LATER_OTHER ? '!' : '-',
			   w->ja ? s->changes[i].ja : s->changes[i].text);
	for (size_t i = 0; i < s->findings.n; i++)
		buf_printf(w->out, "    * %s%s%s\n", finding_text(s->findings.list[i].code, w->ja),
			   s->findings.list[i].detail[0] ? " — " : "", s->findings.list[i].detail);
}

void validate_report_text(const struct validate_report *r, _Bool ja, struct arena *mem, struct buf *out)
{
	struct writer w = { r, ja, out };
	size_t from = out->len;

	buf_printf(out, "%s: %s\n  %s\n", r->file, verdict_name(r->verdict), validate_summary(r, ja, mem));
	if (r->verdict == VERDICT_UNREADABLE)
		buf_printf(out, "  %s\n", r->error.msg);
	for (size_t i = 0; i < r->n; i++)
		signature_lines(&w, &r->signatures[i]);
	tame(out, from);
}
