/* Who signed the documents, in words for the court: every kind of contract has its own. */
#include "domain/certification.h"
#include "evidence/bundle_work.h"

enum kind {
	BY_SERVICE,   /* every party's act is signed by the service */
	BY_BOTH,      /* some parties sign by certificates of their own */
	BY_PARTIES,   /* all do, and the service signs too */
	BY_THEM_ALONE /* all do, and the service does not: goes on with what it has put instead */
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
			    "証明書により、自己の管理下にある鍵（自らの機器の鍵、または署名サービスに預け"
			    "た鍵）で書類に電子署名を行います（当事者型）。サービス提供者は、その鍵を保有せ"
			    "ず、書類に自らの電子署名を付していません。サービス提供者が書類に付したのは、",
			    "The party is authenticated, looks at the documents, reads the statement and "
			    "signs the documents by a certificate of its own, with a key under its own "
			    "control (on its own device, or held for it by a signing service), which "
			    "the service provider does not have. The service provider has "
			    "put no signature of its own on the documents, but " },
};

/* What it has put on them then, and how the words end. */
static const struct words put[] = {
	[BUNDLE_FIELDS_IN_ALL] = { "署名欄、タイムスタンプおよび検証情報",
				   "signature fields, time-stamps and validation data" },
	[BUNDLE_FIELDS_IN_SOME] = { "タイムスタンプおよび検証情報、ならびに、署名のない状態で受け取った書類に"
				    "限り署名欄",
				    "time-stamps and validation data, and signature fields in "
				    "those documents that had come unsigned" },
	[BUNDLE_FIELDS_IN_NONE] = { "タイムスタンプおよび検証情報", "time-stamps and validation data" },
};
static const struct words told = {
	"です。送信の事実と、送信時の内容（ハッシュ値）は、証跡に記録されています。",
	". That they were sent, and with which content (named by its hash), is in the audit trail."
};

static _Bool has_own(const struct dossier *x)
{
	for (size_t i = 0; i < x->n_recipients; i++)
		if (recipient_signs(&x->recipients[i]) &&
		    !strcmp(x->recipients[i].method, "own_certificate"))
			return 1;
	return 0;
}

/* A document that came signed gets no fields in advance: it has no revision of the sending. */
static enum err has_fields(struct bundle_work *b, const struct document *doc, _Bool *out,
			   struct error *e)
{
	const struct revision *list;
	size_t n;

	*out = 0;
	TRY(revision_list(&b->d->repo, doc->id, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		*out |= !strcmp(list[i].kind, "send");
	return ERR_OK;
}

enum err bundle_fields(struct bundle_work *b, struct error *e)
{
	size_t all = dossier_contracts(b->x), made = 0;

	for (size_t i = 0; i < all; i++) {
		_Bool has;

		TRY(has_fields(b, &b->x->documents[i], &has, e));
		made += has;
	}
	b->fields = made == all ? BUNDLE_FIELDS_IN_ALL
				: (made ? BUNDLE_FIELDS_IN_SOME : BUNDLE_FIELDS_IN_NONE);
	return ERR_OK;
}

static const char *in(const struct words *w, _Bool ja)
{
	return ja ? w->ja : w->en;
}

const char *bundle_signing(const struct bundle_work *b, _Bool ja)
{
	const struct dossier *x = b->x;
	enum kind k = has_own(x) ? BY_BOTH : BY_SERVICE;
	const char *text;

	if (certification_is_free(x))
		k = certification_is_given(x) ? BY_PARTIES : BY_THEM_ALONE;
	if (k != BY_THEM_ALONE)
		return in(&words[k], ja);
	text = arena_printf(b->d->repo.mem, "%s%s%s", in(&words[k], ja), in(&put[b->fields], ja),
			    in(&told, ja));
	return text ? text : "";
}
