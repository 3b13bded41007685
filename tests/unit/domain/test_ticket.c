/* Signing tickets: taken once, bound to the browser and to what it showed, over without a trace in the contract. */
#include "fixture.h"
#include <stdio.h>
#include <sys/stat.h>
#include "domain/statement.h"
#include "domain/remote.h"
#include "store/repo/remote.h"
#include "store/repo/document.h"
#include "store/repo/work.h"

static const struct ticket_agent program = { "1.0.0", "linux", 0 };
static const char address[] = "yamada@example.jp";

/* A contract whose first party signs with a certificate of its own, opened by it. */
static struct recipient_ref open_own(struct fixture *f, const char **id)
{
	struct recipient_input list[] = { party(1, "own", "山田", address),
					  party(2, "counterparty", "取引先", "partner@example.com") };
	struct domain d = as(f, &f->owner);

	*id = make_draft(f);
	list[0].method = "own_certificate";
	set_parties(f, *id, list, COUNT_OF(list));
	assert_ok(envelope_send(&d, *id, look(f, *id).v.version, &f->e));
	prepare(f, *id);
	return open_link(f, address);
}

/* What the party was shown and declares; shown lives as long as in does. */
static struct agree_input declared(struct fixture *f, const struct recipient_ref *ref,
				   struct shown_document *shown)
{
	struct domain d = as(f, NULL);
	struct dossier x = look(f, ref->envelope_id);

	shown->document = x.documents[0].id;
	assert_ok(document_digest(&d, &x.documents[0], &shown->digest, &f->e));
	return (struct agree_input){ .shown = shown,
				     .n_shown = 1,
				     .statement_version = statement_current(PARTY_SIGNER),
				     .name = "山田",
				     .authority = 1 };
}

static enum err ask(struct fixture *f, const struct recipient_ref *ref, struct ticket_made *out)
{
	struct domain d = as(f, NULL);
	struct shown_document shown;
	const struct agree_input in = declared(f, ref, &shown);

	return ticket_make(&d, ref, &in, out, &f->e);
}

static enum err take(struct fixture *f, const char *code, struct ticket_opened *out)
{
	struct domain d = as(f, NULL);

	return ticket_redeem(&d, code, &program, out, &f->e);
}

/* A ticket that its program has redeemed. */
static void redeem(struct fixture *f, const struct recipient_ref *ref, struct ticket_made *made,
		   struct ticket_opened *o)
{
	assert_ok(ask(f, ref, made));
	assert_ok(take(f, made->code, o));
}

static void a_ticket_is_taken_once(void **state)
{
	struct fixture *f = *state;
	struct ticket_made made;
	struct ticket_opened o;
	const char *id;
	struct recipient_ref ref = open_own(f, &id);

	redeem(f, &ref, &made, &o);
	assert_string_equal(o.t.confirm_code, made.confirm_code);
	assert_int_equal(take(f, made.code, &o), ERR_TICKET);
	assert_int_equal(take(f, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &o), ERR_TICKET);
	assert_int_equal(take(f, "x", &o), ERR_TICKET);
	/* the secret of the session is no ticket, nor the other way round */
	assert_int_equal(take(f, o.session, &o), ERR_TICKET);
	assert_string_equal(look(f, id).v.state, "pending");
}

static void a_ticket_is_over_after_two_minutes_and_when_another_is_made(void **state)
{
	struct fixture *f = *state;
	struct ticket_made first, second;
	struct ticket_opened o;
	const char *id;
	struct recipient_ref ref = open_own(f, &id);

	assert_ok(ask(f, &ref, &first));
	assert_ok(ask(f, &ref, &second));
	assert_int_equal(take(f, first.code, &o), ERR_TICKET);
	f->clock.fixed += TICKET_TTL_MS;
	assert_int_equal(take(f, second.code, &o), ERR_TICKET);
	assert_ok(ask(f, &ref, &second));
	f->clock.fixed += TICKET_TTL_MS - 1;
	assert_ok(take(f, second.code, &o));
}

static void a_session_ends_with_its_time_with_the_ticket_and_with_the_browser(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	struct ticket_made made;
	struct signing_ticket t;
	struct ticket_opened o;
	_Bool ready;
	const char *id;
	struct recipient_ref ref = open_own(f, &id);

	redeem(f, &ref, &made, &o);
	assert_ok(ticket_session(&d, o.session, &t, &f->e));
	assert_int_equal(ticket_session(&d, made.code, &t, &f->e), ERR_UNAUTHENTICATED);
	f->clock.fixed += TICKET_SESSION_MS;
	assert_int_equal(ticket_session(&d, o.session, &t, &f->e), ERR_UNAUTHENTICATED);
	assert_int_equal(ticket_state_now(&d, &t), TICKET_EXPIRED);
	assert_int_equal(ticket_prepare(&d, &t, 1, &ready, &f->e), ERR_TICKET);

	redeem(f, &ref, &made, &o);
	assert_ok(ticket_drop(&d, &ref, made.id, &f->e));
	assert_ok(ticket_drop(&d, &ref, made.id, &f->e));
	assert_int_equal(ticket_session(&d, o.session, &t, &f->e), ERR_UNAUTHENTICATED);

	assert_ok(ask(f, &ref, &made));
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(recipient_session_delete(&d.repo, ref.recipient_id, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(take(f, made.code, &o), ERR_TICKET);
}

static void numbers_only_go_up_and_nothing_is_prepared_before_a_certificate(void **state)
{
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	struct ticket_made made;
	struct signing_ticket now;
	struct ticket_opened o;
	_Bool ready;
	const char *id;
	struct recipient_ref ref = open_own(f, &id);

	redeem(f, &ref, &made, &o);
	assert_int_equal(ticket_prepare(&d, &o.t, 1, &ready, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "ticket-certificate-first");
	assert_int_equal(ticket_complete(&d, &o.t, 1, NULL, 0, &f->e), ERR_CONFLICT);
	assert_ok(ticket_asked(&d, &o.t, 3, &now, &f->e));
	assert_int_equal(ticket_asked(&d, &o.t, 3, &now, &f->e), ERR_SEQ);
	assert_int_equal(ticket_asked(&d, &o.t, 2, &now, &f->e), ERR_SEQ);
	assert_ok(ticket_asked(&d, &o.t, 4, &now, &f->e));
	assert_int_equal(count_jobs(f, id, JOB_PARTY_PREPARE), 0);
}

static void an_act_is_by_the_method_that_was_asked_for(void **state)
{
	struct fixture *f = *state;
	struct ticket_made made;
	const char *id, *other;
	struct recipient_ref ref = open_own(f, &id), provider;

	assert_int_equal(agree(f, &ref), ERR_OWN_CERTIFICATE);
	other = make_sent(f);
	provider = open_link(f, address);
	assert_string_equal(provider.envelope_id, other);
	assert_int_equal(ask(f, &provider, &made), ERR_CONFLICT);
	assert_ok(agree(f, &provider));
}

/* From each state, what may happen; everything else may not. */
static void a_ticket_moves_only_by_its_table(void **state)
{
	static const char *const allowed[TICKET_STATE_COUNT_] = {
		[TICKET_WAITING] = "0 8 9",	  [TICKET_REDEEMED] = "1 8 9",
		[TICKET_CERTIFICATE] = "1 2 8 9", [TICKET_PREPARING] = "3 7 8 9",
		[TICKET_PREPARED] = "1 2 4 5 8 9", [TICKET_SIGNING] = "6",
		[TICKET_DONE] = "",		  [TICKET_FAILED] = "",
		[TICKET_EXPIRED] = "",		  [TICKET_CANCELLED] = "",
	};

	(void)state;
	for (unsigned s = 0; s < TICKET_STATE_COUNT_; s++) {
		for (unsigned ev = 0; ev < TV_COUNT_; ev++) {
			enum ticket_state to;
			_Bool may = strchr(allowed[s], (int)('0' + ev)) != NULL;

			assert_int_equal(ticket_step((enum ticket_state)s, (enum ticket_event)ev, &to, NULL),
					 may ? ERR_OK : ERR_CONFLICT);
		}
	}
}

/* A seal that is kept for the party until that time. */
static const char *reserve(struct fixture *f, struct domain *d, const struct document *doc, time_ms until)
{
	struct seal s = { .id = domain_id(d, "sel"), .envelope_id = doc->envelope_id, .document_id = doc->id,
			  .revision_no = doc->head_no + 1, .kind = "agree", .act_id = domain_id(d, "act"),
			  .step = "prepared", .key_id = SEAL_KEY_PARTY, .tail_blob = domain_id(d, "blb"),
			  .geometry = "{}", .created_at = 1, .updated_at = 1, .reserved_until = until };

	assert_ok(db_begin(f->db, &f->e));
	assert_ok(blob_row_insert(&d->repo, s.tail_blob, 1, &f->e));
	assert_ok(blob_row_ready(&d->repo, s.tail_blob, 100, BYTES_LIT("w"), &f->e));
	assert_ok(seal_insert(&d->repo, &s, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	return s.tail_blob;
}

static void forget_reserved(struct fixture *f, struct domain *d, time_ms before)
{
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(seal_forget_reserved(f->db, d->repo.mem, before, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void a_reservation_whose_party_never_came_is_swept_and_a_signed_one_is_not(void **state)
{
	struct fixture *f = *state;
	const char *id, *blob;
	struct blob_row row;
	struct seal s;
	_Bool done;

	(void)open_own(f, &id);
	struct domain d = as(f, &f->owner);
	const struct document doc = look(f, id).documents[0];

	blob = reserve(f, &d, &doc, 1000);
	forget_reserved(f, &d, 1000);
	assert_ok(seal_open(&d.repo, doc.id, &s, &f->e));
	forget_reserved(f, &d, 1001);
	assert_int_equal(seal_open(&d.repo, doc.id, &s, &f->e), ERR_NOT_FOUND);
	assert_int_equal(blob_row_get(&d.repo, blob, &row, &f->e), ERR_NOT_FOUND);

	blob = reserve(f, &d, &doc, 1000);
	assert_ok(seal_open(&d.repo, doc.id, &s, &f->e));
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(seal_sign(&d.repo, s.id, BYTES_LIT("signature"), 900, &done, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	forget_reserved(f, &d, 5000);
	assert_ok(seal_open(&d.repo, doc.id, &s, &f->e));
	assert_ok(blob_row_get(&d.repo, blob, &row, &f->e));
}

/* A ticket of a remote signing service, and a state that its browser is away with. */
static struct signing_ticket go_away(struct fixture *f, const struct recipient_ref *ref,
				     struct remote *r, const char *visit)
{
	struct domain d = as(f, NULL);
	struct shown_document shown;
	const struct agree_input in = declared(f, ref, &shown);
	struct signing_ticket t;

	*r = (struct remote){
		.service = "S", .oauth2 = "https://s.example", .scope = "service", .verifier = "v"
	};
	assert_ok(remote_begin(&d, ref, &in, r, &t, &f->e));
	assert_string_equal(t.state, "redeemed");
	assert_int_equal(ticket_reservation(&t), REMOTE_RESERVED_MS);
	assert_ok(remote_save(&d, &t, r, visit, &f->e));
	return t;
}

static void the_state_of_a_visit_is_good_once_in_time_and_for_its_browser(void **state)
{
	static const char first[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	static const char second[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	const char *id;
	struct recipient_ref ref = open_own(f, &id), other = ref;
	struct signing_ticket t, found;
	struct remote r, read;

	t = go_away(f, &ref, &r, first);
	other.key = BYTES_LIT("another browser's hash, 32 bytes");
	assert_int_equal(remote_take(&d, &other, first, &found, &read, &f->e), ERR_TICKET);
	assert_int_equal(remote_take(&d, &ref, second, &found, &read, &f->e), ERR_TICKET);
	assert_int_equal(remote_take(&d, &ref, "x", &found, &read, &f->e), ERR_TICKET);
	assert_int_equal(remote_take(&d, &ref, NULL, &found, &read, &f->e), ERR_TICKET);
	assert_ok(remote_take(&d, &ref, first, &found, &read, &f->e));
	assert_string_equal(found.id, t.id);
	assert_string_equal(read.verifier, "v");
	assert_int_equal(remote_take(&d, &ref, first, &found, &read, &f->e), ERR_TICKET);
	assert_string_equal(d.refusal, "remote-state");

	assert_ok(remote_save(&d, &t, &r, first, &f->e));
	assert_ok(remote_save(&d, &t, &r, second, &f->e)); /* the newer visit counts */
	assert_int_equal(remote_take(&d, &ref, first, &found, &read, &f->e), ERR_TICKET);
	f->clock.fixed += REMOTE_STATE_MS;
	assert_int_equal(remote_take(&d, &ref, second, &found, &read, &f->e), ERR_TICKET);
}

static size_t kept(struct fixture *f, struct domain *d, const struct signing_ticket *t)
{
	struct remote_signing row;

	assert_ok(remote_signing_get(&d->repo, t->id, &row, &f->e));
	return row.remote_secrets.len;
}

static void forget(struct fixture *f)
{
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(remote_signing_forget(f->db, f->clock.fixed, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

static void secrets_of_a_visit_are_encrypted_and_go_with_the_ticket(void **state)
{
	static const char visit[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	const char *id;
	struct recipient_ref ref = open_own(f, &id);
	struct remote_signing row;
	struct signing_ticket t, found;
	struct ticket_made made;
	struct remote r;

	t = go_away(f, &ref, &r, visit);
	assert_ok(remote_signing_get(&d.repo, t.id, &row, &f->e));
	assert_int_equal(bytes_find(row.remote_secrets, BYTES_LIT("s.example"), 0), SIZE_MAX);
	forget(f);
	assert_true(kept(f, &d, &t) > 0);
	f->clock.fixed += REMOTE_SESSION_MS;
	forget(f);
	assert_int_equal(kept(f, &d, &t), 0);

	assert_ok(
		ask(f, &ref,
		    &made)); /* a program's ticket is none of a service, and the other way round */
	assert_int_equal(remote_get(&d, &ref, made.id, &found, &r, &f->e), ERR_NOT_FOUND);
	t = go_away(f, &ref, &r, visit);
	assert_ok(remote_get(&d, &ref, t.id, &found, &r, &f->e));
	assert_string_equal(r.service, "S");
}

/* Not by the sweep, a while later. */
static void secrets_of_a_visit_are_erased_with_the_end_and_do_not_come_back(void **state)
{
	static const char visit[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	const char *id;
	struct recipient_ref ref = open_own(f, &id);
	struct signing_ticket replaced, dropped, t, found;
	struct ticket_made made;
	struct remote r, read;

	replaced = go_away(f, &ref, &r, visit);
	dropped = go_away(f, &ref, &r, visit);
	assert_int_equal(kept(f, &d, &replaced), 0);
	assert_true(kept(f, &d, &dropped) > 0);
	/* the service answers late */
	assert_int_equal(remote_save(&d, &replaced, &r, NULL, &f->e), ERR_TICKET);
	assert_string_equal(d.refusal, "remote-over");
	assert_int_equal(kept(f, &d, &replaced), 0);
	assert_ok(ticket_drop(&d, &ref, dropped.id, &f->e));
	assert_int_equal(kept(f, &d, &dropped), 0);
	assert_int_equal(remote_take(&d, &ref, visit, &found, &read, &f->e), ERR_TICKET);

	t = go_away(f, &ref, &r, visit);
	assert_ok(ask(f, &ref, &made)); /* by a program's ticket */
	assert_int_equal(kept(f, &d, &t), 0);
}

static const struct ticket_certificate certificate = {
	.token_kind = "remote",
	.certificates = BYTES_LIT("\x30\x01\x00"),
	.algorithm = "ecdsa-p256-sha256",
	.revocation = "good",
	.sha256 = "00",
	.subject = "S",
	.issuer = "I",
};

/* Else the key of one credential would be asked to sign what was prepared for another one's certificate. */
static void a_choice_is_kept_with_its_certificate_or_not_at_all(void **state)
{
	static const char visit[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	const char *id;
	struct recipient_ref ref = open_own(f, &id);
	struct master_key *other;
	char dir[96];
	struct signing_ticket t, now;
	struct remote r, read;

	t = go_away(f, &ref, &r, visit);
	r.credential = "k";
	snprintf(dir, sizeof(dir), "%s/other", f->dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_ok(master_key_open(dir, &f->rng, &other, &f->e));
	d.master = other; /* what is kept cannot be encrypted */
	assert_int_not_equal(remote_choose(&d, &t, 1, &certificate, &r, &now, &f->e), ERR_OK);
	d.master = f->master;
	master_key_free(other);
	assert_ok(remote_get(&d, &ref, t.id, &now, &read, &f->e));
	assert_string_equal(now.state, "redeemed");
	assert_int_equal(now.certificates.len, 0);
	assert_null(read.credential);

	for (int64_t seq = 1; seq < 3; seq++) { /* and once more, as after an answer that was lost */
		assert_ok(remote_choose(&d, &t, seq, &certificate, &r, &now, &f->e));
		assert_string_equal(now.state, "certificate");
		assert_ok(remote_get(&d, &ref, t.id, &now, &read, &f->e));
		assert_string_equal(read.credential, "k");
		assert_true(bytes_eq(now.certificates, certificate.certificates));
	}
	assert_int_equal(remote_choose(&d, &t, 2, &certificate, &r, &now, &f->e), ERR_SEQ);
}

/* What the worker does when the ticket's certificate was chosen: a prepared seal, kept for the party. Until when? */
static time_ms prepare_seal(struct fixture *f, struct domain *d, struct signing_ticket *t, const struct document *doc)
{
	struct signing_operation op = { .document_id = doc->id, .answer = BYTES_LIT("a") };
	struct seal s;
	time_ms until = 0;

	assert_ok(db_begin(f->db, &f->e));
	if (seal_open(&d->repo, doc->id, &s, NULL) == ERR_OK) /* what was prepared before */
		assert_ok(seal_give_way(&d->repo, &s, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(ticket_reserved_until(d, t, &until, &f->e));
	(void)reserve(f, d, doc, until);
	assert_ok(seal_open(&d->repo, doc->id, &s, &f->e));
	assert_ok(db_begin(f->db, &f->e));
	t->state = "preparing";
	t->act_id = s.act_id;
	t->token_kind = "remote";
	assert_ok(signing_ticket_update(&d->repo, t, &f->e));
	op.seal_id = s.id;
	assert_ok(ticket_prepared(d, s.act_id, &op, 1, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(seal_open(&d->repo, doc->id, &s, &f->e));
	assert_int_equal(s.reserved_until, until);
	return until;
}

static void choosing_anew_does_not_keep_the_others_waiting_for_longer(void **state)
{
	static const char visit[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct fixture *f = *state;
	struct domain d = as(f, NULL);
	const char *id;
	struct recipient_ref ref = open_own(f, &id);
	const struct document doc = look(f, id).documents[0];
	const time_ms begun = f->clock.fixed;
	struct signing_ticket t;
	struct revision v;
	struct remote r;

	t = go_away(f, &ref, &r, visit);
	assert_int_equal(prepare_seal(f, &d, &t, &doc), begun + REMOTE_RESERVED_MS);
	f->clock.fixed += REMOTE_RESERVED_MS / 2; /* another certificate */
	assert_int_equal(prepare_seal(f, &d, &t, &doc), begun + REMOTE_RESERVED_MS);
	t = go_away(f, &ref, &r, visit); /* or all of it anew */
	assert_int_equal(prepare_seal(f, &d, &t, &doc), begun + REMOTE_RESERVED_MS);
	f->clock.fixed += REMOTE_RESERVED_MS; /* it can be signed, but gives way */
	assert_int_equal(prepare_seal(f, &d, &t, &doc), f->clock.fixed);

	f->clock.fixed += 1000; /* another party was faster: there is another document now */
	assert_ok(revision_get_whole(&d.repo, doc.id, doc.head_no, &v, &f->e));
	v.no = doc.head_no + 1;
	v.parent_no = doc.head_no;
	v.created_at = f->clock.fixed;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(revision_insert(&d.repo, &v, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	f->clock.fixed += 1000;
	assert_int_equal(prepare_seal(f, &d, &t, &doc), f->clock.fixed + REMOTE_RESERVED_MS);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_ticket_is_taken_once),
		WITH(a_ticket_is_over_after_two_minutes_and_when_another_is_made),
		WITH(a_session_ends_with_its_time_with_the_ticket_and_with_the_browser),
		WITH(numbers_only_go_up_and_nothing_is_prepared_before_a_certificate),
		WITH(an_act_is_by_the_method_that_was_asked_for),
		WITH(a_reservation_whose_party_never_came_is_swept_and_a_signed_one_is_not),
		WITH(the_state_of_a_visit_is_good_once_in_time_and_for_its_browser),
		WITH(secrets_of_a_visit_are_encrypted_and_go_with_the_ticket),
		WITH(secrets_of_a_visit_are_erased_with_the_end_and_do_not_come_back),
		WITH(a_choice_is_kept_with_its_certificate_or_not_at_all),
		WITH(choosing_anew_does_not_keep_the_others_waiting_for_longer),
		cmocka_unit_test(a_ticket_moves_only_by_its_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
