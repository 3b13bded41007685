/* Contracts of certificates only: when the service signs them, and that this does not change under way. */
#include "fixture.h"
#include "domain/certification.h"
#include "domain/draft.h"
#include "domain/duplicate.h"
#include "store/repo/work.h"

static const char ours[] = "yamada@example.jp", theirs[] = "partner@example.com";

/* Roles and methods as letters: s signer, a approver, v viewer, c cc; capital: by an own certificate. */
static struct dossier with(struct recipient *list, const char *parties, _Bool asked)
{
	static const struct {
		char letter;
		const char *role;
	} roles[] = { { 's', "signer" }, { 'a', "approver" }, { 'v', "viewer" }, { 'c', "cc" } };
	size_t n = strlen(parties);

	for (size_t i = 0; i < n; i++) {
		list[i] = (struct recipient){ RECIPIENT_BLANK, .id = "r", .state = "awaiting" };
		if (parties[i] < 'a')
			list[i].method = "own_certificate";
		for (size_t k = 0; k < COUNT_OF(roles); k++)
			if ((parties[i] | 0x20) == roles[k].letter)
				list[i].role = roles[k].role;
	}
	return (struct dossier){ .v.certify = asked, .recipients = list, .n_recipients = n };
}

static void the_choice_counts_where_everybody_who_signs_has_a_certificate(void **state)
{
	static const struct {
		const char *parties;
		_Bool is_free;
	} rows[] = {
		{ "SS", 1 },   { "SSA", 1 }, { "SSvc", 1 }, { "S", 1 },	 { "Ss", 0 },
		{ "SSa", 0 },  { "ss", 0 },  { "vc", 0 },   { "VC", 0 }, { "", 0 },
		{ "SSsS", 0 }, { "A", 1 },
	};
	struct recipient list[8];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct dossier unasked = with(list, rows[i].parties, 0), asked = unasked;

		asked.v.certify = 1;
		assert_int_equal(certification_is_free(&unasked), rows[i].is_free);
		assert_int_equal(certification_is_given(&unasked), !rows[i].is_free);
		assert_true(certification_is_given(&asked));
	}
}

static void who_handed_over_a_seat_does_not_count(void **state)
{
	struct recipient list[2];
	struct dossier x = with(list, "Ss", 0);

	(void)state;
	list[1].state = "forwarded";
	assert_string_equal(certification_name(&x), "none");
	list[1].state = "awaiting";
	assert_string_equal(certification_name(&x), "provider");
}

/* ----------------------------------------------------------------------- */

static void set_methods(struct fixture *f, const char *id, const char *first, const char *second)
{
	struct recipient_input list[] = { party(1, "own", "山田", ours),
					  party(2, "counterparty", "取引先", theirs) };

	list[0].method = first;
	list[1].method = second;
	set_parties(f, id, list, COUNT_OF(list));
}

static const char *pure(struct fixture *f)
{
	const char *id = make_draft(f);

	set_methods(f, id, "own_certificate", "own_certificate");
	return id;
}

static void ask_for_it(struct fixture *f, const char *id, _Bool certify)
{
	struct domain d = as(f, &f->owner);
	const struct draft_edit edit = { .set_certify = 1, .certify = certify };

	assert_ok(envelope_edit(&d, id, &edit, &f->e));
}

static void send_it(struct fixture *f, const char *id)
{
	struct domain d = as(f, &f->owner);

	assert_ok(envelope_send(&d, id, look(f, id).v.version, &f->e));
	prepare(f, id);
}

/* The payload of the last event of a kind; NULL: none. */
static const char *event_of(struct fixture *f, const char *id, const char *kind)
{
	struct domain d = as(f, &f->owner);
	const struct audit_event *events;
	const char *out = NULL;
	_Bool intact;
	size_t n;

	assert_ok(audit_read(&d, id, "ja", &events, &n, &intact, &f->e));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(events[i].kind, kind))
			out = events[i].payload;
	return out;
}

static void sending_says_what_the_service_does_and_what_was_made_ready(void **state)
{
	struct fixture *f = *state;
	const char *id = pure(f), *event;
	struct dossier x;

	send_it(f, id);
	x = look(f, id);
	assert_non_null(strstr(event_of(f, id, "envelope.sent"), "\"certification\":\"none\""));
	assert_null(event_of(f, id, "envelope.prepared"));
	event = event_of(f, id, "envelope.prepared_unsigned");
	assert_non_null(event);
	assert_non_null(strstr(event, x.documents[0].id));
	assert_non_null(strstr(event, "\"sha256.1\":\"aa\""));
}

static void a_party_by_the_service_or_the_sender_s_wish_makes_it_certify(void **state)
{
	struct fixture *f = *state;
	const char *asked = pure(f), *hybrid = make_draft(f);

	ask_for_it(f, asked, 1);
	send_it(f, asked);
	assert_non_null(strstr(event_of(f, asked, "envelope.sent"), "\"certification\":\"provider\""));
	assert_non_null(event_of(f, asked, "envelope.prepared"));
	set_methods(f, hybrid, "own_certificate", "provider");
	ask_for_it(f, hybrid, 0);
	send_it(f, hybrid);
	assert_non_null(event_of(f, hybrid, "envelope.prepared"));
	assert_null(event_of(f, hybrid, "envelope.prepared_unsigned"));
}

static void the_wish_is_the_draft_s_and_its_copies(void **state)
{
	struct fixture *f = *state;
	const char *id = pure(f);
	struct domain d = as(f, &f->owner);
	struct dossier x;
	struct duplicate u;

	assert_int_equal(look(f, id).v.certify, 0);
	ask_for_it(f, id, 1);
	x = look(f, id);
	assert_ok(duplicate_begin(&d, &x, &u, &f->e));
	assert_int_equal(look(f, u.to).v.certify, 1);
	assert_ok(envelope_edit(&d, id, &(struct draft_edit){ .title = "別の件名" }, &f->e));
	assert_int_equal(look(f, id).v.certify, 1);
	ask_for_it(f, id, 0);
	assert_int_equal(look(f, id).v.certify, 0);
	send_it(f, id);
	assert_int_equal(envelope_edit(&d, id, &(struct draft_edit){ .set_certify = 1, .certify = 1 }, &f->e),
			 ERR_CONFLICT);
}

static void nobody_turns_it_into_another_contract_after_sending(void **state)
{
	struct fixture *f = *state;
	const char *id = pure(f);
	struct domain d = as(f, NULL);
	struct recipient_ref ref;
	struct dossier x;

	send_it(f, id);
	ref = open_link(f, ours);
	assert_ok(recipient_forward(&d, &ref,
				    &(struct forward_input){ .name = "後任",
							     .email = "next@example.com",
							     .reason = "異動" },
				    &f->e));
	x = look(f, id);
	assert_string_equal(party_of(&x, "next@example.com")->method, "own_certificate");
	assert_string_equal(certification_name(&x), "none");
	ref = open_link(f, "next@example.com");
	assert_int_equal(agree(f, &ref), ERR_OWN_CERTIFICATE);
}

/* A revision of ours with or without a signature, as the worker leaves it. */
static void add_revision(struct fixture *f, const char *id, struct bytes signature)
{
	struct dossier x = look(f, id);
	struct document doc = x.documents[0];
	struct domain d = as(f, NULL);
	const char *blob = domain_id(&d, "blb");
	const struct seal s = { .id = domain_id(&d, "seal"), .envelope_id = id, .document_id = doc.id,
				.revision_no = 2, .kind = "send", .act_id = "act_send", .step = "committed",
				.key_id = "", .geometry = "{}", .signature = signature,
				.created_at = 1, .updated_at = 1 };
	const struct revision rev = { .document_id = doc.id, .kind = "send", .blob_id = blob, .act_id = "act_send",
				      .no = 2, .parent_no = 1, .sha256 = "bb", .state256 = BYTES_LIT("s"),
				      .state384 = BYTES_LIT("s"), .state512 = BYTES_LIT("s"), .size = 10, .created_at = 1 };

	doc.head_no = 2;
	doc.signatures += signature.len > 0;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(blob_row_insert(&d.repo, blob, 1, &f->e));
	assert_ok(blob_row_ready(&d.repo, blob, 100, BYTES_LIT("w"), &f->e));
	assert_ok(seal_insert(&d.repo, &s, &f->e));
	assert_ok(revision_insert(&d.repo, &rev, &f->e));
	assert_ok(document_update(&d.repo, &doc, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void send_back(struct fixture *f, _Bool certify)
{
	struct domain d = as(f, NULL), me = as(f, &f->owner);
	const char *id = pure(f);
	struct recipient_ref ref;

	ask_for_it(f, id, certify);
	assert_ok(envelope_send(&me, id, look(f, id).v.version, &f->e));
	add_revision(f, id, certify ? BYTES_LIT("signature") : BYTES(NULL, 0));
	prepare(f, id);
	assert_int_equal(look(f, id).documents[0].signatures, certify);
	ref = open_link(f, ours);
	assert_ok(recipient_send_back(&d, &ref, "直してください", &f->e));
	assert_int_equal(look(f, id).documents[0].signatures, 0);
	assert_int_equal(look(f, id).v.certify, certify);
}

static void what_comes_back_uncertified_has_no_signature_to_lose(void **state)
{
	send_back(*state, 0);
}

static void what_comes_back_certified_loses_that_signature(void **state)
{
	send_back(*state, 1);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_choice_counts_where_everybody_who_signs_has_a_certificate),
		cmocka_unit_test(who_handed_over_a_seat_does_not_count),
		WITH_FIXTURE(sending_says_what_the_service_does_and_what_was_made_ready),
		WITH_FIXTURE(a_party_by_the_service_or_the_sender_s_wish_makes_it_certify),
		WITH_FIXTURE(the_wish_is_the_draft_s_and_its_copies),
		WITH_FIXTURE(nobody_turns_it_into_another_contract_after_sending),
		WITH_FIXTURE(what_comes_back_uncertified_has_no_signature_to_lose),
		WITH_FIXTURE(what_comes_back_certified_loses_that_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
