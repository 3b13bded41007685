/* Drafts before they are sent: properties, trash, copies, attachments, lists, the address book. On both
 * databases: test_domain_drafting sqlite|pgsql. */
#include "../store/pg_cluster.h"
#include "domain/approval.h"
#include "domain/attachment.h"
#include "domain/contact.h"
#include "domain/draft.h"
#include "domain/duplicate.h"
#include "domain/factor.h"
#include "domain/field.h"
#include "domain/source.h"
#include "domain/trash.h"
#include "dump.h"
#include "fixture.h"
#include "store/repo/flow.h"
#include "store/repo/shelf.h"

#define DAY ((time_ms)24 * 60 * 60 * 1000)

/* properties ------------------------------------------------------------ */

static void properties_are_kept_and_cleared(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct metadata_item items[] = { { "案件", "A-1" }, { "dept", "sales" } };
	struct draft_edit edit = { .contract_date = "2028-02-29", .effective_date = "2028-03-01",
				   .external_id = "ERP-7", .reply_to = "legal@example.jp", .currency = "USD",
				   .set_amount = 1, .amount = 1234500, .set_title_hidden = 1,
				   .title_hidden = 1, .set_allow_forward = 1, .set_metadata = 1,
				   .metadata = items, .n_metadata = 2, .set_reminders = 1,
				   .remind_before_days = 3, .remind_every_days = -1 };
	struct dossier x;

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	assert_string_equal(x.v.contract_date, "2028-02-29");
	assert_string_equal(x.v.effective_date, "2028-03-01");
	assert_string_equal(x.v.external_id, "ERP-7");
	assert_string_equal(x.v.metadata, "{\"dept\":\"sales\",\"案件\":\"A-1\"}");
	assert_int_equal(x.v.amount, 1234500);
	assert_string_equal(x.v.currency, "USD");
	assert_int_equal(x.v.title_hidden, 1);
	assert_int_equal(x.v.allow_forward, 0);
	assert_int_equal(x.v.remind_before_days, 3);
	assert_int_equal(x.v.remind_every_days, -1);
	edit = (struct draft_edit){ .contract_date = "", .external_id = "", .set_amount = 1, .amount = -1 };
	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	assert_null(x.v.contract_date);
	assert_null(x.v.external_id);
	assert_int_equal(x.v.amount, -1);
	assert_string_equal(x.v.effective_date, "2028-03-01");
}

static void what_is_no_date_no_currency_or_too_much_is_refused_by_name(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct metadata_item items[51] = { { "a", "b" } };
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .contract_date = "2027-02-29", .effective_date = "2027-13-01",
				   .currency = "yen", .reply_to = "nobody", .set_amount = 1,
				   .amount = INT64_MAX, .set_metadata = 1, .metadata = items,
				   .n_metadata = 51, .set_reminders = 1, .remind_before_days = 0,
				   .remind_every_days = 61 };

	assert_int_equal(envelope_edit(&d, id, &edit, &f->e), ERR_INVALID);
	assert_int_equal(d.n_errors, 8);
}

static void a_recipient_that_stays_keeps_its_row(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct recipient_input list[] = { party(1, "own", f->owner.name, f->owner.email),
					  party(2, "counterparty", "別人", "other@example.com") };
	struct draft_edit edit = { .recipients = list, .n_recipients = 2, .set_recipients = 1 };
	const char *kept = party_of(&x, f->owner.email)->id;

	list[0].id = kept;
	list[0].department = "法務部";
	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	assert_int_equal(x.n_recipients, 2);
	assert_string_equal(party_of(&x, f->owner.email)->id, kept);
	assert_string_equal(party_of(&x, f->owner.email)->department, "法務部");
	list[1].id = kept;
	assert_int_equal(envelope_edit(&d, id, &edit, &f->e), ERR_INVALID);
}

static void a_hidden_title_is_in_no_mail(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .set_title_hidden = 1, .title_hidden = 1 };
	const struct mail *list;
	size_t n;

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	assert_ok(envelope_withdraw(&d, id, NULL, &f->e));
	assert_ok(mail_list(&d.repo, NULL, 10, &list, &n, &f->e));
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		struct notice_content content;
		struct mail m;

		assert_ok(mail_get(&d.repo, list[i].id, &m, &f->e));
		assert_ok(notice_read(&d, &m, &content, &f->e));
		assert_null(strstr(content.subject, "業務委託契約書"));
		assert_null(strstr(content.text, "業務委託契約書"));
		assert_non_null(strstr(content.text, "書類名は画面でご確認ください"));
	}
}

static void a_certificate_of_ones_own_is_for_those_who_sign(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct recipient_input list[] = { party(1, "own", f->owner.name, f->owner.email),
					  party(2, "counterparty", "取引先", "partner@example.com"),
					  party(3, "counterparty", "共有先", "cc@example.com") };

	list[1].method = list[2].method = "own_certificate";
	list[2].role = "cc";
	set_parties(f, id, list, 3);
	assert_int_equal(envelope_send(&d, id, look(f, id).v.version, &f->e), ERR_INVALID);
	assert_int_equal(d.n_errors, 1);
	assert_string_equal(d.errors[0].code, "method-no-act");
	assert_string_equal(d.errors[0].field, "recipients[2].method");
}

/* trash ----------------------------------------------------------------- */

static void purge(struct fixture *f, const char *id)
{
	struct domain d = as(f, NULL);

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_purge(&d, id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void a_discarded_draft_can_do_nothing_but_come_back(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .title = "x" };

	assert_int_equal(envelope_restore(&d, id, &f->e), ERR_CONFLICT);
	assert_ok(envelope_discard(&d, id, &f->e));
	assert_int_equal(envelope_discard(&d, id, &f->e), ERR_CONFLICT);
	assert_int_equal(envelope_edit(&d, id, &edit, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "discarded");
	assert_int_equal(envelope_send(&d, id, look(f, id).v.version, &f->e), ERR_CONFLICT);
	assert_int_equal(document_begin(&d, id, "blb_1", &f->e), ERR_CONFLICT);
	assert_ok(envelope_restore(&d, id, &f->e));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
}

static void what_was_restored_or_lies_there_shortly_is_not_purged(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);

	assert_ok(envelope_discard(&d, id, &f->e));
	assert_int_equal(count_jobs(f, id, JOB_PURGE), 1);
	assert_ok(envelope_restore(&d, id, &f->e));
	f->clock.fixed += 31 * DAY;
	purge(f, id); /* of the first discarding */
	assert_int_equal(look(f, id).v.discarded_at, 0);
	assert_ok(envelope_discard(&d, id, &f->e));
	assert_int_equal(count_jobs(f, id, JOB_PURGE), 2);
	purge(f, id);
	assert_int_equal(count_jobs(f, id, JOB_PURGE), 3); /* not yet: once more at its time */
	assert_int_equal(look(f, id).n_documents, 1);
}

static struct attachment attach(struct fixture *f, const char *envelope, const char *name, const char *sha256)
{
	struct domain d = as(f, &f->owner);
	struct attachment_new in = { .envelope = envelope, .name = name, .blob = domain_id(&d, "blb"),
				     .media_type = "text/plain", .sha256 = sha256, .size = 10,
				     .wrapped_key = BYTES_LIT("w") };
	struct attachment a;

	f->clock.fixed++; /* ids are in the order of time */
	assert_ok(attachment_begin(&d, envelope, in.blob, &f->e));
	assert_ok(attachment_finish(&d, &in, &a, &f->e));
	return a;
}

/* In every table that a draft can have rows in. */
static const char *full_draft(struct fixture *f)
{
	const char *id = make_draft(f), *ask[] = { f->member.account }, *laws[] = { "construction" };
	struct domain d = as(f, &f->owner);
	struct recipient_input list[] = { party(1, "own", f->owner.name, f->owner.email),
					  party(2, "counterparty", "取引先", "partner@example.com") };
	struct factor_input factor = { .kind = "access_code", .code = "Kq7M-2xp9" };
	struct draft_edit edit = { .recipients = list, .n_recipients = 2, .set_recipients = 1, .external_id = "ERP-9" };
	struct approval_step step = { "all", ask, 1 };
	struct approval_route_input route = { .name = "すべて", .min_amount = -1, .max_amount = -1, .always = 1,
					      .steps = &step, .n_steps = 1 };
	const struct field_area_input area = { 1, 0.1, 0.1, 0.2, 0.05, NULL };
	struct dossier x = look(f, id);
	struct field_input fields[] = { { .document_id = x.documents[0].id, .kind = "text", .value = "\"x\"",
					  .areas = &area, .n_areas = 1 } };
	const struct document_finding finding = { .kind = "wording", .data = "{}", .page = 1 };
	const struct document_read read = { .findings = &finding, .n = 1, .pages = 1 };
	struct approval_route made;

	list[1].factors = &factor;
	list[1].n_factors = list[1].set_factors = 1;
	list[1].consents = laws;
	list[1].n_consents = list[1].set_consents = 1;
	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	x = look(f, id);
	attach(f, id, "別紙.xlsx", "bb");
	assert_ok(fields_replace(&d, id, look(f, id).v.version, fields, 1, &f->e));
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(document_read_done(&d, x.documents[0].id, &read, &f->e));
	assert_ok(question_insert(&d.repo, &(struct question){ .id = domain_id(&d, "qst"), .envelope_id = id,
							       .recipient_id = x.recipients[0].id, .recipient_name = "山田", .kind = "question",
							       .text = "?", .asked_at = 1 }, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(approval_route_create(&d, &route, &made, &f->e));
	assert_ok(approval_ask(&d, id, NULL, "お願いします", &f->e));
	d = as(f, &f->member);
	assert_ok(approval_answer(&d, id, APPROVAL_RETURN, "直してください", &f->e));
	return id;
}

static void no_row_of_a_purged_draft_is_left_but_its_trail_and_the_jobs_record(void **state)
{
	struct fixture *f = *state;
	const char *id = full_draft(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	struct dump *dump = dump_open(f->url);
	char tables[1024];

	dump_tables_with(dump, id, tables, sizeof(tables));
	assert_string_equal(tables, "approval,approval_person,attachment,audit_event,audit_value,document,envelope,"
				    "envelope_mark,field,field_value,job,mail,question,recipient,"
				    "recipient_factor,recipient_law,shelf_row");
	assert_ok(envelope_discard(&d, id, &f->e));
	f->clock.fixed += f->set.trash_ttl;
	purge(f, id);
	dump_tables_with(dump, id, tables, sizeof(tables));
	assert_string_equal(tables, "audit_event,audit_value,job");
	dump_tables_with(dump, x.documents[0].id, tables, sizeof(tables));
	assert_string_equal(tables, "audit_event,job");
	for (size_t i = 0; i < x.n_recipients; i++) {
		dump_tables_with(dump, x.recipients[i].id, tables, sizeof(tables));
		assert_string_equal(tables, "");
	}
	dump_close(dump);
}

static void a_purged_draft_leaves_its_trail_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	const struct blob_orphan *orphans;
	struct audit_verdict verdict;
	struct blob_row blob;
	size_t n;

	assert_ok(envelope_discard(&d, id, &f->e));
	f->clock.fixed += f->set.trash_ttl;
	purge(f, id);
	assert_int_equal(dossier_load(&d, id, &x, &f->e), ERR_NOT_FOUND);
	assert_int_equal(blob_row_get(&d.repo, x.documents[0].original_blob, &blob, &f->e), ERR_NOT_FOUND);
	assert_ok(blob_orphans(&d.repo, 0, &orphans, &n, &f->e));
	assert_int_equal(n, 1);
	assert_ok(audit_verify(&d, id, &verdict, &f->e));
	assert_true(verdict.intact && verdict.events > 1);
	purge(f, id); /* a second run finds nothing */
}

/* copies ---------------------------------------------------------------- */

static void a_copy_has_the_properties_and_nobodys_acts(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .external_id = "ERP-1", .set_amount = 1, .amount = 500 };
	struct recipient_ref ref;
	struct duplicate u;
	struct dossier from, x;

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
	ref = open_link(f, f->owner.email);
	assert_ok(agree(f, &ref));
	from = look(f, id);
	assert_ok(duplicate_begin(&d, &from, &u, &f->e));
	duplicate_document(&u, from.documents[0].id, "doc_new");
	assert_ok(duplicate_finish(&d, &u, &f->e));
	x = look(f, u.to);
	assert_string_equal(x.v.state, "draft");
	assert_string_equal(x.v.title, "業務委託契約書");
	assert_string_equal(x.v.duplicated_from, id);
	assert_int_equal(x.v.amount, 500);
	assert_null(x.v.external_id);
	assert_int_equal(x.n_recipients, 2);
	for (size_t i = 0; i < x.n_recipients; i++) {
		assert_string_equal(x.recipients[i].state, "awaiting");
		assert_null(x.recipients[i].act_id);
		assert_int_equal(x.recipients[i].agreed_at, 0);
	}
	assert_int_equal(u.n_recipients, 2);
	assert_string_equal(party_of(&x, f->owner.email)->account_id, f->owner.account);
}

/* attachments ----------------------------------------------------------- */

static void every_attachment_stands_in_the_event_of_sending(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f), *record;
	struct domain d = as(f, &f->owner);
	const struct audit_event *events;
	struct attachment gone;
	_Bool intact, told = 0;
	size_t n;

	gone = attach(f, id, "メモ.txt", "d0");
	attach(f, id, "別紙1.xlsx", "d1d1");
	attach(f, id, "別紙2.zip", "d2d2");
	assert_ok(attachment_remove(&d, id, gone.id, &f->e));
	assert_int_equal(attachment_remove(&d, id, gone.id, &f->e), ERR_NOT_FOUND);
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	assert_ok(audit_read(&d, id, "ja", &events, &n, &intact, &f->e));
	assert_true(intact);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(events[i].kind, "envelope.sent") != 0)
			continue;
		assert_non_null(strstr(events[i].payload, "\"attachment_sha256.1\":\"d1d1\""));
		assert_non_null(strstr(events[i].payload, "\"attachment_sha256.2\":\"d2d2\""));
		assert_null(strstr(events[i].payload, "\"d0\""));
		told = 1;
	}
	assert_true(told);
	assert_ok(attachment_record(&d, id, &record, &f->e));
	assert_non_null(strstr(record, "\"sha256\":\"d2d2\""));
	assert_int_equal(attachment_begin(&d, id, "blb_late", &f->e), ERR_CONFLICT);
}

static void there_are_only_so_many_attachments(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);

	f->set.attachments_max = 1;
	attach(f, id, "a.txt", "d1");
	assert_int_equal(attachment_begin(&d, id, "blb_2", &f->e), ERR_TOO_LARGE);
	f->set.attachments_max = 9;
	f->set.envelope_bytes_max = 1005;
	assert_int_equal(attachment_begin(&d, id, "blb_3", &f->e), ERR_TOO_LARGE);
}

static void a_file_is_what_its_bytes_say(void **state)
{
	static const struct {
		const char *head;
		size_t len;
		const char *type;
	} files[] = {
		{ "%PDF-1.7", 8, "application/pdf" },
		{ "\x89PNG\r\n\x1a\n....", 12, "image/png" },
		{ "RIFF....WEBPVP8 ", 16, "image/webp" },
		{ "PK\x03\x04..........word/document.xml", 30,
		  "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "PK\x03\x04..........", 14, "application/zip" },
		{ "<html><script>", 14, "text/plain" }, /* never what a browser would run */
		{ "MZ\x90\0\3", 5, "application/octet-stream" },
		{ "", 0, "application/octet-stream" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++)
		assert_string_equal(media_type_of(BYTES(files[i].head, files[i].len)), files[i].type);
}

/* lists ----------------------------------------------------------------- */

static struct envelope_page page_of(struct fixture *f, const struct envelope_filter *filter)
{
	struct domain d = as(f, &f->owner);
	struct envelope_page page;

	assert_ok(envelope_list(&d.repo, filter, &page, &f->e));
	return page;
}

static int64_t count_of(struct fixture *f, const char *account, const char *shelf)
{
	struct domain d = as(f, &f->owner);
	const struct envelope_count *list;
	size_t n;

	assert_ok(envelope_counts(&d.repo, account, &list, &n, &f->e));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].state, shelf))
			return list[i].n;
	fail_msg("no list %s", shelf);
	return -1;
}

static void an_envelope_is_in_the_list_of_its_state(void **state)
{
	struct fixture *f = *state;
	const char *draft = make_draft(f), *sent = make_sent(f), *trash = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct envelope_page page;

	assert_ok(envelope_discard(&d, trash, &f->e));
	page = page_of(f, &(struct envelope_filter){ .limit = 10 });
	assert_int_equal(page.n, 2);
	page = page_of(f, &(struct envelope_filter){ .shelf = "draft", .limit = 10 });
	assert_int_equal(page.n, 1);
	assert_string_equal(page.list[0].id, draft);
	page = page_of(f, &(struct envelope_filter){ .shelf = "pending", .limit = 10 });
	assert_string_equal(page.list[0].id, sent);
	page = page_of(f, &(struct envelope_filter){ .shelf = "trash", .limit = 10 });
	assert_int_equal(page.n, 1);
	assert_string_equal(page.list[0].id, trash);
	assert_int_equal(count_of(f, NULL, "trash"), 1);
	assert_int_equal(count_of(f, f->owner.account, "pending"), 1);
	assert_int_equal(count_of(f, f->member.account, "pending"), 0);
}

static void pages_follow_each_other_without_a_gap(void **state)
{
	struct fixture *f = *state;
	const char *below = NULL;
	struct envelope_page page;
	size_t seen = 0;

	for (int i = 0; i < 7; i++)
		make_draft(f);
	do {
		page = page_of(f, &(struct envelope_filter){ .below = below, .limit = 3 });
		for (size_t i = 0; i < page.n; i++)
			assert_true(!below || strcmp(page.list[i].id, below) < 0);
		seen += page.n;
		below = page.next;
	} while (below);
	assert_int_equal(seen, 7);
}

static void words_and_marks_find_their_envelopes(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .title = "100%秘密_契約", .external_id = "ERP-7" };

	make_draft(f);
	assert_ok(envelope_edit(&d, id, &edit, &f->e));
	assert_int_equal(page_of(f, &(struct envelope_filter){ .words = "0%秘", .limit = 5 }).n, 1);
	assert_int_equal(page_of(f, &(struct envelope_filter){ .words = "%", .limit = 5 }).n, 1);
	assert_int_equal(page_of(f, &(struct envelope_filter){ .words = "PARTNER@", .limit = 5 }).n, 2);
	assert_int_equal(page_of(f, &(struct envelope_filter){ .words = "ありません", .limit = 5 }).n, 0);
	assert_int_equal(page_of(f, &(struct envelope_filter){ .external_id = "ERP-7", .limit = 5 }).n, 1);
	assert_int_equal(page_of(f, &(struct envelope_filter){ .external_id = "ERP", .limit = 5 }).n, 0);
	assert_int_equal(page_of(f, &(struct envelope_filter){ .external_id = "ERP-7",
							       .account = f->member.account,
							       .limit = 5 }).n, 0);
}

static void who_is_no_party_any_more_finds_it_no_longer(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct recipient_input list[] = { party(1, "own", f->member.name, f->member.email),
					  party(2, "counterparty", "乙", "b@example.com") };
	struct envelope_filter mine = { .account = f->member.account, .limit = 5 };
	struct domain d = as(f, &f->owner);
	struct dossier x;
	struct recipient *r;

	set_parties(f, id, list, 2);
	assert_int_equal(page_of(f, &mine).n, 0);
	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	assert_int_equal(page_of(f, &mine).n, 1);
	x = look(f, id);
	r = party_of(&x, f->member.email);
	r->account_id = NULL;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(recipient_update(&d.repo, r, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(page_of(f, &mine).n, 0);
}

/* address book ---------------------------------------------------------- */

static struct contact add_contact(struct fixture *f, const char *name, const char *company, const char *email)
{
	struct domain d = as(f, &f->owner);
	struct contact_input in = { .name = name, .company = company, .email = email };
	struct contact c;

	assert_ok(contact_create(&d, &in, &c, &f->e));
	return c;
}

static size_t found(struct fixture *f, const struct person *p, const char *words)
{
	struct domain d = as(f, p);
	struct contact_filter filter = { .folded = text_fold(&d, words), .limit = 10 };
	const struct contact *list;
	size_t n;

	assert_ok(contact_list(&d.repo, &filter, &list, &n, &f->e));
	return n;
}

static void a_contact_is_found_whatever_its_kana_and_width(void **state)
{
	struct fixture *f = *state;

	add_contact(f, "ヤマダ タロウ", "ＡＢＣ商事", "Taro@Yamada.example");
	assert_int_equal(found(f, &f->owner, "やまだ"), 1);
	assert_int_equal(found(f, &f->owner, "abc"), 1);
	assert_int_equal(found(f, &f->owner, "yamada.ex"), 1);
	assert_int_equal(found(f, &f->owner, "_"), 0);
	assert_int_equal(found(f, &f->stranger, "やまだ"), 0); /* another organisation's */
}

static void edits_of_a_contact_need_the_version_and_twins_are_told(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct contact one = add_contact(f, "山田", "甲", "taro@yamada.example"), now;
	struct contact_input in = { .note = "担当", .version = 1 };
	const struct contact *twins;
	size_t n;

	add_contact(f, "山田", "乙", "TARO@yamada.example");
	assert_ok(contact_twins(&d, &one, &twins, &n, &f->e));
	assert_int_equal(n, 1);
	assert_string_equal(twins[0].company, "乙");
	assert_ok(contact_edit(&d, one.id, &in, &now, &f->e));
	assert_string_equal(now.note, "担当");
	assert_string_equal(now.company, "甲");
	assert_int_equal(contact_edit(&d, one.id, &in, &now, &f->e), ERR_STALE);
	in = (struct contact_input){ .email = "", .version = 2 };
	assert_int_equal(contact_edit(&d, one.id, &in, &now, &f->e), ERR_INVALID);
	assert_ok(contact_remove(&d, one.id, &f->e));
	assert_int_equal(contact_remove(&d, one.id, &f->e), ERR_NOT_FOUND);
}

static void who_was_written_to_comes_first(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, &f->owner);
	struct contact_filter filter = { .limit = 10 };
	const struct contact *list;
	size_t n;

	add_contact(f, "取引先", "", "PARTNER@example.com");
	add_contact(f, "新しい人", "", "new@example.com");
	make_sent(f);
	assert_ok(contact_list(&d.repo, &filter, &list, &n, &f->e));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].name, "取引先");
	assert_true(list[0].used_at > 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH(properties_are_kept_and_cleared),
		WITH(what_is_no_date_no_currency_or_too_much_is_refused_by_name),
		WITH(a_recipient_that_stays_keeps_its_row),
		WITH(a_hidden_title_is_in_no_mail),
		WITH(a_certificate_of_ones_own_is_for_those_who_sign),
		WITH(a_discarded_draft_can_do_nothing_but_come_back),
		WITH(what_was_restored_or_lies_there_shortly_is_not_purged),
		WITH(a_purged_draft_leaves_its_trail_and_nothing_else),
		WITH(no_row_of_a_purged_draft_is_left_but_its_trail_and_the_jobs_record),
		WITH(a_copy_has_the_properties_and_nobodys_acts),
		WITH(every_attachment_stands_in_the_event_of_sending),
		WITH(there_are_only_so_many_attachments),
		WITH(a_file_is_what_its_bytes_say),
		WITH(an_envelope_is_in_the_list_of_its_state),
		WITH(pages_follow_each_other_without_a_gap),
		WITH(words_and_marks_find_their_envelopes),
		WITH(who_is_no_party_any_more_finds_it_no_longer),
		WITH(a_contact_is_found_whatever_its_kana_and_width),
		WITH(edits_of_a_contact_need_the_version_and_twins_are_told),
		WITH(who_was_written_to_comes_first),
	};

	struct pg_cluster cluster;
	_Bool pgsql = argc > 1 && !strcmp(argv[1], "pgsql");
	int failed;

	if (pgsql) {
		pg_cluster_start(&cluster);
		fixture_use(cluster.url);
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	if (pgsql)
		pg_cluster_remove(&cluster);
	return failed;
}
