#include "../test.h"
#include "http/openapi.h"
#include "http/rate.h"
#include "http/route.h"

static enum err nothing(struct request *rq, struct response *rs, struct error *e)
{
	(void)rq;
	(void)rs;
	(void)e;
	return ERR_OK;
}

static const struct route rows[] = {
	{ "GET", "/items/{id}", AUTH_NONE, NULL, 0, nothing, "one", NULL, "Item" },
	{ "GET", "/items/new", AUTH_NONE, NULL, 0, nothing, "new" },
	{ "POST", "/items/{id}", AUTH_MEMBER, "item.edit", 10, nothing, "edit", "Item", "Item",
	  .success = 201 },
};

static struct route_match find(struct arena *mem, const char *method, const char *path)
{
	const struct route_table t = { .routes = rows, .n = COUNT_OF(rows) };
	struct route_match m = { 0 };

	assert_ok(route_find(&t, 1, method, path, mem, &m, NULL));
	return m;
}

static void a_literal_wins_over_a_parameter(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct route_match m;
	(void)state;

	assert_ptr_equal(find(mem, "GET", "/items/new").route, &rows[1]);
	m = find(mem, "HEAD", "/items/%41b");
	assert_ptr_equal(m.route, &rows[0]);
	assert_string_equal(fields_find(&m.params, "id", 0), "Ab");
}

static void the_methods_of_a_path_are_told(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct route_match m = find(mem, "PUT", "/items/1");
	(void)state;

	assert_null(m.route);
	assert_string_equal(m.allow, "GET, POST");
	assert_null(find(mem, "GET", "/items").allow);
	assert_null(find(mem, "GET", "/items/1/").allow);
}

static void wrong_rows(const struct route *r, size_t n, const char *word)
{
	const struct route_table t = { .routes = r, .n = n };
	struct error e = { 0 };

	assert_int_equal(route_check(&t, 1, &e), ERR_INTERNAL);
	if (!strstr(e.msg, word))
		fail_msg("%s", e.msg);
}

static void a_wrong_table_is_found_at_the_start(void **state)
{
	const struct route twice[] = { { "GET", "/a/{x}", AUTH_NONE, NULL, 0, nothing, "d" },
				       { "GET", "/a/{y}", AUTH_NONE, NULL, 0, nothing, "d" } };
	const struct route body = { "GET", "/a", AUTH_NONE, NULL, 5, nothing, "d" };
	const struct route big = { "POST", "/a", AUTH_NONE, NULL, 5 * MIB, nothing, "d" };
	const struct route same = { "GET", "/{a}/{a}", AUTH_NONE, NULL, 0, nothing, "d" };
	const struct route no_words = { "GET", "/a", AUTH_NONE, NULL, 0, nothing, "" };
	const struct route_table good = { .routes = rows, .n = COUNT_OF(rows) };
	(void)state;

	wrong_rows(twice, 2, "twice");
	wrong_rows(&body, 1, "no body");
	wrong_rows(&big, 1, "4 MiB");
	wrong_rows(&same, 1, "parameter twice");
	wrong_rows(&no_words, 1, "no words");
	assert_ok(route_check(&good, 1, NULL));
}

static void the_description_comes_from_the_rows(void **state)
{
	const struct route_table t = { .routes = rows, .n = COUNT_OF(rows) };
	const struct bytes schemas = BYTES_LIT("{\"Item\":{\"$ref\":\"Other\"},\"Other\":{}}");
	struct openapi_words words = { schemas, { 0 }, "1" };
	json_t *j, *op;
	struct error e;
	(void)state;

	assert_ok(openapi_make(&t, 1, &words, &j, &e));
	op = json_object_get(json_object_get(json_object_get(j, "paths"), "/items/{id}"), "post");
	assert_string_equal(json_string_value(json_object_get(op, "x-permission")), "item.edit");
	assert_string_equal(json_string_value(json_object_get(op, "operationId")), "post_items_id");
	assert_non_null(json_object_get(json_object_get(op, "responses"), "201"));
	json_decref(j);
	words.examples = BYTES_LIT("{\"post_nothing\":{\"request\":null,\"response\":null}}");
	assert_int_equal(openapi_make(&t, 1, &words, &j, &e), ERR_INVALID);
	words = (struct openapi_words){ BYTES_LIT("{}"), { 0 }, "1" };
	assert_int_equal(openapi_make(&t, 1, &words, &j, &e), ERR_INVALID);
	words.schemas = BYTES_LIT("{\"Item\":{\"$ref\":\"Gone\"}}");
	assert_int_equal(openapi_make(&t, 1, &words, &j, &e), ERR_INVALID);
}

static void a_bucket_empties_and_fills_again(void **state)
{
	AUTO(rate) struct rate *r = rate_new(64);
	unsigned wait = 0;
	(void)state;

	assert_true(rate_take(r, "a", 2, 1000, &wait));
	assert_true(rate_take(r, "a", 2, 1000, &wait));
	assert_false(rate_take(r, "a", 2, 1000, &wait));
	assert_true(wait >= 29 && wait <= 31);
	assert_true(rate_take(r, "b", 2, 1000, &wait));
	assert_false(rate_take(r, "a", 2, 30000, &wait));
	assert_true(rate_take(r, "a", 2, 31000, &wait));
	assert_true(rate_take(r, "a", 0, 31000, &wait));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_literal_wins_over_a_parameter),
		cmocka_unit_test(the_methods_of_a_path_are_told),
		cmocka_unit_test(a_wrong_table_is_found_at_the_start),
		cmocka_unit_test(the_description_comes_from_the_rows),
		cmocka_unit_test(a_bucket_empties_and_fills_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
