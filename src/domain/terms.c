#include "domain/terms.h"
#include <string.h>

/* The newest last. */
static const struct {
	const char *version, *text_en, *text_ja;
} terms[] = {
	{ "2026-11-1",
	  "1. This service shows you documents of the sender, records your answer, and signs and time-stamps it "
	  "electronically. It is not a party to what you conclude.\n"
	  "2. Links, codes and passkeys are for you alone. Answer in your own name only, and only where you may "
	  "act for your company.\n"
	  "3. Your name, mail address, company, network address, browser and the times of what you do are kept with "
	  "the documents as evidence and shown to the parties.\n"
	  "4. After conclusion you can download the documents as long as the sender's contract with this service "
	  "lasts; you are told before that ends. Keep your own copy where the law asks you to.\n"
	  "5. When something looks wrong, use \"Report\" or ask the sender. You may decline at any time before you agree.",
	  "1. 本サービスは、送信者の書類を表示し、ご回答を記録して電子署名とタイムスタンプを付与します。本サービスの提供者は契約の当事者ではありません。\n"
	  "2. リンク、確認コード、パスキーはご本人専用です。ご自身の名義で、会社を代理する権限がある場合にのみご回答ください。\n"
	  "3. 氏名、メールアドレス、会社名、接続元アドレス、ブラウザの種類、操作の日時は、証拠として書類とともに保存され、当事者に開示されます。\n"
	  "4. 締結後の書類は、送信者が本サービスを利用している間ダウンロードできます。保存が終了する前にお知らせします。"
	  "法令により保存義務がある場合は、お手元にも保存してください。\n"
	  "5. 不審な点がある場合は「通報」または送信者への質問をご利用ください。同意するまでは、いつでも辞退できます。" },
};

const char *terms_current(void)
{
	return terms[COUNT_OF(terms) - 1].version;
}

const char *terms_text(const char *version, const char *lang)
{
	for (size_t i = 0; i < COUNT_OF(terms); i++)
		if (version && !strcmp(terms[i].version, version))
			return lang && !strcmp(lang, "ja") ? terms[i].text_ja : terms[i].text_en;
	return NULL;
}
