/* The form of a day's file, and that nothing else is read as one. */
#include "../test.h"
#include "domain/audit_day.h"

static const unsigned char hash_a[32] = { 0xaa, 0x01 }, hash_b[32] = { 0xbb, 0x02 };

static struct domain domain_in(struct arena *mem)
{
	return (struct domain){ .repo = { NULL, mem, "org_1" } };
}

static const char *text_of(struct domain *d, const struct audit_day *last)
{
	struct audit_head heads[] = {
		{ "org_1", 7, BYTES(hash_b, 32) },
		{ "env_2", 12, BYTES(hash_a, 32) },
	};
	const char *text;

	assert_ok(audit_day_text(d, "2026-11-26", last, heads, 2, &text, NULL));
	return text;
}

static void a_days_file_names_the_day_before_and_every_chain_in_order(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct domain d = domain_in(mem);
	const struct audit_day none = { 0 };
	const struct audit_day last = { .day = "2026-11-24", .no = 3, .root = BYTES(hash_b, 32) };
	(void)state;

	assert_string_equal(text_of(&d, &none),
			    "skysign-audit-day 1 org_1 2026-11-26 1\n"
			    "previous none\n"
			    "skysign-audit-head 1 org_1 2026-11-26 env_2 12 aa01"
			    "000000000000000000000000000000000000000000000000000000000000\n"
			    "skysign-audit-head 1 org_1 2026-11-26 org_1 7 bb02"
			    "000000000000000000000000000000000000000000000000000000000000\n");
	assert_non_null(strstr(text_of(&d, &last), "2026-11-26 4\nprevious 2026-11-24 bb02"));
}

static void lines_are_read_back_as_they_were_written(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct domain d = domain_in(mem);
	const struct audit_day_line *lines;
	const struct audit_day none = { 0 };
	const char *text = text_of(&d, &none);
	unsigned char hash[DIGEST_MAX];
	struct bytes leaves;
	size_t n;
	(void)state;

	assert_ok(audit_day_lines(mem, text, &lines, &n, NULL));
	assert_int_equal(n, 2);
	assert_string_equal(lines[0].chain, "env_2");
	assert_int_equal(lines[0].seq, 12);
	assert_memory_equal(lines[0].hash, hash_a, 32);
	assert_int_equal(lines[1].line.data[lines[1].line.len - 1], '\n');
	assert_ok(audit_day_leaves(mem, text, lines, n, DIGEST_SHA512, &leaves, NULL));
	assert_int_equal(leaves.len, 3 * 64);
	digest_of(DIGEST_SHA512, bytes_of_str(text), hash);
	assert_memory_equal(leaves.data, hash, 64);
	digest_of(DIGEST_SHA512, lines[1].line, hash);
	assert_memory_equal(leaves.data + 128, hash, 64);
}

#define HEAD "skysign-audit-day 1 org_1 2026-11-26 1\nprevious none\n"
#define HEX  "aa01000000000000000000000000000000000000000000000000000000000000"

static void nothing_else_is_read_as_a_days_file(void **state)
{
	static const char *const bad[] = {
		HEAD "skysign-audit-head 1 org_1 2026-11-26 env_2 12 " HEX,
		HEAD "skysign-audit-head 1 org_1 2026-11-26 env_2 12 " HEX " \n",
		HEAD "skysign-audit-head 1 org_1 2026-11-26 env_2 012 " HEX "\n",
		HEAD "skysign-audit-head 1 org_1 2026-11-26 env_2 -1 " HEX "\n",
		HEAD "skysign-audit-head 1 org_1 2026-11-26 env_2 12 aa\n",
		HEAD "skysign-audit-head 2 org_1 2026-11-26 env_2 12 " HEX "\n",
		HEAD "skysign-audit-head 1 org_1 2026-11-26 env_2 12\n",
		HEAD "\n",
	};
	const struct audit_day_line *lines;
	size_t n;
	(void)state;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);

		assert_int_equal(audit_day_lines(mem, bad[i], &lines, &n, NULL), ERR_INVALID);
	}
}

static void a_day_is_japans(void **state)
{
	char day[AUDIT_DAY_SIZE];
	time_ms start;
	(void)state;

	assert_true(audit_day_start("2025-11-23", &start));
	assert_int_equal(start, 1763823600000);
	audit_day_name(start, day);
	assert_string_equal(day, "2025-11-23");
	audit_day_name(start - 1, day);
	assert_string_equal(day, "2025-11-22");
	assert_false(audit_day_start("2025-11-31", &start));
	assert_false(audit_day_start("2025-11-3", &start));
	assert_false(audit_day_start("2025-11-23Z", &start));
	/* what is being written at midnight is waited for */
	assert_int_equal(audit_day_open_since(start + AUDIT_DAY_MARGIN_MS), start);
	assert_int_equal(audit_day_open_since(start + AUDIT_DAY_MARGIN_MS - 1),
			 start - AUDIT_DAY_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_days_file_names_the_day_before_and_every_chain_in_order),
		cmocka_unit_test(lines_are_read_back_as_they_were_written),
		cmocka_unit_test(nothing_else_is_read_as_a_days_file),
		cmocka_unit_test(a_day_is_japans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
