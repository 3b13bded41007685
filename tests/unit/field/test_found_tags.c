/* Text tags become fields: whose they are, once each, and what is said of those that cannot. */
#include <stdio.h>
#include "../domain/fixture.h"
#include "domain/draft.h"
#include "domain/field.h"
#include "field/found_tags.h"
#include "intake/reading_json.h"

enum { MOST = 10 };
static const struct page_size page = { 595, 842 };

/* As job read_text leaves them: a tag every 40 points. */
static void read_text(struct fixture *f, const char *id, const char *const *tags, size_t n)
{
	struct domain d = as(f, NULL);
	struct document_finding list[MOST];
	struct text_tag items[MOST] = { 0 };
	struct tag_area areas[MOST];
	struct tag_list l = { .items = items, .n = n };
	struct document_read in = { .findings = list, .pages = 1 };

	for (size_t i = 0; i < n; i++) {
		struct text_tag *t = &items[i];
		double y = 40.0 * (double)(i + 1);

		t->raw = tags[i];
		assert_true(tag_read(bytes_of_str(tags[i]), f->mem, &t->text, &t->fault, &t->at));
		areas[i] = (struct tag_area){ 0, { 50, y, 250, y + 20 }, t->text.option };
		t->areas = &areas[i];
		t->n_areas = 1;
	}
	assert_ok(tags_settle(&l, f->mem, &f->e));
	for (size_t i = 0; i < l.n; i++) {
		const char *data = reading_tag_json(&items[i], &page, f->mem);

		list[i] = (struct document_finding){ .kind = "tag", .page = 1, .data = data };
	}
	in.n = l.n;
	assert_ok(db_begin(f->db, &f->e));
	assert_ok(document_read_done(&d, look(f, id).documents[0].id, &in, &f->e));
	assert_ok(db_commit(f->db, &f->e));
}

struct adopted {
	struct domain d;
	struct field_input *list;
	size_t n;
	enum err rc;
};

static struct adopted adopt(struct fixture *f, const char *id, const json_t *roles)
{
	struct adopted a = { .d = as(f, &f->owner) };
	struct dossier x = look(f, id);

	a.rc = field_found_tags(&a.d, &x, &x.documents[0], roles, &a.list, &a.n, &f->e);
	if (a.rc == ERR_OK)
		a.rc = fields_append(&a.d, id, x.v.version, a.list, a.n, &f->e);
	return a;
}

#define READ(f, id, ...)                                                                           \
	do {                                                                                       \
		static const char *const tags_[] = { __VA_ARGS__ };                                \
		read_text(f, id, tags_, COUNT_OF(tags_));                                          \
	} while (0)

static size_t load(struct fixture *f, const char *id, struct filled **out)
{
	struct domain d = as(f, &f->owner);
	struct dossier x = look(f, id);
	size_t n;

	assert_ok(fields_load(&d, &x, out, &n, &f->e));
	return n;
}

static void assert_errors(const struct adopted *a, const char *field, const char *code)
{
	assert_int_equal(a->rc, ERR_INVALID);
	assert_int_equal(a->d.n_errors, 1);
	assert_string_equal(a->d.errors[0].field, field);
	assert_string_equal(a->d.errors[0].code, code);
}

static void roles_are_orders_sides_names_and_companies(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct recipient_input parties[] = { party(1, "own", "山田", "yamada@example.jp"),
					     party(2, "counterparty", "鈴木", "s@example.com") };
	static const char *const emails[] = { "yamada@example.jp", "s@example.com",
					      "yamada@example.jp", "s@example.com",
					      "s@example.com" };
	struct filled *list;
	struct dossier x;

	parties[1].company = "乙商事";
	set_parties(f, id, parties, COUNT_OF(parties));
	READ(f, id, "a;role=1", "b;role=相手方", "c;role=山田", "d;role=乙商事", "e");
	assert_ok(adopt(f, id, NULL).rc);
	assert_int_equal(load(f, id, &list), 5);
	x = look(f, id);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(list[i].f.seat, party_of(&x, emails[i])->id);
		assert_string_equal(list[i].f.source, "tag");
		assert_true(list[i].f.cover);
	}
}

static void what_the_request_says_of_a_role_counts(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	const char *own = party_of(&x, f->owner.email)->id;
	json_t *roles = json_pack("{s:s}", "乙", own);
	struct filled *list;

	READ(f, id, "a;role=乙", "b;role=乙;type=seal;w=20;h=10");
	assert_ok(adopt(f, id, roles).rc);
	json_decref(roles);
	assert_int_equal(load(f, id, &list), 2);
	assert_string_equal(list[0].f.seat, own);
	assert_string_equal(list[1].f.kind, "seal");
}

static void a_role_that_fits_nobody_or_several_is_told_once(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct recipient_input parties[] = { party(1, "own", "山田", "yamada@example.jp"),
					     party(2, "counterparty", "鈴木", "s@example.com"),
					     party(2, "counterparty", "鈴木", "t@example.com") };
	struct adopted a;
	struct filled *list;

	READ(f, id, "a;role=乙", "b;role=乙", "ok;role=1");
	a = adopt(f, id, NULL);
	assert_errors(&a, "roles.乙", "tag-role-unmatched");
	assert_int_equal(load(f, id, &list), 0);
	set_parties(f, id, parties, COUNT_OF(parties));
	READ(f, id, "a;role=鈴木");
	a = adopt(f, id, NULL);
	assert_errors(&a, "roles.鈴木", "tag-role-unmatched");
	READ(f, id, "a;role=2");
	a = adopt(f, id, NULL);
	assert_errors(&a, "roles.2", "tag-role-unmatched");
	READ(f, id, "a");
	a = adopt(f, id, NULL);
	assert_errors(&a, "roles.", "tag-role-unmatched");
}

static void tags_are_adopted_once_and_wrong_ones_are_left_out(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct filled *list;

	READ(f, id, "pay;type=radio;option=振込", "pay;type=radio;option=引落;value=引落",
	     "bad;type=sing", "c;type=check;value=on;required");
	assert_ok(adopt(f, id, NULL).rc);
	assert_int_equal(load(f, id, &list), 2);
	assert_int_equal(list[0].f.n_areas, 2);
	assert_string_equal(list[0].f.areas[1].value, "引落");
	assert_string_equal(list[0].json, "\"引落\"");
	assert_string_equal(list[1].json, "\"on\"");
	assert_true(list[1].f.required);
	assert_ok(adopt(f, id, NULL).rc);
	assert_int_equal(load(f, id, &list), 2);
}

static void formats_are_read_as_people_write_them(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct adopted a;
	struct filled *list;

	READ(f, id, "a;type=date;format=yyyy/mm/dd", "b;type=number;format=\"#,##0.00\"",
	     "c;type=number;format=3", "d;format=postal;size=9;max=8;align=right");
	assert_ok(adopt(f, id, NULL).rc);
	assert_int_equal(load(f, id, &list), 4);
	assert_string_equal(list[0].f.format, "{\"pattern\":\"YYYY/MM/DD\"}");
	assert_string_equal(list[1].f.format, "{\"decimals\":2,\"grouping\":true}");
	assert_string_equal(list[2].f.format, "{\"decimals\":3,\"grouping\":false}");
	assert_string_equal(list[3].f.format, "{\"check\":\"postal\"}");
	assert_int_equal(list[3].f.font_size, 900);
	assert_int_equal(list[3].f.max_length, 8);
	assert_string_equal(list[3].f.align, "right");
	READ(f, id, "x;type=date;format=dd.mm.yy");
	a = adopt(f, id, NULL);
	assert_errors(&a, "fields[x].format", "invalid");
}

static void a_tag_under_a_field_that_is_there_is_told_by_its_name(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct dossier x = look(f, id);
	struct field_area_input area = { 1, 0.1, 0.06, 0.2, 0.05, NULL };
	struct field_input in = { .document_id = x.documents[0].id,
				  .kind = "text",
				  .name = "here",
				  .areas = &area,
				  .n_areas = 1 };
	struct domain d = as(f, &f->owner);
	struct adopted a;

	assert_ok(fields_replace(&d, id, x.v.version, &in, 1, &f->e));
	READ(f, id, "a");
	a = adopt(f, id, NULL);
	assert_errors(&a, "fields[a].areas", "field-overlap");
	READ(f, id, ";label=x", "here");
	a = adopt(f, id, NULL);
	assert_string_equal(a.d.errors[0].field, "fields[tag1].areas");
	assert_string_equal(a.d.errors[1].field, "fields[here].name");
}

static void nothing_is_adopted_before_the_text_is_read(void **state)
{
	struct fixture *f = *state;
	const char *id = make_draft(f);
	struct adopted a = adopt(f, id, NULL);
	json_t *list = json_array();

	assert_int_equal(a.rc, ERR_CONFLICT);
	assert_string_equal(a.d.refusal, "document-unread");
	a = adopt(f, id, list);
	assert_errors(&a, "roles", "invalid");
	json_decref(list);
}

#define WITH(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(roles_are_orders_sides_names_and_companies),
		WITH(what_the_request_says_of_a_role_counts),
		WITH(a_role_that_fits_nobody_or_several_is_told_once),
		WITH(tags_are_adopted_once_and_wrong_ones_are_left_out),
		WITH(formats_are_read_as_people_write_them),
		WITH(a_tag_under_a_field_that_is_there_is_told_by_its_name),
		WITH(nothing_is_adopted_before_the_text_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
