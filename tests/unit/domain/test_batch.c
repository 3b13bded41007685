/* Batches of signing tickets: what is left out of one, what its end leaves, and how often a busy database is asked. */
#include "fixture.h"
#include "domain/batch.h"
#include "domain/statement.h"
#include "domain/ticket.h"
#include "store/repo/document.h"
#include "store/repo/organisation.h"

enum { MANY = 3 };

static const struct ticket_agent program = { "1.0.0", "linux", 1 };
static const struct bytes session = BYTES_LIT("a member's session, by its hash.");

struct many {
	struct fixture *f;
	const char *ids[MANY];
	struct shown_document shown[MANY];
	struct batch_pick picks[MANY];
	struct ticket_made made;
	struct batch_opened opened;
};

/* A contract that waits for the owner's own certificate, and has been looked at. */
static void make_waiting(struct many *m, size_t i)
{
	struct fixture *f = m->f;
	struct recipient_input list[] = { party(1, "own", "山田", f->owner.email),
					  party(2, "counterparty", "取引先", "partner@example.com") };
	struct domain d = as(f, &f->owner);
	struct batch_pick *p = &m->picks[i];
	struct dossier x;

	p->envelope_id = m->ids[i] = make_draft(f);
	list[0].method = "own_certificate";
	set_parties(f, p->envelope_id, list, COUNT_OF(list));
	assert_ok(envelope_send(&d, p->envelope_id, look(f, p->envelope_id).v.version, &f->e));
	prepare(f, p->envelope_id);
	x = look(f, p->envelope_id);
	p->recipient_id = party_of(&x, f->owner.email)->id;
	assert_ok(batch_open(&d, p->envelope_id, p->recipient_id, &f->e));
	m->shown[i].document = x.documents[0].id;
	assert_ok(document_digest(&d, &x.documents[0], &m->shown[i].digest, &f->e));
	p->in = (struct agree_input){ .shown = &m->shown[i],
				      .n_shown = 1,
				      .statement_version = statement_current(PARTY_SIGNER),
				      .name = "山田",
				      .authority = 1 };
}

static void make_batch(struct many *m, struct fixture *f)
{
	struct domain d = as(f, &f->owner);

	*m = (struct many){ .f = f };
	for (size_t i = 0; i < MANY; i++)
		make_waiting(m, i);
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(session_insert(&d.repo, session, f->owner.account, f->clock.fixed, f->clock.fixed + 3600 * 1000, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_ok(batch_make(&d, session, m->picks, MANY, &m->made, &f->e));
}

static struct domain redeem(struct many *m)
{
	struct domain d = as(m->f, NULL);

	d.actor = (struct actor){ 0 };
	assert_ok(batch_redeem(&d, m->made.code, &program, &m->opened, &m->f->e));
	return d;
}

static struct batch now(struct many *m)
{
	struct domain d = as(m->f, &m->f->owner);
	struct batch b;

	assert_ok(batch_of(&d, m->made.id, &b, &m->f->e));
	return b;
}

static void withdraw(struct many *m, size_t i)
{
	struct domain d = as(m->f, &m->f->owner);

	assert_ok(envelope_withdraw(&d, m->ids[i], "条件を変更します", &m->f->e));
}

static void what_is_left_out_is_told_and_is_nothing_that_the_program_may_name(void **state)
{
	struct many m;
	struct batch b;

	make_batch(&m, *state);
	withdraw(&m, 1);
	redeem(&m);
	assert_int_equal(m.opened.n, MANY - 1);
	assert_int_equal(m.opened.n_left_out, 1);
	assert_string_equal(m.opened.left_out[0].envelope_id, m.ids[1]);
	assert_non_null(m.opened.left_out[0].error);
	b = now(&m);
	for (size_t i = 0; i < b.n; i++)
		assert_int_equal(batch_ticket(&b, b.tickets[i].id) != NULL, i != 1);
	assert_null(batch_ticket(&b, "tkt_nobodys"));
	assert_null(batch_ticket(&b, NULL));
}

static void a_batch_of_nothing_that_can_be_signed_is_refused(void **state)
{
	struct domain d = as(*state, NULL);
	struct fixture *f = *state;
	struct many m;

	make_batch(&m, f);
	for (size_t i = 0; i < MANY; i++)
		withdraw(&m, i);
	assert_int_equal(batch_redeem(&d, m.made.code, &program, &m.opened, &f->e), ERR_CONFLICT);
}

static void what_is_given_up_is_over_and_the_session_with_it(void **state)
{
	struct many m;
	struct batch b;
	struct domain d;

	make_batch(&m, *state);
	d = redeem(&m);
	assert_ok(batch_session(&d, m.opened.session, &b, &m.f->e));
	assert_ok(batch_cancel(&d, &b, "user", &m.f->e));
	assert_int_equal(batch_session(&d, m.opened.session, &b, &m.f->e), ERR_UNAUTHENTICATED);
	b = now(&m);
	assert_int_equal(batch_state(&d, &b), TICKET_CANCELLED);
	for (size_t i = 0; i < MANY; i++)
		assert_string_equal(look(m.f, m.ids[i]).v.state, "pending");
}

/* Of one request, what it was refused with is its own end; the database's troubles are nobody's. */
static void a_busy_database_is_asked_again_a_bounded_number_of_times_and_ends_nothing(void **state)
{
	struct domain d = as(*state, NULL);
	unsigned tries = 0, other = 0;

	d.refusal = "batch-gone";
	while (batch_again(&d, ERR_BUSY, &tries))
		assert_null(d.refusal);
	assert_int_equal(tries, 11);
	assert_false(batch_again(&d, ERR_CONFLICT, &other));
	assert_int_equal(other, 0);
	assert_false(batch_ends(ERR_BUSY));
	assert_false(batch_ends(ERR_UNAVAILABLE));
	assert_true(batch_ends(ERR_CONFLICT));
}

#define WITH(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(what_is_left_out_is_told_and_is_nothing_that_the_program_may_name),
		WITH(a_batch_of_nothing_that_can_be_signed_is_refused),
		WITH(what_is_given_up_is_over_and_the_session_with_it),
		WITH(a_busy_database_is_asked_again_a_bounded_number_of_times_and_ends_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
