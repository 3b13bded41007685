#include "../test.h"
#include "draw/release.h"
#include "evidence/certificate.h"
#include "pdf/doc.h"

static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static uint32_t pages_of(struct bytes pdf, struct arena *mem)
{
	struct pdf_source src = pdf_source_memory(pdf);
	struct pdf_doc *doc;
	uint32_t pages;

	assert_ok(pdf_doc_open(&src, mem, NULL, &doc, NULL));
	assert_ok(pdf_doc_page_count(doc, &pages, NULL));
	return pages;
}

static void a_certificate_of_many_events_is_a_whole_pdf(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct certificate_file file = { "契約書.pdf", 3, hash, hash };
	const struct certificate_factor factors[] = { { "mail-link", "mail", 0 },
						      { "sms_code", "sms", 1790000000000 },
						      { "something new", "carrier pigeon", 0 } };
	const struct certificate_shown shown = { "契約書.pdf", hash };
	const struct certificate_stamp stamp = { "契約書.pdf", "TSA", "accredited", 1790000000000 };
	const struct certificate_fact fact = { "法定の承諾", "Statutory consent", "建設業法",
					       "Construction Act", 0 };
	const struct certificate_party party = {
		.side = "counterparty",
		.role = "signer",
		.state = "completed",
		.order = 1,
		.asked_name = "山田 太郎",
		.email = "taro@example.jp",
		.name = "山田 太郎 \xF0\x9F\x98\x80",
		.company = "山田製作所",
		.authority = 1,
		.agreed_at = 1790000000000,
		.factors = factors,
		.n_factors = COUNT_OF(factors),
		.shown = &shown,
		.n_shown = 1,
		.stamps = &stamp,
		.n_stamps = 1,
		.facts = &fact,
		.n_facts = 1,
		.act_id = "act_1",
	};
	struct certificate_event events[80];
	const struct certificate_facts f = {
		.envelope_id = "env_1",
		.title = "業務委託契約書",
		.sender = "青空商事株式会社",
		.trial = 1,
		.contract_date = "2026-12-01",
		.sent_at = 1790000000000,
		.completed_at = 1790000001000,
		.files = &file,
		.n_files = 1,
		.parties = &party,
		.n_parties = 1,
		.events = events,
		.n_events = COUNT_OF(events),
	};
	struct bytes pdf;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(events); i++)
		events[i] = (struct certificate_event){ (int64_t)i + 1, 1790000000000,
							"山田 太郎 が同意しました", "Taro agreed",
							hash };
	assert_ok(certificate_draw(&f, mem, &pdf, NULL));
	assert_true(pages_of(pdf, mem) >= 4); /* twice: Japanese and English */
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
