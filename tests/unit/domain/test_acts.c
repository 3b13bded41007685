/* Every act against every state of the envelope, role and state of the recipient, on both databases:
 * test_domain_acts sqlite|pgsql. What is allowed is written down here once more, by hand. */
#include "fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include "../store/pg_cluster.h"
#include "domain/flow.h"
#include "dump.h"
#include "domain/statement.h"
#include "store/repo/flow.h"

static struct dump *dump;

/* The stage: an envelope with the recipient in question and two others who have not acted. */
struct stage {
	struct fixture *f;
	const char *id, *rcp, *question, *token;
};

static const char address[] = "partner@example.com";

static const char *const all_states = "awaiting sent undelivered opened processing completed declined "
				      "forwarded expired";
static const char *const asked = "sent undelivered opened";

/* what happens ----------------------------------------------------------- */

typedef enum err run_fn(struct stage *s, struct domain *d);

static struct recipient_ref ref_of(const struct stage *s)
{
	return (struct recipient_ref){ .organisation_id = s->f->owner.org, .envelope_id = s->id,
				       .recipient_id = s->rcp, .factor = "mail-link",
				       .expires_at = s->f->clock.fixed + 1000000 };
}

static enum err run_edit(struct stage *s, struct domain *d)
{
	return envelope_edit(d, s->id, &(struct draft_edit){ .message = "変更後" }, &s->f->e);
}

static enum err run_send(struct stage *s, struct domain *d)
{
	return envelope_send(d, s->id, look(s->f, s->id).v.version, &s->f->e);
}

static enum err run_withdraw(struct stage *s, struct domain *d)
{
	return envelope_withdraw(d, s->id, "事情により", &s->f->e);
}

static enum err run_extend(struct stage *s, struct domain *d)
{
	return envelope_extend(d, s->id, s->f->clock.fixed + (time_ms)20 * 86400000, &s->f->e);
}

static enum err run_answer(struct stage *s, struct domain *d)
{
	return question_answer(d, s->id, s->question, "はい", &s->f->e);
}

static enum err run_resend(struct stage *s, struct domain *d)
{
	return envelope_resend(d, s->id, s->rcp, &s->f->e);
}

static enum err run_remind(struct stage *s, struct domain *d)
{
	return envelope_remind(d, s->id, s->rcp, &s->f->e);
}

static enum err run_correct(struct stage *s, struct domain *d)
{
	return envelope_correct(d, s->id, s->rcp, &(struct correction){ .email = "right@example.com" },
				&s->f->e);
}

static enum err run_link(struct stage *s, struct domain *d)
{
	const char *url;

	return envelope_link(d, s->id, s->rcp, &url, &s->f->e);
}

static enum err run_agree(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);
	struct dossier x = look(s->f, s->id);
	enum recipient_role role = recipient_role_of(dossier_recipient(&x, s->rcp));
	struct shown_document shown = { .document = x.documents[0].id };
	struct agree_input in = { .shown = &shown, .n_shown = 1, .statement_version = statement_current(role),
				  .name = "本人", .authority = 1 };

	assert_ok(document_digest(d, &x.documents[0], &shown.digest, &s->f->e));
	return recipient_agree(d, &ref, &in, &s->f->e);
}

static enum err run_confirm(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_confirm(d, &ref, &(struct agree_input){ 0 }, &s->f->e);
}

static enum err run_decline(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_decline(d, &ref, "条件が合いません", &s->f->e);
}

static enum err run_send_back(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_send_back(d, &ref, "第3条を直してください", &s->f->e);
}

static enum err run_forward(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_forward(d, &ref,
				 &(struct forward_input){ .name = "後任", .email = "next@example.com",
							  .reason = "担当変更" }, &s->f->e);
}

static enum err run_ask(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_ask(d, &ref, "支払期日はいつですか", &s->f->e);
}

static enum err run_more_time(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_more_time(d, &ref, s->f->clock.fixed + (time_ms)30 * 86400000, "社内確認のため",
				   &s->f->e);
}

static enum err run_rearm(struct stage *s, struct domain *d)
{
	return recipient_rearm(d, s->token, &s->f->e);
}

static enum err run_report(struct stage *s, struct domain *d)
{
	struct recipient_ref ref = ref_of(s);

	return recipient_report(d, &ref, "phishing", "不審なメールです", &s->f->e);
}

/* Expected by hand. NULL for roles: about no recipient. quiet: refused without a word. again: states in
 * which a second press of what was done is no error, and changes nothing. */
static const struct trial_row {
	enum act act;
	run_fn *run;
	const char *envelope, *roles, *recipient;
	const char *again;
	_Bool quiet, repeats;
} table[] = {
	{ ACT_EDIT, run_edit, "draft", NULL, NULL, NULL, 0, 1 },
	{ ACT_SEND, run_send, "draft", NULL, NULL, NULL, 0, 0 },
	{ ACT_WITHDRAW, run_withdraw, "pending", NULL, NULL, NULL, 0, 0 },
	{ ACT_EXTEND, run_extend, "pending", NULL, NULL, NULL, 0, 0 },
	{ ACT_ANSWER, run_answer, "pending", "signer approver viewer cc", all_states, NULL, 0, 0 },
	{ ACT_RESEND, run_resend, "pending", "signer approver viewer cc", asked, NULL, 0, 1 },
	{ ACT_REMIND, run_remind, "pending", "signer approver viewer", asked, NULL, 0, 0 },
	{ ACT_CORRECT, run_correct, "pending", "signer approver viewer cc", "awaiting sent undelivered opened",
	  NULL, 0, 1 },
	{ ACT_LINK, run_link, "pending", "signer approver viewer cc", asked, NULL, 0, 1 },
	{ ACT_AGREE, run_agree, "pending", "signer", "opened", "processing completed", 0, 0 },
	{ ACT_APPROVE, run_agree, "pending", "approver", "opened", "processing completed", 0, 0 },
	{ ACT_CONFIRM, run_confirm, "pending", "viewer", "opened", "completed", 0, 0 },
	{ ACT_DECLINE, run_decline, "pending", "signer approver", "opened", "declined", 0, 0 },
	{ ACT_SEND_BACK, run_send_back, "pending", "signer approver", "opened", NULL, 0, 0 },
	{ ACT_FORWARD, run_forward, "pending", "signer approver viewer", "opened", NULL, 0, 0 },
	{ ACT_ASK, run_ask, "pending", "signer approver viewer cc", "opened", NULL, 0, 1 },
	{ ACT_MORE_TIME, run_more_time, "pending", "signer approver viewer", "opened", NULL, 0, 1 },
	{ ACT_REARM, run_rearm, "pending", "signer approver viewer cc", asked, NULL, 1, 1 },
	{ ACT_COME_BACK, run_rearm, "completed", "signer approver viewer cc", "sent undelivered opened completed",
	  NULL, 1, 1 },
};

static _Bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list ? strstr(list, word) : NULL; at; at = strstr(at + n, word))
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return 1;
	return 0;
}

/* the stage -------------------------------------------------------------- */

static struct domain actor_of(struct fixture *f, const struct trial_row *t)
{
	return act_row(t->act)->who & BY_PARTY ? as(f, NULL) : as(f, &f->owner);
}

static void put_states(struct stage *s, const char *envelope, const char *role, const char *state)
{
	struct domain d = as(s->f, NULL);
	struct dossier x = look(s->f, s->id);
	struct recipient *r = dossier_recipient(&x, s->rcp);

	assert_ok(db_begin(s->f->db, &s->f->e));
	x.v.state = envelope;
	assert_ok(envelope_update(&d.repo, &x.v, &s->f->e));
	r->role = role;
	r->state = state;
	assert_ok(recipient_update(&d.repo, r, &s->f->e));
	assert_ok(db_commit(s->f->db, &s->f->e));
}

static void add_extras(struct stage *s)
{
	struct domain d = as(s->f, NULL);
	struct dossier x = look(s->f, s->id);
	struct question q = { .id = domain_id(&d, "qst"), .envelope_id = s->id, .kind = "question",
			      .recipient_name = "取引先", .text = "質問", .asked_at = 1 };
	struct link_token t;

	s->rcp = q.recipient_id = party_of(&x, address)->id;
	s->question = q.id;
	assert_ok(db_begin(s->f->db, &s->f->e));
	assert_ok(question_insert(&d.repo, &q, &s->f->e));
	assert_ok(flow_arm_link(&d, party_of(&x, address), &t, &s->f->e));
	assert_ok(db_commit(s->f->db, &s->f->e));
	s->token = domain_printf(&d, "%s", t.text);
}

static struct stage make_stage(struct fixture *f)
{
	struct recipient_input parties[] = {
		party(1, "own", "山田", "yamada@example.jp"),
		party(1, "counterparty", "取引先", address),
		party(2, "counterparty", "別の取引先", "third@example.com"),
	};
	struct stage s = { .f = f, .id = make_draft(f) };
	struct domain d = as(f, &f->owner);
	struct draft_edit edit = { .set_expire = 1, .expire_at = f->clock.fixed + (time_ms)7 * 86400000 };
	struct recipient_ref ref;

	set_parties(f, s.id, parties, COUNT_OF(parties));
	assert_ok(envelope_edit(&d, s.id, &edit, &f->e));
	assert_ok(envelope_send(&d, s.id, look(f, s.id).v.version, &f->e));
	prepare(f, s.id);
	add_extras(&s);
	ref = ref_of(&s);
	accept_terms(f, &ref); /* the gate is passed: what is tried here is the table */
	return s;
}

static _Bool is_allowed(const struct trial_row *t, const char *envelope, const char *role, const char *state)
{
	return has_word(t->envelope, envelope) &&
	       (!t->roles || (has_word(t->roles, role) && has_word(t->recipient, state)));
}

/* The text that the documentation promises for what is refused. */
static const char *promised(const struct trial_row *t, const char *envelope, const char *role,
			    const char *state, enum err *code)
{
	const struct act_row *row = act_row(t->act);
	static const char *const words[][2] = {
		{ "awaiting", "not-your-turn" }, { "sent", "open-first" }, { "undelivered", "open-first" },
		{ "processing", "already-acted" }, { "completed", "already-acted" },
		{ "declined", "already-acted" }, { "forwarded", "forwarded-away" },
		{ "expired", "deadline-over" },
	};

	*code = ERR_CONFLICT;
	if (t->roles && !has_word(t->roles, role)) {
		*code = ERR_DENIED;
		return "role-cannot";
	}
	if (!has_word(t->envelope, envelope)) {
		if (!strcmp(envelope, "draft"))
			return row->early;
		return has_word("declined withdrawn expired", envelope) ? row->ended : row->late;
	}
	if (row->unfit)
		return row->unfit;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (!strcmp(words[i][0], state))
			return words[i][1];
	return "?";
}

static void refused_cell(struct stage *s, const struct trial_row *t, const char *envelope,
			 const char *role, const char *state)
{
	struct domain d = actor_of(s->f, t);
	enum err code, rc = t->run(s, &d);
	const char *text = promised(t, envelope, role, state, &code);

	if (rc == ERR_OK && (t->quiet || (has_word(t->again, state) &&
					  (!t->roles || has_word(t->roles, role)))))
		return;
	if (rc != code || !d.refusal || strcmp(d.refusal, text) != 0)
		fail_msg("%s of a %s, %s, envelope %s: %d %s, not %d %s", act_row(t->act)->name, role, state,
			 envelope, (int)rc, d.refusal ? d.refusal : "", (int)code, text);
}

static const char *const role_words[] = { "signer", "approver", "viewer", "cc" };

static _Bool by_another_row(const struct trial_row *t, const char *envelope, const char *role, const char *state)
{
	for (size_t i = 0; i < COUNT_OF(table); i++)
		if (table[i].run == t->run && is_allowed(&table[i], envelope, role, state))
			return 1;
	return 0;
}

/* One memory for a cell: the whole table would fill gigabytes. All that is refused there is tried, then
 * the rows are compared once. */
static void each_refused(struct stage *s, const char *envelope, const char *role, const char *state)
{
	struct arena *keep = s->f->mem;
	struct dump_state before, after;

	s->f->mem = arena_new(0);
	put_states(s, envelope, role, state);
	dump_take(dump, &before);
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		_Bool once = strcmp(role, "signer") || strcmp(state, "opened");

		if (is_allowed(&table[i], envelope, role, state) || (!table[i].roles && once))
			continue;
		if (by_another_row(&table[i], envelope, role, state))
			continue;
		/* one function serves both, by the role */
		if (table[i].run == run_agree && (strcmp(role, "approver") != 0) == (table[i].act == ACT_APPROVE))
			continue;
		refused_cell(s, &table[i], envelope, role, state);
	}
	dump_take(dump, &after);
	if (dump_differs(&before, &after))
		fail_msg("something refused to a %s, %s, envelope %s, changed %s", role, state, envelope,
			 dump_differs(&before, &after));
	arena_free(s->f->mem);
	s->f->mem = keep;
}

static void what_the_table_does_not_allow_is_refused_with_its_code_and_changes_no_row(void **state)
{
	struct fixture *f = *state;
	struct stage s = make_stage(f);

	for (unsigned v = 0; v < ENVELOPE_STATE_COUNT_; v++)
		for (size_t role = 0; role < COUNT_OF(role_words); role++)
			for (unsigned r = 0; r < RECIPIENT_STATE_COUNT_; r++)
				each_refused(&s, envelope_state_name((enum envelope_state)v), role_words[role],
					     recipient_state_name((enum recipient_state)r));
}

static void allowed_cell(struct fixture *f, const struct trial_row *t, const char *envelope,
			 const char *role, const char *state)
{
	struct stage s = make_stage(f);
	struct domain d = actor_of(f, t);
	struct dump_state before, once, twice;
	const char *changed;
	enum err rc;

	put_states(&s, envelope, role, state);
	dump_take(dump, &before);
	rc = t->run(&s, &d);
	dump_take(dump, &once);
	if (rc != ERR_OK || !dump_differs(&before, &once))
		fail_msg("%s of a %s, %s, envelope %s: %d %s", act_row(t->act)->name, role, state, envelope,
			 (int)rc, d.refusal ? d.refusal : f->e.msg);
	if (t->repeats)
		return;
	d = actor_of(f, t);
	rc = t->run(&s, &d);
	dump_take(dump, &twice);
	changed = dump_differs(&once, &twice);
	if (changed)
		fail_msg("%s twice (%s, %s, %s) changed %s", act_row(t->act)->name, role, state, envelope,
			 changed);
	assert_true(rc == ERR_OK || rc == ERR_CONFLICT || rc == ERR_INVALID || rc == ERR_STALE);
}

static void what_the_table_allows_happens_once(void **state)
{
	struct fixture *f = *state;
	size_t cells = 0;

	for (size_t i = 0; i < COUNT_OF(table); i++)
		for (size_t role = 0; role < COUNT_OF(role_words); role++)
			for (unsigned r = 0; r < RECIPIENT_STATE_COUNT_; r++) {
				const char *name = recipient_state_name((enum recipient_state)r);

				if (!table[i].roles && (role || r != RECIPIENT_OPENED))
					continue;
				if (!is_allowed(&table[i], table[i].envelope, role_words[role], name))
					continue;
				allowed_cell(f, &table[i], table[i].envelope, role_words[role], name);
				cells++;
			}
	assert_int_equal(cells, 134);
}

static void the_list_by_hand_is_the_table(void **state)
{
	struct fixture *f = *state;
	struct stage s = make_stage(f);

	for (size_t i = 0; i < COUNT_OF(table); i++)
		for (unsigned v = 0; v < ENVELOPE_STATE_COUNT_; v++)
			for (size_t role = 0; role < COUNT_OF(role_words); role++)
				for (unsigned r = 0; r < RECIPIENT_STATE_COUNT_; r++) {
					const char *vs = envelope_state_name((enum envelope_state)v);
					const char *rs = recipient_state_name((enum recipient_state)r);
					struct domain d = actor_of(f, &table[i]);
					struct dossier x = look(f, s.id);
					struct recipient *rcp = dossier_recipient(&x, s.rcp);

					x.state = (enum envelope_state)v;
					x.v.state = vs;
					rcp->role = role_words[role];
					rcp->state = rs;
					if (act_row(table[i].act)->who & BY_PARTY)
						d.actor = (struct actor){ .kind = ACTOR_RECIPIENT, .id = rcp->id };
					if (act_allows(&d, table[i].act, &x, table[i].roles ? rcp : NULL) !=
					    is_allowed(&table[i], vs, role_words[role], rs))
						fail_msg("%s of a %s, %s, envelope %s",
							 act_row(table[i].act)->name, role_words[role], rs, vs);
				}
}

static void a_report_is_taken_in_every_state_and_leaves_nothing_for_the_sender(void **state)
{
	struct fixture *f = *state;
	struct stage s = make_stage(f);
	struct dump_state before, after;

	for (unsigned v = 0; v < ENVELOPE_STATE_COUNT_; v++) {
		struct domain d = as(f, NULL);

		put_states(&s, envelope_state_name((enum envelope_state)v), "cc", "sent");
		f->clock.fixed += (time_ms)86400000;
		dump_take(dump, &before);
		assert_ok(run_report(&s, &d));
		dump_take(dump, &after);
		for (size_t i = 0; i < before.n; i++)
			if (strcmp(before.name[i], "abuse_report") && strcmp(before.name[i], "rate"))
				assert_string_equal(before.digest[i], after.digest[i]);
		assert_string_equal(dump_differs(&before, &after), "abuse_report");
	}
}

static void only_who_sent_it_and_administrators_do_what_is_the_senders(void **state)
{
	struct fixture *f = *state;
	struct stage s = make_stage(f);
	struct dump_state before, after;

	put_states(&s, "pending", "signer", "opened");
	dump_take(dump, &before);
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct domain d = as(f, &f->member);

		if (!(act_row(table[i].act)->who & MAKERS))
			continue;
		assert_int_equal(table[i].run(&s, &d), ERR_DENIED);
		assert_string_equal(d.refusal, "not-sender");
	}
	dump_take(dump, &after);
	assert_null(dump_differs(&before, &after));
}

static void the_deadline_and_the_senders_wishes_are_conditions(void **state)
{
	struct fixture *f = *state;
	struct stage s = make_stage(f);
	struct domain d = as(f, NULL);
	struct dossier x = look(f, s.id);

	put_states(&s, "pending", "signer", "opened");
	x = look(f, s.id);
	x.v.allow_forward = 0;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(envelope_update(&d.repo, &x.v, &f->e));
	assert_ok(db_commit(f->db, &f->e));
	assert_int_equal(run_forward(&s, &d), ERR_CONFLICT);
	assert_string_equal(d.refusal, "forward-forbidden");
	f->set.trial = 0;
	d = as(f, &f->owner);
	assert_int_equal(run_link(&s, &d), ERR_CONFLICT);
	assert_string_equal(d.refusal, "trial-only");
	f->clock.fixed += (time_ms)8 * 86400000;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		if (!(act_row(table[i].act)->conditions & IF_IN_TIME) || table[i].quiet ||
		    (table[i].roles && !has_word(table[i].roles, "signer")))
			continue;
		d = actor_of(f, &table[i]);
		assert_int_equal(table[i].run(&s, &d), ERR_CONFLICT);
		assert_string_equal(d.refusal, "deadline-over");
	}
}

static void nothing_but_looking_is_offered_of_what_lies_in_the_trash(void **state)
{
	struct fixture *f = *state;
	struct stage s = make_stage(f);
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, s.id);
	const char *names[ACT_COUNT_];

	x.state = ENVELOPE_DRAFT;
	x.v.discarded_at = 1;
	assert_int_equal(act_list(&d, &x, NULL, MAKERS, names), 1);
	assert_string_equal(names[0], "restore");
	assert_int_equal(act_check(&d, ACT_SEND, &x, NULL, &f->e), ERR_CONFLICT);
	assert_string_equal(d.refusal, "discarded");
}

static int open_all(void **state)
{
	fixture_open(state);
	dump = dump_open(((struct fixture *)*state)->url);
	return 0;
}

static int close_all(void **state)
{
	dump_close(dump);
	return fixture_close(state);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, open_all, close_all)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH(the_list_by_hand_is_the_table),
		WITH(what_the_table_does_not_allow_is_refused_with_its_code_and_changes_no_row),
		WITH(what_the_table_allows_happens_once),
		WITH(a_report_is_taken_in_every_state_and_leaves_nothing_for_the_sender),
		WITH(only_who_sent_it_and_administrators_do_what_is_the_senders),
		WITH(the_deadline_and_the_senders_wishes_are_conditions),
		WITH(nothing_but_looking_is_offered_of_what_lies_in_the_trash),
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
