#include "../test.h"
#include "draw/release.h"
#include "jobs/certificate.h"
#include "pdf/doc.h"

static void a_certificate_of_many_events_is_a_whole_pdf(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	struct certificate_file file = { "契約書.pdf", 3, hash, hash };
	struct certificate_party party = { .side = "counterparty", .name = "山田 太郎", .company = "山田製作所",
					   .email = "taro@example.jp", .agreed_at = 1790000000000,
					   .factors = "メールで送付した専用リンク", .act_id = "act_1" };
	struct certificate_event events[80];
	struct certificate_facts f = {
		.envelope_id = "env_1", .title = "業務委託契約書", .sender = "青空商事株式会社", .trial = 1,
		.sent_at = 1790000000000, .completed_at = 1790000001000, .files = &file, .n_files = 1,
		.parties = &party, .n_parties = 1, .events = events, .n_events = COUNT_OF(events),
	};
	struct pdf_source src;
	struct pdf_doc *doc;
	struct bytes pdf;
	uint32_t pages;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(events); i++)
		events[i] = (struct certificate_event){ (int64_t)i + 1, 1790000000000, "山田 太郎 が同意しました", hash };
	assert_ok(certificate_draw(&f, mem, &pdf, NULL));
	src = pdf_source_memory(pdf);
	assert_ok(pdf_doc_open(&src, mem, NULL, &doc, NULL));
	assert_ok(pdf_doc_page_count(doc, &pages, NULL));
	assert_true(pages >= 2);
}

static int release(void **state)
{
	(void)state;
	draw_release();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_of_many_events_is_a_whole_pdf),
	};

	return cmocka_run_group_tests(tests, NULL, release);
}
