/* Policy and metering, with our own time-stamp authority answering in process. A killed run is one
 * that goes no further; its job is leased again and run anew. */
#include "../domain/fixture.h"
#include "../sig/pki.h"
#include "jobs/stamping.h"
#include "sig/tsp/tsa.h"
#include "store/repo/timestamp.h"

enum { AUTHORITIES = 3 };
#define NOW 1795000000120

struct world;

/* What one authority does when it is asked. */
struct desk {
	struct world *w;
	enum err fails;		       /* ERR_OK: it answers */
	void (*meet)(struct world *w); /* before it does */
	unsigned asked;
};

struct world {
	struct fixture *f;
	struct pki_cert root, cert;
	struct signer *signer;
	struct tsa tsa;
	struct desk desks[AUTHORITIES];
	struct stamping_authority list[AUTHORITIES];
	struct stamp_source names[AUTHORITIES];
	struct jobs_env env;
	struct jobs_thread thread;
	struct job job;
	struct job_run run;
	struct domain d;
	struct error e;
};

static enum err at_desk(void *ctx, struct bytes query, struct arena *mem, struct bytes *reply,
			struct error *e)
{
	struct desk *desk = ctx;

	desk->asked++;
	if (desk->meet)
		desk->meet(desk->w);
	if (desk->fails)
		return error_set(e, desk->fails, "no stamp today");
	return tsa_answer(&desk->w->tsa, query, mem, reply, e);
}

static void make_tsa(struct world *w)
{
	struct pkey *copy = NULL;
	struct bytes der, chain[2];

	w->root = pki_make(PKI_ROOT, "Root", PKEY_P256, NULL, w->f->mem);
	w->cert = pki_make(PKI_TSA, "TSA", PKEY_P256, &w->root, w->f->mem);
	chain[0] = w->cert.der;
	chain[1] = w->root.der;
	assert_ok(pkey_export(w->cert.key, w->f->mem, &der, &w->e));
	assert_ok(pkey_load(der, NULL, &copy, &w->e));
	assert_ok(signer_file_new(copy, (struct sig_alg){ SIG_ECDSA, DIGEST_SHA256 }, chain, 2,
				  &w->signer, &w->e));
	w->tsa = (struct tsa){ w->signer, &w->f->clock, &w->f->rng, "1.2.3.4.5", 1000 };
}

/* A and B are accredited, X between them is not. */
static void make_authorities(struct world *w)
{
	static const struct stamp_source names[] = {
		{ "A", STAMP_ACCREDITED },
		{ "X", STAMP_OTHER },
		{ "B", STAMP_ACCREDITED },
	};

	for (size_t i = 0; i < AUTHORITIES; i++) {
		w->names[i] = names[i];
		w->desks[i] = (struct desk){ .w = w };
		w->list[i] = (struct stamping_authority){ { .name = names[i].name,
							    .request = at_desk,
							    .ctx = &w->desks[i] },
							  names[i].class };
	}
	w->f->set.trial = 0;
	w->f->set.authorities = w->names;
	w->f->set.n_authorities = AUTHORITIES;
}

/* The job taken by a worker, as after a start. */
static void take_job(struct world *w, const char *owner)
{
	AUTO(queue_turns) struct queue_turns turns = { { NULL } };
	_Bool found = 0;

	assert_ok(queue_lease(w->f->db, &w->f->clock, owner, &turns, w->f->mem, &w->job, &found,
			      &w->e));
	assert_true(found);
}

static void put_job(struct world *w)
{
	assert_ok(db_begin(w->f->db, &w->e));
	assert_ok(job_insert(w->f->db,
			     &(struct job){ .id = "job_1",
					    .kind = "act",
					    .payload = "{}",
					    .run_at = NOW,
					    .organisation_id = w->f->owner.org,
					    .created_at = NOW },
			     &w->e));
	assert_ok(db_commit(w->f->db, &w->e));
}

static int world_open(void **state)
{
	struct world *w = test_calloc(1, sizeof(*w));

	assert_int_equal(fixture_open((void **)&w->f), 0);
	w->f->clock.fixed = NOW;
	make_tsa(w);
	make_authorities(w);
	w->env = (struct jobs_env){ .clock = &w->f->clock,
				    .rng = &w->f->rng,
				    .settings = &w->f->set,
				    .authorities = w->list,
				    .n_authorities = AUTHORITIES };
	w->d = as(w->f, NULL);
	w->run = (struct job_run){ .env = &w->env,
				   .thread = &w->thread,
				   .db = w->f->db,
				   .mem = w->f->mem,
				   .job = &w->job };
	put_job(w);
	take_job(w, "first");
	*state = w;
	return 0;
}

static int world_close(void **state)
{
	struct world *w = *state;
	void *f = w->f;

	signer_free(w->signer);
	pkey_free(w->root.key);
	pkey_free(w->cert.key);
	fixture_close(&f);
	test_free(w);
	return 0;
}

static const unsigned char imprint[32] = { 7 };

static struct stamping_wish wish(void)
{
	return (struct stamping_wish){ .purpose = STAMP_ACT,
				       .alg = DIGEST_SHA256,
				       .imprint = BYTES(imprint, sizeof(imprint)),
				       .document_id = "doc_1",
				       .subject = "seal_1" };
}

static enum err get(struct world *w, struct stamped *out)
{
	struct stamping_wish x = wish();

	return stamping_get(&w->run, &w->d, &x, out, &w->e);
}

static void keep(struct world *w, const struct stamped *s)
{
	assert_ok(db_begin(w->f->db, &w->e));
	assert_ok(stamping_got(&w->d, s, &w->e));
	assert_ok(db_commit(w->f->db, &w->e));
}

static struct timestamp_count counted(struct world *w, const char *authority)
{
	const struct timestamp_count *list;
	size_t n;

	assert_ok(timestamp_use_totals(w->f->db, w->f->mem, 0, &list, &n, &w->e));
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].authority, authority))
			return list[i];
	return (struct timestamp_count){ 0 };
}

static void judge(struct world *w, const char *authority, int got, int lost, int refused)
{
	struct timestamp_count c = counted(w, authority);

	assert_int_equal(c.got, got);
	assert_int_equal(c.lost, lost);
	assert_int_equal(c.refused, refused);
}

/* As another process sees it: only what is committed. */
static void must_be_on_record(struct world *w)
{
	struct repo r = { NULL, w->f->mem, w->f->owner.org };
	const struct timestamp_use *open;
	size_t n;

	assert_ok(db_open(w->f->url, &r.db, &w->e));
	assert_ok(timestamp_use_open(&r, "seal_1", &open, &n, &w->e));
	assert_int_equal(n, 1);
	assert_string_equal(open[0].state, "asked");
	assert_string_equal(open[0].class, "accredited");
	db_close(r.db);
}

static void a_stamp_is_on_record_before_it_is_asked_for_and_settled_with_its_token(void **state)
{
	struct world *w = *state;
	const struct timestamp_on *list;
	struct stamped s;
	size_t n;

	w->desks[0].meet = must_be_on_record;
	assert_ok(get(w, &s));
	assert_string_equal(s.token.authority, "A");
	assert_int_equal(s.class, STAMP_ACCREDITED);
	judge(w, "A", 0, 0, 0);
	keep(w, &s);
	judge(w, "A", 1, 0, 0);
	assert_ok(timestamp_use_list(&w->d.repo, "doc_1", &list, &n, &w->e));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].gen_time, s.token.gen_time);
	assert_true(strlen(list[0].serial) >= 16);
}

static void killed_with_the_answer_in_hand_it_is_lost_and_the_next_run_gets_its_own(void **state)
{
	struct world *w = *state;
	struct stamped s;

	assert_ok(get(w, &s));
	assert_ok(get(w, &s));
	judge(w, "A", 0, 1, 0);
	assert_ok(get(w, &s));
	keep(w, &s);
	judge(w, "A", 1, 2, 0);
	assert_int_equal(w->desks[0].asked, 3);
}

static void killed_before_the_asking_was_committed_nothing_is_counted(void **state)
{
	struct world *w = *state;
	struct stamping_wish x = wish();
	struct stamping begun;
	struct stamped s;

	assert_ok(db_begin(w->f->db, &w->e));
	assert_ok(stamping_begin(&w->run, &w->d, &x, &begun, &w->e));
	db_rollback(w->f->db);
	assert_ok(get(w, &s));
	keep(w, &s);
	judge(w, "A", 1, 0, 0);
}

static void one_that_fails_is_followed_by_the_next_of_its_class_only(void **state)
{
	struct world *w = *state;
	struct stamped s;

	w->desks[0].fails = ERR_UNAVAILABLE;
	assert_ok(get(w, &s));
	keep(w, &s);
	assert_string_equal(s.token.authority, "B");
	assert_int_equal(w->desks[1].asked, 0);
	judge(w, "A", 0, 0, 1);
	judge(w, "B", 1, 0, 0);
}

static void one_that_does_not_answer_in_time_may_have_stamped(void **state)
{
	struct world *w = *state;
	struct stamped s;

	w->desks[0].fails = ERR_TIMEOUT;
	assert_ok(get(w, &s));
	keep(w, &s);
	judge(w, "A", 0, 1, 0);
	judge(w, "B", 1, 0, 0);
}

/* Denied, too large, nonsense: whatever happened, it may be otherwise later. */
static void when_all_fail_it_is_a_failure_that_passes_and_names_each(void **state)
{
	struct world *w = *state;
	struct stamped s;

	w->desks[0].fails = ERR_DENIED;
	w->desks[2].fails = ERR_TOO_LARGE;
	for (int i = 0; i < 3; i++)
		assert_int_equal(get(w, &s), ERR_TSP);
	assert_string_equal(w->e.msg, "A: no stamp today; B: no stamp today");
	assert_int_equal(job_after("act", ERR_TSP, 1000).verdict, JOB_RETRY);
	assert_int_equal(w->desks[1].asked, 0);
	judge(w, "A", 0, 0, 3);
	judge(w, "B", 0, 0, 3);
}

static void decide(struct world *w, struct stamp_rule rule)
{
	struct domain owner = as(w->f, &w->f->owner);
	struct stamp_policy p;

	assert_ok(stamp_policy_get(&owner, &p, &w->e));
	p.rules[STAMP_ACT] = rule;
	assert_ok(stamp_policy_set(&owner, &p, &p, &w->e));
}

static void without_fall_back_the_preferred_one_is_waited_for(void **state)
{
	struct world *w = *state;
	struct stamped s;

	decide(w, (struct stamp_rule){ STAMP_ACCREDITED, "B", 0 });
	w->desks[2].fails = ERR_UNAVAILABLE;
	assert_int_equal(get(w, &s), ERR_TSP);
	assert_int_equal(w->desks[0].asked + w->desks[1].asked, 0);
	w->desks[2].fails = ERR_OK;
	assert_ok(get(w, &s));
	keep(w, &s);
	judge(w, "B", 1, 0, 1);
}

static void a_class_that_is_not_there_any_more_is_waited_for_and_nobody_is_asked(void **state)
{
	struct world *w = *state;
	struct stamped s;

	decide(w, (struct stamp_rule){ STAMP_OTHER, NULL, 1 });
	w->names[1].class = STAMP_ACCREDITED;
	assert_int_equal(get(w, &s), ERR_TSP);
	assert_int_equal(w->desks[0].asked + w->desks[1].asked + w->desks[2].asked, 0);
	judge(w, "X", 0, 0, 0);
}

static void a_token_that_does_not_fit_is_no_stamp(void **state)
{
	struct world *w = *state;
	struct stamping_wish x = wish();
	struct stamped s;

	x.token_bytes = 100;
	assert_int_equal(stamping_get(&w->run, &w->d, &x, &s, &w->e), ERR_TSP);
	assert_non_null(strstr(w->e.msg, "does not fit"));
	judge(w, "A", 0, 0, 1);
	judge(w, "B", 0, 0, 1);
}

/* The lease ends while the authority is slow; another worker asks anew, and has its answer. */
static void taken_over(struct world *w)
{
	struct job late = w->job;
	struct stamped s;

	w->desks[0].meet = NULL;
	w->f->clock.fixed += QUEUE_LEASE_MS + 1;
	take_job(w, "second");
	assert_ok(get(w, &s));
	keep(w, &s);
	w->job = late;
	w->desks[0].fails = ERR_UNAVAILABLE; /* so does the first run's */
}

static void a_run_whose_lease_went_to_another_changes_nothing(void **state)
{
	struct world *w = *state;
	struct stamped s;

	w->desks[0].meet = taken_over;
	assert_int_equal(get(w, &s), ERR_CONFLICT);
	judge(w, "A", 1, 1, 0);
	judge(w, "B", 0, 0, 0);
	assert_int_equal(w->desks[2].asked, 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_stamp_is_on_record_before_it_is_asked_for_and_settled_with_its_token),
		WITH(killed_with_the_answer_in_hand_it_is_lost_and_the_next_run_gets_its_own),
		WITH(killed_before_the_asking_was_committed_nothing_is_counted),
		WITH(one_that_fails_is_followed_by_the_next_of_its_class_only),
		WITH(one_that_does_not_answer_in_time_may_have_stamped),
		WITH(when_all_fail_it_is_a_failure_that_passes_and_names_each),
		WITH(without_fall_back_the_preferred_one_is_waited_for),
		WITH(a_class_that_is_not_there_any_more_is_waited_for_and_nobody_is_asked),
		WITH(a_token_that_does_not_fit_is_no_stamp),
		WITH(a_run_whose_lease_went_to_another_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
