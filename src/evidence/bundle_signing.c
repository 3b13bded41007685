/* Who signed the documents, in words for the court: every kind of contract has its own. */
#include "domain/certification.h"
#include "evidence/bundle_work.h"

enum kind {
	BY_SERVICE,   /* every party's act is signed by the service */
	BY_BOTH,      /* some parties sign by certificates of their own */
	BY_PARTIES,   /* all do, and the service signs too */
	BY_THEM_ALONE /* all do, and the service does not */
};

static const struct words {
	const char *ja, *en;
} words[] = {
	[BY_SERVICE] = { "当事者は本人確認の手段を経て書類を表示し、同意文を確認したうえで「同意する」を"
			 "押します。サービス提供者は、当事者の指図に基づき、表示された書類に電子署名とタイ"
			 "ムスタンプを付与します。",
			 "The party is authenticated, looks at the documents, reads the statement and "
			 "presses \"agree\". On the party's instruction the service provider signs the "
			 "documents that were shown and has them time-stamped." },
	[BY_BOTH] = { "当事者は本人確認の手段を経て書類を表示し、同意文を確認したうえで「同意する」を押し"
		      "ます。サービス提供者は、当事者の指図に基づき、表示された書類に電子署名とタイムスタ"
		      "ンプを付与します。自己の電子証明書で署名する当事者（当事者型）は、これに代えて、自"
		      "己の管理下にある鍵（"
			 "自らの機器の鍵、または署名サービスに預けた鍵）で書類に電子署"
			 "名を行います。サービス提供者はその鍵を保有しません。",
		      "The party is authenticated, looks at the documents, reads the statement and "
		      "presses \"agree\". On the party's instruction the service provider signs the "
		      "documents that were shown and has them time-stamped. A party with a certificate "
		      "of its own signs the documents itself instead, with a key under its own control (on its "
			 "own device, or held for it by a signing service), which "
		      "the service provider does not have." },
	[BY_PARTIES] = { "当事者は本人確認の手段を経て書類を表示し、同意文を確認したうえで、自己の電子証明"
			 "書により、自己の管理下にある鍵（"
			 "自らの機器の鍵、または署名サービスに預けた鍵）で書類に電子署"
			 "名を行います（当事者型）。サービス提供者"
			 "は、その鍵を保有しません。サービス提供者は、送信と締結の完了を証する自らの電子署"
			 "名と、タイムスタンプを書類に付しています。",
			 "The party is authenticated, looks at the documents, reads the statement and "
			 "signs the documents by a certificate of its own, with a key under its own control "
			 "(on its own device, or held for it by a signing service), "
			 "which the service provider does not have. The service provider has put "
			 "signatures of its own on the documents, which tell of the sending and of the "
			 "conclusion, and time-stamps." },
	[BY_THEM_ALONE] = { "当事者は本人確認の手段を経て書類を表示し、同意文を確認したうえで、自己の電子"
			    "証明書により、自己の管理下にある鍵（"
			 "自らの機器の鍵、または署名サービスに預けた鍵）で書類に電子署"
			 "名を行います（当事者型）。サービ"
			    "ス提供者は、その鍵を保有せず、書類に自らの電子署名を付していません。サービス"
			    "提供者が書類に付したのは、署名欄、タイムスタンプおよび検証情報です。送信の事"
			    "実と、送信時の内容（ハッシュ値）は、証跡に記録されています。",
			    "The party is authenticated, looks at the documents, reads the statement and "
			    "signs the documents by a certificate of its own, with a key under its own "
			    "control (on its own device, or held for it by a signing service), which "
			    "the service provider does not have. The service provider has "
			    "put no signature of its own on the documents, but signature fields, "
			    "time-stamps and validation data. That they were sent, and with which content "
			    "(named by its hash), is in the audit trail." },
};

static _Bool has_own(const struct dossier *x)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (recipient_signs(&x->recipients[i]) &&
		    !strcmp(x->recipients[i].method, "own_certificate"))
			return 1;
	return 0;
}

const char *bundle_signing(const struct dossier *x, _Bool ja)
{
	enum kind k = has_own(x) ? BY_BOTH : BY_SERVICE;

	if (certification_is_free(x))
		k = certification_is_given(x) ? BY_PARTIES : BY_THEM_ALONE;
	return ja ? words[k].ja : words[k].en;
}
