#include "domain/statement.h"

/* The newest of a kind last. */
static const struct {
	enum recipient_role kind;
	const char *version;
	const char *text_en, *text_ja;
	const char *authority_en, *authority_ja;
} statements[] = {
	{ PARTY_SIGNER, "2026-11-1",
	  "I have looked at all documents shown and agree to conclude the contract with this content. "
	  "I ask the service to sign and time-stamp the documents electronically as evidence of this.",
	  "表示されたすべての書類の内容を確認し、この内容で契約を締結することに同意します。"
	  "その証として、本サービスが書類に電子署名とタイムスタンプを付与することを指図します。",
	  "I have the authority to conclude this contract",
	  "締結する権限を有します" },
	{ PARTY_APPROVER, "approve-2026-11-1",
	  "I have looked at all documents shown and approve, within my organisation, that its signatory "
	  "concludes the contract with this content. This is not the agreement to the contract itself. "
	  "I ask the service to sign and time-stamp the documents electronically as evidence of this.",
	  "表示されたすべての書類の内容を確認し、当方の署名者がこの内容で契約を締結することを承認します。"
	  "この承認は、契約を締結する意思表示そのものではありません。"
	  "その証として、本サービスが書類に電子署名とタイムスタンプを付与することを指図します。",
	  "I have the authority to give this approval",
	  "この承認を行う権限を有します" },
	{ PARTY_VIEWER, "confirm-2026-11-1",
	  "I have looked at all documents shown. This is no agreement to their content.",
	  "表示されたすべての書類を確認しました。内容への同意を意味するものではありません。",
	  NULL, NULL },
};

const char *statement_current(enum recipient_role role)
{
	const char *newest = NULL;

	for (size_t i = 0; i < COUNT_OF(statements); i++)
		if (statements[i].kind == role)
			newest = statements[i].version;
	return newest;
}

static size_t find(const char *version)
{
	size_t i = 0;

	while (i < COUNT_OF(statements) && strcmp(statements[i].version, version) != 0)
		i++;
	return i;
}

static _Bool japanese(const char *lang)
{
	return lang && !strcmp(lang, "ja");
}

const char *statement_text(const char *version, const char *lang)
{
	size_t i = find(version);

	if (i == COUNT_OF(statements))
		return NULL;
	return japanese(lang) ? statements[i].text_ja : statements[i].text_en;
}

const char *statement_authority(const char *version, const char *lang)
{
	size_t i = find(version);

	if (i == COUNT_OF(statements))
		return NULL;
	return japanese(lang) ? statements[i].authority_ja : statements[i].authority_en;
}
