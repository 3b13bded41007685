#include "../test.h"
#include <unistd.h>
#include "crypto/secret_read.h"

static int pipe_with(struct bytes text)
{
	int ends[2];

	assert_ok(pipe(ends));
	assert_int_equal(write(ends[1], text.data, text.len), text.len);
	close(ends[1]);
	return ends[0];
}

static void one_line_is_read_and_not_a_byte_more(void **state)
{
	AUTO(secret) struct secret *one = NULL, *two = NULL, *none = NULL;
	int fd = pipe_with(BYTES_LIT("first\r\nsecond"));

	(void)state;
	assert_ok(secret_read_fd(fd, &one, NULL));
	assert_string_equal(secret_text(one), "first");
	assert_ok(secret_read_fd(fd, &two, NULL));
	assert_string_equal(secret_text(two), "second");
	assert_ok(secret_read_fd(fd, &none, NULL));
	assert_string_equal(secret_text(none), "");
	close(fd);
	assert_null(secret_text(NULL));
}

static void what_cannot_be_read_or_is_too_long_is_refused(void **state)
{
	struct secret *s = NULL;
	unsigned char much[2000];
	int fd;

	(void)state;
	memset(much, 'x', sizeof(much));
	fd = pipe_with(BYTES(much, sizeof(much)));
	assert_int_equal(secret_read_fd(fd, &s, NULL), ERR_TOO_LARGE);
	close(fd);
	assert_int_equal(secret_read_fd(fd, &s, NULL), ERR_IO);
	assert_int_equal(secret_read_file("/nonexistent", &s, NULL), ERR_NOT_FOUND);
	assert_null(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_is_read_and_not_a_byte_more),
		cmocka_unit_test(what_cannot_be_read_or_is_too_long_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
