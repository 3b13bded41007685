/* Draws the sample contract that the first owner finds as a draft:
 *     make_sample ja > src/api/sample/contract_ja.pdf
 * The files are kept in the repository, so that a machine without Japanese fonts has them too. */
#include <stdio.h>
#include "draw/page.h"

static const struct draw_block ja[] = {
	{ DRAW_TITLE, "業務委託契約書（サンプル）", NULL },
	{ DRAW_SPACE, NULL, NULL },
	{ DRAW_PARAGRAPH, "委託者（以下「甲」という。）と受託者（以下「乙」という。）とは、次のとおり業務委託契約を締結する。", NULL },
	{ DRAW_HEADING, "第1条（目的）", NULL },
	{ DRAW_PARAGRAPH, "甲は、次の業務を乙に委託し、乙はこれを受託する。業務の内容は、資料の作成及びこれに付随する業務とする。", NULL },
	{ DRAW_HEADING, "第2条（委託料）", NULL },
	{ DRAW_PARAGRAPH, "甲は乙に対し、委託料として金100,000円（消費税別）を、業務の完了した月の翌月末日までに支払う。", NULL },
	{ DRAW_HEADING, "第3条（秘密保持）", NULL },
	{ DRAW_PARAGRAPH, "甲及び乙は、本契約の履行に際して知り得た相手方の秘密情報を、相手方の書面による承諾なく第三者に開示しない。", NULL },
	{ DRAW_HEADING, "第4条（期間）", NULL },
	{ DRAW_PARAGRAPH, "本契約の期間は、締結の日から1年間とする。", NULL },
	{ DRAW_HEADING, "第5条（電磁的記録）", NULL },
	{ DRAW_PARAGRAPH, "本契約は電磁的記録により作成し、甲及び乙が電子署名を施したうえ、各自その電磁的記録を保管する。", NULL },
	{ DRAW_SPACE, NULL, NULL },
	{ DRAW_PARAGRAPH, "これは操作をお試しいただくためのサンプルです。実際の契約には使用しないでください。", NULL },
};

static const struct draw_block en[] = {
	{ DRAW_TITLE, "Services Agreement (Sample)", NULL },
	{ DRAW_SPACE, NULL, NULL },
	{ DRAW_PARAGRAPH, "The client and the contractor conclude the following agreement on services.", NULL },
	{ DRAW_HEADING, "Article 1 (Purpose)", NULL },
	{ DRAW_PARAGRAPH, "The client entrusts the contractor with preparing documents and the work that belongs to it, and the contractor accepts.", NULL },
	{ DRAW_HEADING, "Article 2 (Fee)", NULL },
	{ DRAW_PARAGRAPH, "The client pays the contractor 100,000 yen plus consumption tax by the end of the month after the work is done.", NULL },
	{ DRAW_HEADING, "Article 3 (Confidentiality)", NULL },
	{ DRAW_PARAGRAPH, "Neither party discloses confidential information of the other to third parties without written consent.", NULL },
	{ DRAW_HEADING, "Article 4 (Term)", NULL },
	{ DRAW_PARAGRAPH, "This agreement lasts one year from the day of its conclusion.", NULL },
	{ DRAW_HEADING, "Article 5 (Electronic record)", NULL },
	{ DRAW_PARAGRAPH, "This agreement is made as an electronic record signed electronically by both parties, and each of them keeps it.", NULL },
	{ DRAW_SPACE, NULL, NULL },
	{ DRAW_PARAGRAPH, "This is a sample to try the service with. Do not use it for a real contract.", NULL },
};

int main(int argc, char **argv)
{
	_Bool japanese = argc > 1 && !strcmp(argv[1], "ja");
	const struct draw_document d = {
		.title = japanese ? "業務委託契約書（サンプル）" : "Services Agreement (Sample)",
		.footer = "SkySign",
		.blocks = japanese ? ja : en,
		.n = japanese ? COUNT_OF(ja) : COUNT_OF(en),
	};
	AUTO(arena) struct arena *mem = arena_new(0);
	struct error e = { 0 };
	struct bytes pdf;

	if (draw_document_pdf(&d, mem, &pdf, NULL, &e) != ERR_OK) {
		fprintf(stderr, "make_sample: %s\n", e.msg);
		return 1;
	}
	return fwrite(pdf.data, 1, pdf.len, stdout) != pdf.len;
}
