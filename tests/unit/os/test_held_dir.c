#include "../test.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "os/file.h"
#include "os/held_dir.h"

static char parent[] = "/tmp/skysign-held-XXXXXX";

static int make_parent(void **state)
{
	(void)state;
	return mkdtemp(parent) ? 0 : -1;
}

static int remove_parent(void **state)
{
	(void)state;
	dir_remove_all(parent);
	return 0;
}

static void put_file(const struct held_dir *d)
{
	char path[256];
	struct error e;

	snprintf(path, sizeof(path), "%s/secret", d->path);
	assert_ok(file_write_atomic(path, BYTES_LIT("content"), 0600, &e));
}

/* A process that makes a folder and is killed; gives the folder's name. */
static void leave_behind(char name[64])
{
	int fds[2], status;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		struct held_dir d;

		if (held_dir_make(parent, "work", &d, NULL) != ERR_OK)
			_exit(1);
		dprintf(fds[1], "%s", held_dir_name(&d));
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	memset(name, 0, 64);
	assert_true(read(fds[0], name, 63) > 0);
	close(fds[0]);
	close(fds[1]);
}

struct told {
	char name[64];
	unsigned times;
	enum err answer;
};

static enum err hear(void *ctx, const char *name, struct error *e)
{
	struct told *t = ctx;

	snprintf(t->name, sizeof(t->name), "%s", name);
	t->times++;
	return t->answer == ERR_OK ? ERR_OK : error_set(e, t->answer, "not now");
}

static _Bool is_there(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", parent, name);
	return file_exists(path);
}

static void a_folder_of_a_living_process_is_left_alone(void **state)
{
	struct told told = { .answer = ERR_OK };
	struct held_dir d;
	struct error e;
	(void)state;

	assert_ok(held_dir_make(parent, "work", &d, &e));
	put_file(&d);
	assert_ok(held_dir_clear(parent, "work", hear, &told, &e));
	assert_int_equal(told.times, 0);
	assert_true(is_there(held_dir_name(&d)));
	held_dir_done(&d);
	assert_null(d.path);
	held_dir_done(&d);
}

static void what_a_killed_process_left_is_told_once_and_removed(void **state)
{
	struct told told = { .answer = ERR_OK };
	struct error e;
	char name[64];
	(void)state;

	leave_behind(name);
	assert_true(is_there(name));
	assert_ok(held_dir_clear(parent, "work", hear, &told, &e));
	assert_string_equal(told.name, name);
	assert_false(is_there(name));
	assert_ok(held_dir_clear(parent, "work", hear, &told, &e));
	assert_int_equal(told.times, 1);
}

static void what_could_not_be_told_stays_for_the_next_time(void **state)
{
	struct told told = { .answer = ERR_BUSY };
	struct error e;
	char name[64];
	(void)state;

	leave_behind(name);
	assert_int_equal(held_dir_clear(parent, "work", hear, &told, &e), ERR_BUSY);
	assert_true(is_there(name));
	assert_ok(held_dir_clear(parent, "work", NULL, NULL, &e));
	assert_false(is_there(name));
}

static void folders_of_another_purpose_are_left_alone(void **state)
{
	struct error e;
	char name[64];
	(void)state;

	leave_behind(name);
	assert_ok(held_dir_clear(parent, "wor", NULL, NULL, &e));
	assert_ok(held_dir_clear(parent, "repair", NULL, NULL, &e));
	assert_true(is_there(name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_of_a_living_process_is_left_alone),
		cmocka_unit_test(what_a_killed_process_left_is_told_once_and_removed),
		cmocka_unit_test(what_could_not_be_told_stays_for_the_next_time),
		cmocka_unit_test(folders_of_another_purpose_are_left_alone),
	};

	return cmocka_run_group_tests(tests, make_parent, remove_parent);
}
