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
	[VERDICT_NO_SIGNATURE] = { "This document has no signature.",
				   "この文書には署名がありません。" },
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
	static const char *const names[] = { [SIG_APPROVAL] = "署名",
					     [SIG_CERTIFICATION] = "認証署名",
					     [SIG_DOCUMENT_TIMESTAMP] = "文書タイムスタンプ",
					     [SIG_USAGE_RIGHTS] = "使用権" };

	return ja ? names[k] : sig_kind_name(k);
}

static const char *pick(const struct writer *w, const char *en, const char *ja)
{
	return w->ja ? ja : en;
}

static const char *result_text(const struct writer *w, enum indication i)
{
	static const char *const ja[] = { [IND_NOTE] = "未実施",
					  [IND_PASSED] = "合格",
					  [IND_INDETERMINATE] = "判定不能",
					  [IND_FAILED] = "不合格" };
	static const char *const en[] = { [IND_NOTE] = "not reached",
					  [IND_PASSED] = "passed",
					  [IND_INDETERMINATE] = "indeterminate",
					  [IND_FAILED] = "failed" };

	return w->ja ? ja[i] : en[i];
}

/* One row a building block: its short name, what it is, the result. */
static void block_lines(struct writer *w, const struct block_report *blocks, size_t n)
{
	buf_printf(w->out, "    %s:\n", pick(w, "building blocks", "検証の段階"));
	for (size_t i = 0; i < n; i++) {
		const struct block_report *b = &blocks[i];

		buf_printf(w->out, "      %-5s %s: %s%s%s\n", block_name(b->block),
			   block_text(b->block, w->ja), result_text(w, b->indication),
			   b->sub ? " / " : "", sub_indication_name(b->sub));
	}
}

static void proof_line(struct writer *w, const struct proof *p)
{
	char utc[TIME_RFC3339_SIZE], jst[TIME_JST_SIZE];
	_Bool own = !strcmp(p->by, PROOF_BY_SIGNATURE_TOKEN);

	time_rfc3339(p->time, utc);
	time_jst(p->time, jst);
	buf_printf(w->out, "      %s %s%s\n", w->ja ? jst : utc,
		   own ? pick(w, "time-stamp of the signature", "署名のタイムスタンプ")
		   : p->outside ? pick(w, "outside the document: ", "文書外の証明: ")
				: pick(w, "document time-stamp ", "文書タイムスタンプ "),
		   own ? "" : p->by);
}

static void proof_lines(struct writer *w, const struct sig_report *s)
{
	_Bool own = s->kind != SIG_DOCUMENT_TIMESTAMP && s->timestamp.trusted;

	if (!own && s->n_proofs == 0)
		return;
	buf_printf(w->out, "    %s:\n", pick(w, "proofs of existence", "存在の証明"));
	if (own)
		proof_line(w, &(struct proof){ .time = s->timestamp.gen_time,
					       .by = PROOF_BY_SIGNATURE_TOKEN });
	for (size_t i = s->n_proofs; i-- > 0;)
		proof_line(w, &s->proofs[i]);
}

static void change_lines(struct writer *w, const struct sig_report *s)
{
	for (size_t i = 0; i < s->n_changes; i++) {
		const struct change *c = &s->changes[i];

		buf_printf(w->out, "      %c %s\n", c->level == LATER_OTHER ? '!' : '-',
			   w->ja && c->ja ? c->ja : c->text);
	}
}

static void finding_lines(struct writer *w, const struct findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		buf_printf(w->out, "    * %s%s%s\n", finding_text(f->list[i].code, w->ja),
			   f->list[i].detail[0] ? " — " : "", f->list[i].detail);
}

static void state_line(struct writer *w, const struct cert_facts *c, const struct chain_state *s)
{
	static const char *const ja[] = { [REVOCATION_UNKNOWN] = "失効は未確認",
					  [REVOCATION_GOOD] = "失効していない",
					  [REVOCATION_REVOKED] = "失効" };
	char utc[TIME_RFC3339_SIZE], jst[TIME_JST_SIZE];
	_Bool anchor = !strcmp(s->source, "anchor");

	buf_printf(w->out, "      %s: %s", c->common_name[0] ? c->common_name : c->subject,
		   anchor ? pick(w, "trusted root", "信頼済みルート")
			  : pick(w, revocation_name(s->revocation), ja[s->revocation]));
	if (s->revocation == REVOCATION_REVOKED) {
		time_rfc3339(s->revoked_at, utc);
		time_jst(s->revoked_at, jst);
		buf_printf(w->out, " %s %s", w->ja ? jst : utc, crl_reason_name(s->reason));
	}
	buf_printf(w->out, "\n");
}

static void chain_lines(struct writer *w, const struct signer_report *s)
{
	if (s->n_chain)
		buf_printf(w->out, "    %s:\n", pick(w, "certificates", "証明書チェーン"));
	for (size_t i = 0; i < s->n_chain; i++)
		state_line(w, &s->chain[i], &s->states[i]);
	if (s->ends)
		time_line(w, "good until", "有効期限", s->good_until);
	line(w, "because", "理由", s->ends);
}

static void time_lines(struct writer *w, const struct sig_report *s)
{
	const struct token_report *t = &s->timestamp;

	if (s->has_claimed_time)
		time_line(w, "claimed time", "申告時刻", s->claimed_time);
	if (t->present && t->authority.known)
		time_line(w, t->trusted ? "time-stamp" : "time-stamp (not trusted)",
			  t->trusted ? "タイムスタンプ" : "タイムスタンプ（未信頼）", t->gen_time);
	if (s->best)
		time_line(w, "proved to exist since", "存在が証明された時刻", s->best->time);
}

static const char *coverage_text(enum coverage c)
{
	static const char *const ja[] = { [COVERAGE_NONE] = "なし",
					  [COVERAGE_PARTIAL] = "一部のみ",
					  [COVERAGE_REVISION] = "一つの版全体",
					  [COVERAGE_FILE] = "ファイル全体" };

	return ja[c];
}

static const char *later_text(enum later_changes l)
{
	static const char *const ja[] = { [LATER_NONE] = "なし",
					  [LATER_LTA] = "検証情報・タイムスタンプの追加",
					  [LATER_FORM] = "フォーム記入・署名",
					  [LATER_ANNOTATIONS] = "注釈",
					  [LATER_OTHER] = "説明できない変更" };

	return ja[l];
}

static void signature_lines(struct writer *w, const struct sig_report *s)
{
	struct block_report blocks[BLOCK_COUNT_];

	buf_printf(w->out, "  %s (%s): %s%s%s\n", s->field, kind_text(s->kind, w->ja),
		   indication_name(s->indication), s->sub ? " / " : "",
		   sub_indication_name(s->sub));
	signer_lines(w, &s->signer);
	time_lines(w, s);
	line(w, "level", "レベル", s->level ? pades_level_name(s->level) : "");
	line(w, "algorithm", "アルゴリズム", s->algorithm);
	line(w, "coverage", "署名範囲",
	     w->ja ? coverage_text(s->coverage) : coverage_name(s->coverage));
	line(w, "later changes", "署名後の変更",
	     w->ja ? later_text(s->later) : later_changes_name(s->later));
	change_lines(w, s);
	chain_lines(w, &s->signer);
	block_lines(w, blocks, sig_blocks(s, blocks));
	proof_lines(w, s);
	finding_lines(w, &s->findings);
	if (s->kind == SIG_DOCUMENT_TIMESTAMP || !s->timestamp.present)
		return;
	buf_printf(w->out, "    %s:\n",
		   pick(w, "time-stamp of the signature", "署名のタイムスタンプ"));
	block_lines(w, blocks, token_blocks(&s->timestamp, blocks));
	finding_lines(w, &s->timestamp.findings);
}

void validate_report_text(const struct validate_report *r, _Bool ja, struct arena *mem,
			  struct buf *out)
{
	struct writer w = { r, ja, out };
	size_t from = out->len;

	buf_printf(out, "%s: %s\n  %s\n", r->file, verdict_name(r->verdict),
		   validate_summary(r, ja, mem));
	if (r->verdict == VERDICT_UNREADABLE)
		buf_printf(out, "  %s\n", r->error.msg);
	for (size_t i = 0; i < r->n; i++)
		signature_lines(&w, &r->signatures[i]);
	tame(out, from);
}
