#include "evidence/certificate.h"
#include <stddef.h>
#include "evidence/sheet.h"

/* words ------------------------------------------------------------------- */

struct word {
	const char *code, *ja, *en;
};
static const struct word sides[] = {
	{ "own", "送信側", "the sender's side" },
	{ "counterparty", "相手方", "counterparty" },
};
static const struct word roles[] = {
	{ "signer", "署名者（契約の締結に同意する者）", "signer (agrees to the contract)" },
	{ "approver", "承認者（当事者内部の承認。契約の同意ではない）",
	  "approver (approval within the party; no consent to the contract)" },
	{ "viewer", "閲覧者（内容の確認のみ）", "viewer (confirms having looked)" },
	{ "cc", "共有先（通知のみ）", "cc (is told only)" },
};
static const struct word states[] = {
	{ "awaiting", "未依頼", "not asked yet" },
	{ "sent", "依頼済", "asked" },
	{ "undelivered", "不達", "not delivered" },
	{ "opened", "書類を表示", "opened" },
	{ "processing", "処理中", "being processed" },
	{ "completed", "完了", "completed" },
	{ "declined", "辞退", "declined" },
	{ "forwarded", "転送", "forwarded" },
	{ "expired", "期限切れ", "expired" },
};
static const struct word factor_kinds[] = {
	{ "mail-link", "専用リンク", "personal link" },
	{ "member-session", "本サービスへのサインイン", "sign-in to this service" },
	{ "access_code", "アクセスコード", "access code" },
	{ "mail_code", "メール確認コード", "code by mail" },
	{ "sms_code", "SMS確認コード", "code by SMS" },
	{ "totp", "認証アプリ（TOTP）", "authenticator app (TOTP)" },
	{ "passkey", "パスキー", "passkey" },
	{ "handed-link", "送信者が手渡したリンク", "link handed over by the sender" },
};
static const struct word channels[] = {
	{ "mail", "電子メール", "mail" },	  { "sms", "SMS", "SMS" },
	{ "password", "パスワード", "password" }, { "app", "アプリ", "app" },
	{ "device", "端末", "device" },		  { "other", "別途の連絡", "another way" },
	{ "sender", "送信者", "the sender" },
};
/* Accredited, other or our own: what a time-stamp is worth depends on it. */
static const struct word classes[] = {
	{ "accredited", "認定", "accredited" },
	{ "other", "その他", "other" },
	{ "local", "内蔵・試用", "built-in, trial" },
};

static const char *say(const struct sheet *s, const struct word *list, size_t n, const char *code)
{
	for (size_t i = 0; code && i < n; i++)
		if (!strcmp(list[i].code, code))
			return s->ja ? list[i].ja : list[i].en;
	return code ? code : "";
}
#define SAY(s, list, code) say((s), (list), COUNT_OF(list), (code))

/* parties: a row each, in order ------------------------------------------- */

enum row_kind { ROW_TEXT, ROW_MONO, ROW_TIME, ROW_SIDE, ROW_ROLE, ROW_STATE, ROW_NUMBER };
static const struct party_row {
	enum row_kind kind;
	size_t offset;
	const char *ja, *en;
} rows_before[] = {
#define ROW(kind, member, ja, en)                                                                  \
	{                                                                                          \
		ROW_##kind, offsetof(struct certificate_party, member), ja, en                     \
	}
	ROW(SIDE, side, "区分", "Side"),
	ROW(ROLE, role, "役割", "Role"),
	ROW(NUMBER, order, "順序", "Order"),
	ROW(STATE, state, "状態", "State"),
	ROW(TEXT, asked_company, "依頼先の会社名\n（送信者の指定）", "Company asked\n(named by the sender)"),
	ROW(TEXT, asked_department, "依頼先の部署\n（送信者の指定）", "Department asked\n(named by the sender)"),
	ROW(TEXT, asked_title, "依頼先の役職\n（送信者の指定）", "Title asked\n(named by the sender)"),
	ROW(TEXT, asked_name, "依頼先の氏名\n（送信者の指定）", "Person asked\n(named by the sender)"),
	ROW(TEXT, email, "依頼先のメール\n（送信者の指定）", "Mail address asked\n(named by the sender)"),
	ROW(TEXT, company, "会社名（申告）", "Company (declared)"),
	ROW(TEXT, department, "部署（申告）", "Department (declared)"),
	ROW(TEXT, title, "役職（申告）", "Title (declared)"),
	ROW(TEXT, name, "氏名（申告）", "Name (declared)"),
}, rows_after[] = {
	ROW(TIME, sent_at, "依頼日時", "Asked"),
	ROW(TIME, opened_at, "書類の表示日時", "Opened"),
	ROW(TIME, agreed_at, "同意日時", "Agreed"),
	ROW(TIME, declined_at, "辞退日時", "Declined"),
	ROW(TIME, completed_at, "署名完了日時", "Signature completed"),
	ROW(TEXT, statement, "同意文の版", "Version of the statement"),
	ROW(TEXT, forwarded_from, "転送元", "Forwarded from"),
	ROW(TEXT, forwarded_to, "転送先", "Forwarded to"),
	ROW(TIME, forwarded_at, "転送日時", "Forwarded at"),
	ROW(TEXT, forward_reason, "転送の理由（申告）", "Reason for forwarding (declared)"),
	ROW(MONO, act_id, "行為ID", "Act"),
#undef ROW
};

static const char *text_at(const struct certificate_party *p, size_t offset)
{
	return *(const char *const *)(const void *)((const char *)p + offset);
}

static int64_t number_at(const struct certificate_party *p, size_t offset)
{
	return *(const int64_t *)(const void *)((const char *)p + offset);
}

static void add_row(struct sheet *s, const struct party_row *row, const struct certificate_party *p)
{
	const char *label = sheet_say(s, row->en, row->ja);

	switch (row->kind) {
	case ROW_TEXT:
		sheet_row(s, label, text_at(p, row->offset));
		break;
	case ROW_MONO:
		sheet_mono(s, label, text_at(p, row->offset));
		break;
	case ROW_TIME:
		sheet_time(s, label, number_at(p, row->offset));
		break;
	case ROW_NUMBER:
		sheet_number(s, label, number_at(p, row->offset));
		break;
	case ROW_SIDE:
		sheet_row(s, label, SAY(s, sides, text_at(p, row->offset)));
		break;
	case ROW_ROLE:
		sheet_row(s, label, SAY(s, roles, text_at(p, row->offset)));
		break;
	case ROW_STATE:
		sheet_row(s, label, SAY(s, states, text_at(p, row->offset)));
		break;
	}
}

static void add_factors(struct sheet *s, const struct certificate_party *p)
{
	for (size_t i = 0; i < p->n_factors; i++) {
		const struct certificate_factor *f = &p->factors[i];
		char at[TIME_JST_SIZE] = "";

		if (f->at)
			time_jst(f->at, at);
		sheet_row(s, sheet_say(s, "Authentication (verified)", "本人確認（確認済）"),
			  sheet_printf(s, "%zu. %s（%s%s）%s%s", i + 1,
				       SAY(s, factor_kinds, f->kind),
				       sheet_say(s, "channel: ", "経路："),
				       SAY(s, channels, f->channel), *at ? "  " : "", at));
	}
}

static void add_shown(struct sheet *s, const struct certificate_party *p)
{
	for (size_t i = 0; i < p->n_shown; i++)
		sheet_mono(s,
			   sheet_say(s, "Shown when agreeing\n(SHA-256)",
				     "同意時に表示した\n内容（SHA-256）"),
			   sheet_printf(s, "%s\n%s", p->shown[i].file, p->shown[i].sha256));
}

static void add_stamps(struct sheet *s, const struct certificate_party *p)
{
	for (size_t i = 0; i < p->n_stamps; i++) {
		const struct certificate_stamp *t = &p->stamps[i];
		char at[TIME_JST_SIZE];

		time_jst(t->at, at);
		sheet_row(s, sheet_say(s, "Time-stamp", "タイムスタンプ"),
			  sheet_printf(s, "%s\n%s  %s%s%s%s", t->file, at,
				       t->authority ? t->authority : "", t->class ? "（" : "",
				       t->class ? SAY(s, classes, t->class) : "",
				       t->class ? "）" : ""));
	}
}

static void add_facts(struct sheet *s, const struct certificate_fact *facts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		(facts[i].is_hash ? sheet_mono
				  : sheet_row)(s, sheet_say(s, facts[i].en, facts[i].ja),
					       sheet_say(s, facts[i].value_en, facts[i].value_ja));
}

static void add_party(struct sheet *s, size_t i, const struct certificate_party *p)
{
	sheet_add(s, DRAW_HEADING,
		  sheet_printf(s, "%s %zu", sheet_say(s, "Party", "当事者"), i + 1), NULL);
	for (size_t k = 0; k < COUNT_OF(rows_before); k++)
		add_row(s, &rows_before[k], p);
	if (p->authority)
		sheet_row(s, sheet_say(s, "Authority (declared)", "権限（申告）"),
			  sheet_say(s,
				    "has declared to have the authority to conclude this contract",
				    "締結する権限を有する旨を申告"));
	add_factors(s, p);
	for (size_t k = 0; k < COUNT_OF(rows_after); k++)
		add_row(s, &rows_after[k], p);
	add_shown(s, p);
	add_stamps(s, p);
	add_facts(s, p->facts, p->n_facts);
}

/* the whole --------------------------------------------------------------- */

static void add_head(struct sheet *s, const struct certificate_facts *f)
{
	const char *title = sheet_say(s, "Certificate of Agreement", "合意締結証明書");

	sheet_add(s, DRAW_TITLE,
		  f->trial ? sheet_printf(s, "%s%s", sheet_say(s, "[TRIAL] ", "【試用】"), title)
			   : title,
		  NULL);
	if (f->trial)
		sheet_add(s, DRAW_PARAGRAPH,
			  sheet_say(s,
				    "Made on trial: the signatures are not from a generally "
				    "trusted authority.",
				    "試用環境で作成されました。署名は第三者から信頼された証明書によ"
				    "るものではありません。"),
			  NULL);
	sheet_add(s, DRAW_PARAGRAPH,
		  sheet_say(s,
			    "This certifies that the parties below agreed electronically to the "
			    "files below, and what was "
			    "recorded about it. Each agreement is in the PDF files as a signature "
			    "with a time-stamp. "
			    "\"Declared\" is what a party said of itself and was not examined; "
			    "\"verified\" is what "
			    "the service examined. Times are of Japan (JST) unless they end in Z "
			    "(UTC).",
			    "本書は、下記の書類について各当事者が電子的に同意した事実と、その記録を"
			    "証明するものです。"
			    "各同意は、書類のPDFファイルに電子署名とタイムスタンプとして記録されて"
			    "います。"
			    "「申告」は当事者が自ら述べ、内容の確認を経ていない事項、「確認済」は本"
			    "サービスが確認した事項です。"),
		  NULL);
	sheet_add(s, DRAW_HEADING, sheet_say(s, "Envelope", "書類"), NULL);
	sheet_row(s, sheet_say(s, "Title", "件名"), f->title);
	sheet_row(s, sheet_say(s, "Sender", "送信者"), f->sender);
	sheet_mono(s, sheet_say(s, "Id", "書類ID"), f->envelope_id);
	sheet_time(s, sheet_say(s, "Sent", "送信日時"), f->sent_at);
	sheet_time(s, sheet_say(s, "Concluded", "締結日時"), f->completed_at);
	sheet_row(s,
		  sheet_say(s, "Date of the contract\n(named by the sender)",
			    "契約日\n（送信者の指定）"),
		  f->contract_date);
	sheet_row(s,
		  sheet_say(s, "Effective from\n(named by the sender)",
			    "効力発生日\n（送信者の指定）"),
		  f->effective_date);
	add_facts(s, f->facts, f->n_facts);
}

static void add_files(struct sheet *s, const struct certificate_facts *f)
{
	sheet_add(s, DRAW_HEADING, sheet_say(s, "Files", "ファイル"), NULL);
	for (size_t i = 0; i < f->n_files; i++) {
		const struct certificate_file *file = &f->files[i];

		sheet_row(s, sheet_say(s, "Name", "ファイル名"), file->name);
		sheet_number(s, sheet_say(s, "Pages", "ページ数"), file->pages);
		sheet_mono(s, sheet_say(s, "SHA-256\nas uploaded", "SHA-256（送信前）"),
			   file->original_sha256);
		sheet_mono(s, sheet_say(s, "SHA-256\nconcluded", "SHA-256（締結後）"),
			   file->final_sha256);
		sheet_add(s, DRAW_SPACE, NULL, NULL);
	}
}

static void add_events(struct sheet *s, const struct certificate_facts *f)
{
	sheet_add(s, DRAW_HEADING, sheet_say(s, "Audit trail", "証跡"), NULL);
	sheet_add(s, DRAW_PARAGRAPH,
		  sheet_say(s, "Each hash includes the hash of the entry before it.",
			    "各記録のハッシュ値は直前の記録のハッシュ値を含みます。"),
		  NULL);
	for (size_t i = 0; i < f->n_events; i++) {
		const struct certificate_event *v = &f->events[i];
		char at[TIME_JST_SIZE];

		time_jst(v->at, at);
		sheet_add(s, DRAW_ROW, sheet_printf(s, "%lld  %s", (long long)v->seq, at),
			  sheet_say(s, v->en, v->ja));
		sheet_mono(s, "SHA-256", v->hash);
	}
}

static void add_part(struct sheet *s, const struct certificate_facts *f)
{
	add_head(s, f);
	add_files(s, f);
	for (size_t i = 0; i < f->n_parties; i++)
		add_party(s, i, &f->parties[i]);
	add_events(s, f);
}

enum err certificate_draw(const struct certificate_facts *f, struct arena *mem,
			  struct bytes *pdf_out, struct error *e)
{
	struct sheet s = { .mem = mem, .ja = 1 };

	add_part(&s, f);
	sheet_add(&s, DRAW_PAGE_BREAK, NULL, NULL);
	s.ja = 0;
	add_part(&s, f);
	return sheet_pdf(&s,
			 &(struct sheet_meta){ .title = "合意締結証明書 / Certificate of Agreement",
					       .author = f->sender,
					       .footer = f->envelope_id,
					       .created = f->completed_at },
			 pdf_out, e);
}
