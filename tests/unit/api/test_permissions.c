/* Every route of the table, tried as everybody who must not get through. Made from the
 * table itself: a new route is tried without anyone thinking of it. */
#include "world.h"
#include <sqlite3.h>
#include <stdio.h>
#include "domain/permission.h"

/* Good for every route: unknown members are ignored. */
static const char any_body[] =
	"{\"version\":1,\"title\":\"x\",\"role\":\"member\",\"email\":\"x@example.jp\",\"name\":\"x\","
	"\"reason\":\"x\",\"token\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"current\":\"x\","
	"\"new\":\"y\",\"shown\":[],\"statement_version\":\"x\",\"authority\":true,"
	"\"organisation_name\":\"x\",\"password\":\"x\"}";

static _Bool is_safe(const struct route *r)
{
	return !strcmp(r->method, "GET");
}

static void strangers_get_into_no_route_that_needs_somebody(void **state)
{
	struct world *w = *state;
	struct asker nobody = { 0 }, forged = { "skysign", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 1 };

	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		struct answer a;

		if (r->auth == AUTH_NONE)
			continue;
		a = ask(w, r, &nobody, NULL, NULL);
		assert_int_equal(a.rc, ERR_UNAUTHENTICATED);
		assert_false(a.admitted);
		forged.cookie_name = r->auth == AUTH_MEMBER ? "skysign" : COOKIE_RECIPIENT;
		a = ask(w, r, &forged, NULL, NULL);
		assert_int_equal(a.rc, ERR_UNAUTHENTICATED);
	}
}

static void a_members_session_is_no_recipients_session_and_the_other_way_round(void **state)
{
	struct world *w = *state;
	struct asker member, recipient;

	make_sent(w->f);
	member = member_browser(w, &w->f->owner);
	recipient = recipient_browser(w, "yamada@example.jp");
	member.cookie_name = COOKIE_RECIPIENT;
	recipient.cookie_name = "skysign";
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];

		if (r->auth == AUTH_RECIPIENT)
			assert_int_equal(ask(w, r, &member, NULL, NULL).rc, ERR_UNAUTHENTICATED);
		if (r->auth == AUTH_MEMBER)
			assert_int_equal(ask(w, r, &recipient, NULL, NULL).rc, ERR_UNAUTHENTICATED);
	}
}

static void nothing_is_changed_without_the_value_against_forged_requests(void **state)
{
	struct world *w = *state;
	struct asker member = member_browser(w, &w->f->owner), recipient;

	make_sent(w->f);
	recipient = recipient_browser(w, "yamada@example.jp");
	member.csrf = recipient.csrf = 0;
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		struct answer a;

		/* a signing program has no cookie that somebody else's page could use */
		if (r->auth == AUTH_NONE || r->auth == AUTH_AGENT || r->auth == AUTH_AGENT_BATCH ||
		    is_safe(r))
			continue;
		a = ask(w, r, r->auth == AUTH_MEMBER ? &member : &recipient, NULL, NULL);
		assert_int_equal(a.rc, ERR_CSRF);
		assert_false(a.admitted);
	}
}

static void set_role(struct world *w, const struct person *p, const char *role)
{
	struct domain d = as(w->f, p);

	assert_ok(db_begin(w->f->db, &w->f->e));
	assert_ok(member_set_role(&d.repo, p->account, role, &w->f->e));
	assert_ok(db_commit(w->f->db, &w->f->e));
}

static void every_role_gets_through_exactly_the_doors_of_the_permission_table(void **state)
{
	struct world *w = *state;
	struct asker browser = member_browser(w, &w->f->member);
	unsigned refused = 0;

	for (unsigned role = 0; role < ROLE_COUNT_; role++) {
		set_role(w, &w->f->member, role_name((enum role)role));
		for (size_t i = 0; i < api_route_count; i++) {
			const struct route *r = &api_routes[i];
			_Bool may = !r->permission || role_may((enum role)role, r->permission);
			struct route door = *r; /* only the door is tried, not the handler */
			struct answer a;

			if (r->auth != AUTH_MEMBER)
				continue;
			door.run = find_route("GET", "/api/v1/session")->run;
			a = ask(w, &door, &browser, NULL, NULL);
			assert_int_equal(a.admitted, may);
			assert_int_equal(a.rc, may ? ERR_OK : ERR_DENIED);
			refused += !may;
			answer_done(&a);
		}
	}
	assert_true(refused > 20);
}

/* Practice and product: what the operator does by an ordinary path never meets a document. */
static void the_operator_reads_and_acts_on_no_envelope(void **state)
{
	struct world *w = *state;
	struct asker browser = member_browser(w, &w->f->member);

	set_role(w, &w->f->member, "operator");
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];

		if (r->auth == AUTH_MEMBER && strstr(r->path, "/envelopes"))
			assert_int_equal(ask(w, r, &browser, NULL, NULL).rc, ERR_DENIED);
	}
}

static sqlite3_int64 data_version(sqlite3 *db)
{
	sqlite3_int64 v;
	sqlite3_stmt *s;

	assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA data_version", -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

static sqlite3 *watcher(struct world *w)
{
	char path[96];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/db", w->f->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

/* The ids that a route's path wants, of things that exist in the first organisation. */
struct ids {
	const char *envelope, *document, *recipient, *mail, *member;
};

static struct ids real_ids(struct world *w)
{
	const char *id = make_sent(w->f);
	struct dossier x = look(w->f, id);
	struct domain d = as(w->f, &w->f->owner);
	const struct mail *mails;
	size_t n;

	assert_ok(mail_list(&d.repo, NULL, 1, &mails, &n, &w->f->e));
	return (struct ids){ id, x.documents[0].id, x.recipients[0].id, mails[0].id, w->f->member.account };
}

static void fill_params(const struct route *r, const struct ids *ids, const char *params[3])
{
	params[0] = strstr(r->path, "/outbox/") ? ids->mail :
		    strstr(r->path, "/members/") ? ids->member :
		    strstr(r->path, "/recipient/") ? ids->document : ids->envelope;
	params[1] = strstr(r->path, "{recipient_id}") ? ids->recipient : ids->document;
	params[2] = NULL;
}

static void another_organisation_finds_nothing_and_changes_nothing(void **state)
{
	struct world *w = *state;
	struct ids ids = real_ids(w);
	struct asker browser = member_browser(w, &w->f->stranger);
	sqlite3 *watch = watcher(w);
	sqlite3_int64 before = data_version(watch);
	unsigned tried = 0;

	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		const char *params[3];
		struct answer a;

		if (r->auth != AUTH_MEMBER || !strchr(r->path, '{'))
			continue;
		fill_params(r, &ids, params);
		a = ask(w, r, &browser, params, any_body);
		if (a.rc != ERR_NOT_FOUND)
			fail_msg("%s %s: %s", r->method, r->path, err_name(a.rc));
		assert_true(a.admitted);
		answer_done(&a);
		tried++;
	}
	assert_true(tried > 12);
	assert_int_equal(data_version(watch), before);
	sqlite3_close(watch);
}

static void a_colleague_finds_nothing_of_an_envelope_that_is_not_theirs(void **state)
{
	struct world *w = *state;
	struct ids ids = real_ids(w);
	struct asker browser = member_browser(w, &w->f->member);

	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		const char *params[3];
		struct answer a;

		if (r->auth != AUTH_MEMBER || !strstr(r->path, "/envelopes/{id}"))
			continue;
		fill_params(r, &ids, params);
		a = ask(w, r, &browser, params, any_body);
		assert_int_equal(a.rc, ERR_NOT_FOUND);
		answer_done(&a);
	}
}

static void a_colleague_who_is_a_party_looks_on_but_does_not_act_for_the_sender(void **state)
{
	static const struct {
		const char *method, *path;
		enum err rc;
	} acts[] = {
		{ "GET", "/api/v1/envelopes/{id}", ERR_OK },
		{ "POST", "/api/v1/envelopes/{id}/recipients/{recipient_id}/resend", ERR_DENIED },
		{ "POST", "/api/v1/envelopes/{id}/withdraw", ERR_DENIED },
		{ "POST", "/api/v1/envelopes/{id}/recipients/{recipient_id}/act", ERR_OK },
	};
	struct world *w = *state;
	struct recipient_input parties[] = { party(1, "own", w->f->member.name, w->f->member.email),
					     party(2, "counterparty", "乙", "b@example.com") };
	struct domain d = as(w->f, &w->f->owner);
	const char *id = make_draft(w->f);
	struct asker browser = member_browser(w, &w->f->member);
	struct dossier x;

	set_parties(w->f, id, parties, 2);
	assert_ok(envelope_send(&d, id, look(w->f, id).v.version, &w->f->e));
	prepare(w->f, id);
	x = look(w->f, id);
	for (size_t i = 0; i < COUNT_OF(acts); i++) {
		struct answer a = ask_path(w, acts[i].method, acts[i].path, &browser,
					   (const char *[]){ id, x.recipients[0].id, NULL }, NULL);

		assert_int_equal(a.rc, acts[i].rc);
		answer_done(&a);
	}
}

static void a_draft_is_not_edited_under_no_version(void **state)
{
	struct world *w = *state;
	const char *id = make_draft(w->f);
	struct asker browser = member_browser(w, &w->f->owner);
	struct answer a = ask_path(w, "PATCH", "/api/v1/envelopes/{id}", &browser,
				   (const char *[]){ id, NULL }, "{\"version\":0,\"title\":\"改訂\"}");

	assert_int_equal(a.rc, ERR_INVALID);
	answer_done(&a);
	assert_string_equal(look(w->f, id).v.title, "業務委託契約書");
}

static void a_recipient_reaches_only_the_documents_of_their_own_envelope(void **state)
{
	struct world *w = *state;
	const char *other = make_sent(w->f), *mine;
	struct dossier x = look(w->f, other);
	struct asker browser;
	struct answer a;

	w->f->clock.fixed += 1000;
	mine = make_sent(w->f);
	browser = recipient_browser(w, "yamada@example.jp");
	a = ask_path(w, "GET", "/api/v1/recipient/documents/{document_id}/file", &browser,
		     (const char *[]){ x.documents[0].id, NULL }, NULL);
	assert_int_equal(a.rc, ERR_NOT_FOUND);
	answer_done(&a);
	a = ask_path(w, "GET", "/api/v1/recipient/envelope", &browser, NULL, NULL);
	assert_ok(a.rc);
	assert_string_equal(json_string_value(json_object_get(
		json_array_get(json_object_get(a.rs.json, "documents"), 0), "id")),
		look(w->f, mine).documents[0].id);
	answer_done(&a);
}

/* Practice 2: a scanner that follows every address changes nothing. */
static void no_get_of_anybody_changes_a_row(void **state)
{
	struct world *w = *state;
	struct ids ids = real_ids(w);
	struct asker askers[3] = { { 0 }, member_browser(w, &w->f->owner),
				   recipient_browser(w, "yamada@example.jp") };
	sqlite3 *watch = watcher(w);
	sqlite3_int64 before = data_version(watch);

	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		const char *params[3];

		if (!is_safe(r) || !strncmp(r->path, "/ca/", 4) || !strcmp(r->path, "/api/v1/system"))
			continue;
		fill_params(r, &ids, params);
		for (size_t k = 0; k < COUNT_OF(askers); k++) {
			struct answer a = ask(w, r, &askers[k], params, NULL);

			answer_done(&a);
		}
	}
	assert_int_equal(data_version(watch), before);
	sqlite3_close(watch);
}

static void the_table_of_routes_is_sound(void **state)
{
	struct world *w = *state;

	assert_ok(route_check(app_routes(&w->app), 1, &w->f->e));
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		unsigned k = 0;
		const char *p;

		if (r->auth != AUTH_MEMBER)
			assert_null(r->permission);
		if (!r->permission)
			continue;
		while ((p = permission_name(k)) != NULL && strcmp(p, r->permission) != 0)
			k++;
		if (!p)
			fail_msg("%s %s: permission %s is not in the table", r->method, r->path, r->permission);
	}
}

/* Only the door is tried, not the handler. */
static _Bool is_shut(struct world *w, const struct route *r, const struct asker *browser)
{
	struct route door = *r;
	struct answer a;
	_Bool shut;

	door.run = find_route("GET", "/api/v1/session")->run;
	a = ask(w, &door, browser, NULL, NULL);
	shut = !a.admitted;
	assert_int_equal(a.rc, shut ? ERR_DENIED : ERR_OK);
	answer_done(&a);
	return shut;
}

/* Practice 2: without authentication, terms and consent nothing is given and nothing is changed, on no
 * route of the table; a new route is closed until its row says otherwise. */
static void before_the_gate_a_recipient_reaches_only_what_leads_through_it(void **state)
{
	static const char *const open[] = { "/api/v1/recipient/envelope", "/api/v1/recipient/factors/{kind}/start",
					    "/api/v1/recipient/factors/{kind}", "/api/v1/recipient/terms",
					    "/api/v1/recipient/consents", "/api/v1/recipient/questions" };
	struct world *w = *state;
	struct asker before_terms, before_code;
	unsigned closed = 0;

	make_sent(w->f);
	before_terms = recipient_browser_before_terms(w, "yamada@example.jp");
	before_code = recipient_browser_before_terms(w, "yamada@example.jp"); /* the link was used before */
	for (size_t i = 0; i < api_route_count; i++) {
		const struct route *r = &api_routes[i];
		_Bool leads = 0;

		if (r->auth != AUTH_RECIPIENT)
			continue;
		for (size_t k = 0; k < COUNT_OF(open); k++)
			leads = leads || !strcmp(open[k], r->path);
		assert_true(leads == (r->gate == ROUTE_GATE_NONE));
		closed += is_shut(w, r, &before_code);
		assert_true(is_shut(w, r, &before_code) == (r->gate != ROUTE_GATE_NONE));
		assert_true(is_shut(w, r, &before_terms) == (r->gate == ROUTE_GATE_ALL));
	}
	assert_true(closed >= 4);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(strangers_get_into_no_route_that_needs_somebody),
		WITH(a_members_session_is_no_recipients_session_and_the_other_way_round),
		WITH(nothing_is_changed_without_the_value_against_forged_requests),
		WITH(every_role_gets_through_exactly_the_doors_of_the_permission_table),
		WITH(the_operator_reads_and_acts_on_no_envelope),
		WITH(another_organisation_finds_nothing_and_changes_nothing),
		WITH(a_colleague_finds_nothing_of_an_envelope_that_is_not_theirs),
		WITH(a_colleague_who_is_a_party_looks_on_but_does_not_act_for_the_sender),
		WITH(a_draft_is_not_edited_under_no_version),
		WITH(a_recipient_reaches_only_the_documents_of_their_own_envelope),
		WITH(before_the_gate_a_recipient_reaches_only_what_leads_through_it),
		WITH(no_get_of_anybody_changes_a_row),
		WITH(the_table_of_routes_is_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
