#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os/file.h"
#include "os/lock.h"

static char dir[] = "/tmp/skysign-os-XXXXXX";
static char path[128];

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	dir_remove_all(dir);
	return file_exists(dir);
}

static const char *in_dir(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void a_file_is_written_whole_with_its_mode(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	struct error e;
	struct stat st;
	(void)state;

	assert_ok(file_write_atomic(in_dir("a"), BYTES_LIT("first"), 0600, &e));
	assert_ok(file_write_atomic(in_dir("a"), BYTES_LIT("second"), 0640, &e));
	assert_ok(file_read(in_dir("a"), 100, &b, &e));
	assert_string_equal(buf_cstr(&b), "second");
	assert_int_equal(stat(in_dir("a"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void pieces_become_one_file(void **state)
{
	const struct bytes parts[] = { BYTES_LIT("first "), BYTES(NULL, 0), BYTES_LIT("second") };
	AUTO(buf) struct buf b = { 0 };
	struct error e;
	(void)state;

	assert_ok(file_write_atomic_parts(in_dir("parts"), parts, COUNT_OF(parts), 0600, &e));
	assert_ok(file_read(in_dir("parts"), 100, &b, &e));
	assert_string_equal(buf_cstr(&b), "first second");
}

static void reading_is_bounded_and_names_the_file(void **state)
{
	AUTO(buf) struct buf b = { 0 };
	struct error e;
	(void)state;

	assert_ok(file_write_atomic(in_dir("big"), BYTES_LIT("0123456789"), 0600, &e));
	assert_int_equal(file_read(in_dir("big"), 9, &b, &e), ERR_TOO_LARGE);
	assert_non_null(strstr(e.msg, "big"));
	assert_int_equal(file_read(in_dir("absent"), 9, &b, &e), ERR_NOT_FOUND);
	assert_non_null(strstr(e.msg, "absent"));
}

static void a_copy_never_replaces_and_leaves_nothing_when_too_large(void **state)
{
	char to[128];
	struct error e;
	(void)state;

	snprintf(to, sizeof(to), "%s/copy", dir);
	assert_ok(file_write_atomic(in_dir("from"), BYTES_LIT("0123456789"), 0600, &e));
	assert_int_equal(file_copy(in_dir("from"), to, 5, 0600, &e), ERR_TOO_LARGE);
	assert_false(file_exists(to));
	assert_ok(file_copy(in_dir("from"), to, 10, 0600, &e));
	assert_int_equal(file_copy(in_dir("from"), to, 10, 0600, &e), ERR_IO);
}

static void folders_are_made_with_those_above(void **state)
{
	struct error e;
	struct stat st;
	(void)state;

	assert_ok(dir_make(in_dir("x/y/z"), 0700, &e));
	assert_ok(dir_make(in_dir("x/y/z"), 0700, &e));
	assert_int_equal(stat(in_dir("x/y/z"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_ok(file_write_atomic(in_dir("plain"), BYTES_LIT(""), 0600, &e));
	assert_int_equal(dir_make(in_dir("plain/sub"), 0700, &e), ERR_IO);
}

static void a_second_server_on_the_directory_is_refused_by_process(void **state)
{
	struct error e;
	char pid[16];
	int first, second;
	(void)state;

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	assert_ok(lock_take(dir, &first, &e));
	assert_int_equal(lock_take(dir, &second, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.msg, pid));
	close(first);
	assert_ok(lock_take(dir, &second, &e));
	close(second);
}

static void the_children_of_a_crashed_server_are_waited_for(void **state)
{
	struct error e;
	int fd, status;
	pid_t pid;
	(void)state;

	pid = fork();
	if (!pid) {
		/* the child ends at once, a grandchild keeps the lock a little longer */
		if (lock_take(dir, &fd, &e) != ERR_OK)
			_exit(1);
		if (!fork())
			usleep(300 * 1000);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_ok(lock_take(dir, &fd, &e));
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_written_whole_with_its_mode),
		cmocka_unit_test(pieces_become_one_file),
		cmocka_unit_test(reading_is_bounded_and_names_the_file),
		cmocka_unit_test(a_copy_never_replaces_and_leaves_nothing_when_too_large),
		cmocka_unit_test(folders_are_made_with_those_above),
		cmocka_unit_test(a_second_server_on_the_directory_is_refused_by_process),
		cmocka_unit_test(the_children_of_a_crashed_server_are_waited_for),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
