#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os/file.h"
#include "store/seal/master_key.h"

static char dir[40], path[64];
static struct arena *mem;

static int set_up(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/skysign-keys-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	strcat(dir, "/keys");
	snprintf(path, sizeof(path), "%s/master.key", dir);
	mem = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	*strrchr(dir, '/') = '\0';
	dir_remove_all(dir);
	arena_free(mem);
	return 0;
}

static struct master_key *open_master(void)
{
	struct master_key *m = NULL;

	assert_ok(master_key_open(dir, rng_system(), &m, NULL));
	return m;
}

static void the_first_start_makes_a_private_file(void **state)
{
	struct stat st;

	(void)state;
	master_key_free(open_master());
	assert_ok(stat(path, &st));
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(stat(dir, &st));
	assert_int_equal(st.st_mode & 0777, 0700);
}

static void a_later_start_opens_what_the_first_wrapped(void **state)
{
	AUTO(master_key) struct master_key *first = open_master();
	AUTO(master_key) struct master_key *later = open_master();
	AUTO(secret) struct secret *one = NULL;
	AUTO(secret) struct secret *two = NULL;
	struct bytes wrapped;

	(void)state;
	assert_ok(org_key_new(first, "org_1", rng_system(), mem, &wrapped, NULL));
	assert_ok(org_key_unwrap(first, "org_1", wrapped, &one, NULL));
	assert_ok(org_key_unwrap(later, "org_1", wrapped, &two, NULL));
	assert_true(bytes_eq(secret_bytes(one), secret_bytes(two)));
}

static void a_key_moved_to_another_organisation_does_not_open(void **state)
{
	AUTO(master_key) struct master_key *m = open_master();
	struct secret *key = NULL;
	struct bytes wrapped;
	struct error e;

	(void)state;
	assert_ok(org_key_new(m, "org_1", rng_system(), mem, &wrapped, NULL));
	assert_int_equal(org_key_unwrap(m, "org_2", wrapped, &key, &e), ERR_IO);
	assert_null(key);
}

static void a_line_that_is_added_wraps_and_the_old_still_opens(void **state)
{
	AUTO(master_key) struct master_key *before = open_master();
	AUTO(master_key) struct master_key *after = NULL;
	struct secret *key = NULL;
	struct bytes old, new;
	FILE *f;

	(void)state;
	assert_ok(org_key_new(before, "org_1", rng_system(), mem, &old, NULL));
	f = fopen(path, "a");
	fprintf(f, "skysign-master-1 %064d\n", 7);
	fclose(f);
	after = open_master();
	assert_ok(org_key_unwrap(after, "org_1", old, &key, NULL));
	secret_free(key);
	assert_ok(org_key_new(after, "org_1", rng_system(), mem, &new, NULL));
	assert_int_equal(org_key_unwrap(before, "org_1", new, &key, NULL), ERR_IO);
	assert_ok(org_key_unwrap(after, "org_1", new, &key, NULL));
	secret_free(key);
}

static void a_file_that_others_may_read_is_refused(void **state)
{
	struct master_key *m = NULL;
	struct error e;

	(void)state;
	master_key_free(open_master());
	assert_ok(chmod(path, 0640));
	assert_int_equal(master_key_open(dir, rng_system(), &m, &e), ERR_DENIED);
	assert_non_null(strstr(e.msg, "chmod 600"));
}

static void a_damaged_file_is_refused_and_left_alone(void **state)
{
	static const char *const contents[] = {
		"", "hello\n", "skysign-master-1 00\n", "skysign-master-2 ",
		"skysign-master-1 zz00000000000000000000000000000000000000000000000000000000000000\n",
	};
	struct master_key *m = NULL;

	(void)state;
	assert_ok(dir_make(dir, 0700, NULL));
	for (size_t i = 0; i < COUNT_OF(contents); i++) {
		AUTO(buf) struct buf now = { 0 };

		assert_ok(file_write_atomic(path, bytes_of_str(contents[i]), 0600, NULL));
		assert_int_equal(master_key_open(dir, rng_system(), &m, NULL), ERR_KEY);
		assert_ok(file_read(path, 1000, &now, NULL));
		assert_string_equal(buf_cstr(&now), contents[i]);
	}
}

static void processes_that_start_at_once_have_the_same_key(void **state)
{
	AUTO(master_key) struct master_key *m = NULL;
	unsigned char wrapped[61];
	int fds[2];

	(void)state;
	assert_ok(pipe(fds));
	for (int i = 0; i < 4; i++)
		if (!fork()) {
			struct bytes w;

			_exit(master_key_open(dir, rng_system(), &m, NULL) ||
			      org_key_new(m, "org_1", rng_system(), mem, &w, NULL) ||
			      write(fds[1], w.data, w.len) != (ssize_t)w.len);
		}
	close(fds[1]);
	m = open_master();
	for (int i = 0; i < 4; i++) {
		struct secret *key = NULL;

		assert_int_equal(read(fds[0], wrapped, sizeof(wrapped)), sizeof(wrapped));
		assert_ok(org_key_unwrap(m, "org_1", BYTES(wrapped, sizeof(wrapped)), &key, NULL));
		secret_free(key);
	}
	while (wait(NULL) > 0)
		;
	close(fds[0]);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(the_first_start_makes_a_private_file),
		FRESH(a_later_start_opens_what_the_first_wrapped),
		FRESH(a_key_moved_to_another_organisation_does_not_open),
		FRESH(a_line_that_is_added_wraps_and_the_old_still_opens),
		FRESH(a_file_that_others_may_read_is_refused),
		FRESH(a_damaged_file_is_refused_and_left_alone),
		FRESH(processes_that_start_at_once_have_the_same_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
