#include "../test.h"
#include <unistd.h>
#include "base/log.h"

static void line_of(char *out, size_t size, const struct log_field *f, size_t n)
{
	struct clock c = clock_fixed(0);
	int fd[2];
	ssize_t got;

	assert_int_equal(pipe(fd), 0);
	struct log lg = { fd[1], LOG_INFO, &c, "web" };
	log_write(&lg, LOG_INFO, "job.done", f, n);
	close(fd[1]);
	got = read(fd[0], out, size - 1);
	assert_true(got > 0);
	out[got] = '\0';
	close(fd[0]);
}

static void an_event_is_one_logfmt_line(void **state)
{
	char line[400];
	struct log_field f[] = { LF_STR("job", "job_1"), LF_INT("ms", 12), LF_STR("error", "a \"b\"\nc") };
	(void)state;

	line_of(line, sizeof(line), f, COUNT_OF(f));
	assert_string_equal(line, "time=1970-01-01T00:00:00.000Z level=info process=web "
				  "event=job.done job=job_1 ms=12 error=\"a \\\"b\\\"?c\"\n");
}

static void private_and_undeclared_fields_are_not_printed(void **state)
{
	char line[400];
	struct log_field f[] = { LF_STR("email", "a@example.jp"), LF_STR("password", "hunter2") };
	(void)state;

	line_of(line, sizeof(line), f, COUNT_OF(f));
	assert_null(strstr(line, "example"));
	assert_null(strstr(line, "hunter2"));
	assert_non_null(strstr(line, "email=-"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_one_logfmt_line),
		cmocka_unit_test(private_and_undeclared_fields_are_not_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
