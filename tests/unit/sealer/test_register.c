#include "../test.h"
#include "../fast_dir.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "os/file.h"
#include "sealer/register.h"

static char dir[40], path[64];
static struct arena *mem;
static struct clock fixed;

static int set_up(void **state)
{
	(void)state;
	if (!fast_dir(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/register", dir);
	mem = arena_new(0);
	fixed = clock_fixed(1000);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(mem);
	dir_remove_all(dir);
	return 0;
}

static struct reg *open_reg(void)
{
	struct reg *g = NULL;
	struct error e;

	if (reg_open(path, &fixed, &g, &e))
		fail_msg("%s", e.msg);
	return g;
}

static struct record act_record(unsigned number, const char *signature)
{
	struct record r = { .kind = "agree", .key = "key_1",
			    .digest = BYTES_LIT("0123456789abcdef0123456789abcdef"),
			    .attrs = BYTES_LIT("attrs"), .signature = bytes_of_str(signature) };

	snprintf(r.act, sizeof(r.act), "act_%u", number);
	return r;
}

static void append(struct reg *g, unsigned number)
{
	struct record r = act_record(number, "signature");

	assert_ok(reg_append(g, &r, mem, NULL));
}

static void fill(unsigned n)
{
	AUTO(reg) struct reg *g = open_reg();

	for (unsigned i = 1; i <= n; i++)
		append(g, i);
}

static struct reg_summary summary(void)
{
	struct reg_summary sum;

	assert_ok(reg_verify(path, &sum, NULL));
	return sum;
}

static void an_act_is_found_after_a_restart(void **state)
{
	enum { MANY = 200 }; /* the table grows */
	AUTO(reg) struct reg *g = NULL;
	struct record r;

	(void)state;
	fill(MANY);
	g = open_reg();
	for (unsigned i = 1; i <= MANY; i += 37) {
		struct record want = act_record(i, "signature");

		assert_ok(reg_find(g, want.act, mem, &r, NULL));
		assert_int_equal(r.seq, i);
		assert_true(bytes_eq_str(r.signature, "signature"));
	}
	assert_int_equal(reg_find(g, "act_201", mem, &r, NULL), ERR_NOT_FOUND);
}

static void the_first_record_of_an_act_counts(void **state)
{
	AUTO(reg) struct reg *g = open_reg();
	struct record first = act_record(1, "first"), second = act_record(1, "second");

	(void)state;
	assert_ok(reg_append(g, &first, mem, NULL));
	assert_ok(reg_append(g, &second, mem, NULL));
	assert_true(bytes_eq_str(second.signature, "first"));
	assert_int_equal(summary().records, 1);
}

static void two_processes_cannot_have_it(void **state)
{
	AUTO(reg) struct reg *g = open_reg();
	struct reg *other = NULL;

	(void)state;
	assert_non_null(g);
	assert_int_equal(reg_open(path, &fixed, &other, NULL), ERR_CONFLICT);
}

static off_t length(void)
{
	struct stat st;

	assert_ok(stat(path, &st));
	return st.st_size;
}

static void an_incomplete_last_line_is_cut_off(void **state)
{
	off_t whole;

	(void)state;
	fill(3);
	whole = length();
	for (off_t cut = 1; cut < 300; cut += 41) {
		AUTO(reg) struct reg *g = NULL;

		fill(4);
		assert_ok(truncate(path, length() - cut));
		assert_int_equal(summary().records, 3);
		assert_true(summary().torn > 0);
		g = open_reg();
		assert_int_equal(length(), whole);
		append(g, 4);
		assert_int_equal(summary().records, 4);
		assert_ok(truncate(path, whole));
	}
}

static void edit(const char *program)
{
	char command[256];

	snprintf(command, sizeof(command), "cd %s && %s && mv new register", dir, program);
	assert_ok(system(command));
}

static void damage_before_the_end_is_refused_by_line(void **state)
{
	static const struct {
		const char *program, *message;
	} damages[] = {
		{ "sed '2s/agree/agrep/' register >new", "line 2: register: a record was altered" },
		{ "sed 2d register >new", "line 2: register: a record is missing" },
		{ "sed 1d register >new", "line 1: register: a record is missing" },
		{ "sed '2{h;d};3{p;x}' register >new", "line 2: register: a record is missing" },
		{ "sed '3s/^/x/' register >new", "line 3: register: a line is of an unknown" },
		{ "(cat register; echo) >new", "line 5: register: a line has not twelve" },
		{ "(cat register; head -c 20000 /dev/zero) >new", "too long" },
	};
	struct reg_summary sum;
	struct reg *g = NULL;
	struct error e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		if (file_exists(path))
			assert_ok(unlink(path));
		fill(4);
		edit(damages[i].program);
		assert_int_equal(reg_verify(path, &sum, &e), ERR_IO);
		if (!strstr(e.msg, damages[i].message))
			fail_msg("%s: %s", damages[i].program, e.msg);
		assert_int_equal(reg_open(path, &fixed, &g, NULL), ERR_IO);
	}
}

static void a_record_of_another_register_breaks_the_chain(void **state)
{
	struct reg_summary sum;
	struct error e;

	(void)state;
	fill(3);
	edit("mv register other && cp other new");
	assert_ok(unlink(path));
	fixed.fixed = 2000;
	fill(3);
	edit("(head -2 register; sed -n 3p other) >new");
	assert_int_equal(reg_verify(path, &sum, &e), ERR_IO);
	assert_non_null(strstr(e.msg, "line 3: register: the chain is broken"));
}

enum { THREADS = 4, EACH = 50 };

static void *append_many(void *arg)
{
	AUTO(arena) struct arena *own = arena_new(0);

	for (unsigned i = 0; i < EACH; i++) {
		struct record r = act_record(i, "signature");

		if (reg_append(arg, &r, own, NULL) != ERR_OK)
			return arg;
	}
	return NULL;
}

static void threads_that_append_the_same_acts_write_each_once(void **state)
{
	AUTO(reg) struct reg *g = open_reg();
	pthread_t threads[THREADS];
	void *bad;

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		assert_ok(pthread_create(&threads[i], NULL, append_many, g));
	for (size_t i = 0; i < THREADS; i++) {
		assert_ok(pthread_join(threads[i], &bad));
		assert_null(bad);
	}
	assert_int_equal(summary().records, EACH);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(an_act_is_found_after_a_restart),
		FRESH(the_first_record_of_an_act_counts),
		FRESH(two_processes_cannot_have_it),
		FRESH(an_incomplete_last_line_is_cut_off),
		FRESH(damage_before_the_end_is_refused_by_line),
		FRESH(a_record_of_another_register_breaks_the_chain),
		FRESH(threads_that_append_the_same_acts_write_each_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
