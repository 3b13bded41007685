#include "../test.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/clock.h"
#include "os/confine.h"
#include "os/file.h"
#include "os/repair.h"

static char *dir;

static int make_dir(void **state)
{
	(void)state;
	return confine_dir("/tmp", &dir, NULL) == ERR_OK ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	dir_remove_all(dir);
	free(dir);
	return 0;
}

static struct confine_result shell(const char *script, unsigned limit_ms, struct buf *said)
{
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	struct confine_spec s = { .argv = argv, .dir = dir, .limit_ms = limit_ms, .hide = "/var" };
	struct confine_result r = { 0 };
	struct error e = { 0 };

	if (confine_run(&s, said, &r, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	return r;
}

static void a_program_works_in_its_folder_and_its_words_are_kept(void **state)
{
	AUTO(buf) struct buf said = { 0 };
	struct confine_result r = shell("echo hi; echo there >&2; echo x > made; exit 7", 0, &said);
	char made[64];
	(void)state;

	snprintf(made, sizeof(made), "%s/made", dir);
	assert_int_equal(r.exit_status, 7);
	assert_string_equal(buf_cstr(&said), "hi\nthere\n");
	assert_true(file_exists(made));
}

static void its_environment_is_empty(void **state)
{
	AUTO(buf) struct buf said = { 0 };
	(void)state;

	setenv("SKYSIGN_SECRET_FOR_TEST", "1", 1);
	shell("/usr/bin/env", 0, &said);
	assert_null(strstr(buf_cstr(&said), "SKYSIGN"));
}

static void it_has_no_network(void **state)
{
	AUTO(buf) struct buf said = { 0 };
	struct confine_result r =
		shell("exec /usr/bin/perl -MSocket -e "
		      "'socket(my $s, PF_INET, SOCK_STREAM, 0) ? exit 1 : exit($!{EPERM} ? 42 : 2)'",
		      0, &said);
	(void)state;

	assert_int_equal(r.exit_status, 42);
}

static void it_sees_no_file_but_its_own_and_the_system_s(void **state)
{
	AUTO(buf) struct buf said = { 0 };
	struct confine_result r =
		shell("cat /etc/passwd /etc/hostname /proc/1/cmdline && exit 3;"
		      "echo x > /var/tmp/out && exit 4; ls /usr/bin > /dev/null || exit 5; exit 42",
		      0, &said);
	(void)state;

	if (!r.landlock)
		skip();
	assert_int_equal(r.exit_status, 42);
}

static void it_may_be_let_listen_but_never_connect(void **state)
{
	static const char *const argv[] = {
		"/usr/bin/perl", "-MSocket", "-e",
		"socket(my $t, PF_INET, SOCK_STREAM, 0) and exit 1;"
		"socket(my $s, PF_UNIX, SOCK_STREAM, 0) or exit 2;"
		"bind($s, pack_sockaddr_un('sock')) && listen($s, 1) or exit 3;"
		"socket(my $c, PF_UNIX, SOCK_STREAM, 0) or exit 4;"
		"connect($c, pack_sockaddr_un('sock')) ? exit 5 : exit($!{EPERM} ? 42 : 6)",
		NULL
	};
	struct confine_spec s = { .argv = argv, .dir = dir, .local_sockets = 1 };
	AUTO(buf) struct buf said = { 0 };
	struct confine_result r = { 0 };
	(void)state;

	assert_ok(confine_run(&s, &said, &r, NULL));
	assert_int_equal(r.exit_status, 42);
}

static void with_namespaces_the_hidden_folder_is_empty(void **state)
{
	AUTO(buf) struct buf said = { 0 };
	struct confine_result r = shell("ls /var 2>/dev/null; pwd", 0, &said);
	(void)state;

	if (r.namespaces)
		assert_string_equal(buf_cstr(&said), "/tmp\n");
	else
		assert_non_null(strstr(buf_cstr(&said), dir));
}

static void at_its_time_limit_the_whole_group_ends(void **state)
{
	AUTO(buf) struct buf said = { 0 };
	time_ms began = clock_monotonic();
	struct confine_result r = shell("sleep 30 & sleep 30", 300, &said);
	(void)state;

	assert_true(r.timed_out);
	assert_int_equal(r.signal, SIGKILL);
	assert_true(clock_monotonic() - began < 5000);
}

static void a_file_larger_than_allowed_stops_it(void **state)
{
	const char *argv[] = { "/bin/dd", "if=/dev/zero", "of=big", "bs=65536", "count=64",
			       "status=none", NULL };
	struct confine_spec s = { .argv = argv, .dir = dir, .file_size = 100000 };
	struct confine_result r;
	AUTO(buf) struct buf said = { 0 };
	struct stat st;
	char big[64];
	(void)state;

	assert_ok(confine_run(&s, &said, &r, NULL));
	assert_int_not_equal(r.exit_status, 0);
	snprintf(big, sizeof(big), "%s/big", dir);
	assert_int_equal(stat(big, &st), 0);
	assert_true(st.st_size <= 100000);
}

static void a_missing_program_is_named(void **state)
{
	const char *argv[] = { "/nonexistent/program", NULL };
	struct confine_spec s = { .argv = argv, .dir = dir };
	struct confine_result r;
	AUTO(buf) struct buf said = { 0 };
	struct error e;
	(void)state;

	assert_int_equal(confine_run(&s, &said, &r, &e), ERR_UNAVAILABLE);
	assert_non_null(strstr(e.msg, "/nonexistent/program"));
}

static const char broken_pdf[] =
	"junk before\n%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
	"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
	"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>\nendobj\n"
	"xref\n0 4\n0000000000 65535 f \n0000000001 00000 n \n0000000002 00000 n \n"
	"0000000003 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n9\n%%EOF\n";

static enum err repair(struct bytes content, const char *to, struct arena *mem,
		       struct repair_report *report, struct error *e)
{
	struct repair_limits l = { .input_max = 100000 };
	char from[64];

	snprintf(from, sizeof(from), "%s/from.pdf", dir);
	assert_ok(file_write_atomic(from, content, 0600, NULL));
	unlink(to);
	/* as in the service: the private folder lies in what is hidden */
	return repair_pdf(from, to, dir, dir, &l, mem, report, e);
}

static void a_damaged_pdf_is_repaired_and_the_complaints_told(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(buf) struct buf fixed = { 0 };
	struct repair_report report;
	struct error e = { 0 };
	char to[64];
	(void)state;

	snprintf(to, sizeof(to), "%s/to.pdf", dir);
	if (repair(BYTES_LIT(broken_pdf), to, mem, &report, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	assert_ok(file_read(to, 100000, &fixed, &e));
	assert_memory_equal(fixed.data, "%PDF-", 5);
	assert_true(report.warnings > 0);
	assert_non_null(strstr(report.text, "xref"));
	assert_null(strstr(report.text, dir));
}

static void what_is_no_pdf_stays_damaged_and_what_is_too_large_is_not_tried(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	static const unsigned char zeros[100001];
	struct repair_report report;
	struct error e;
	char to[64];
	(void)state;

	snprintf(to, sizeof(to), "%s/to2.pdf", dir);
	assert_int_equal(repair(BYTES_LIT("not a pdf"), to, mem, &report, &e), ERR_PDF_DAMAGED);
	assert_int_equal(repair(BYTES(zeros, sizeof(zeros)), to, mem, &report, &e), ERR_TOO_LARGE);
	assert_false(file_exists(to));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_works_in_its_folder_and_its_words_are_kept),
		cmocka_unit_test(its_environment_is_empty),
		cmocka_unit_test(it_has_no_network),
		cmocka_unit_test(it_sees_no_file_but_its_own_and_the_system_s),
		cmocka_unit_test(it_may_be_let_listen_but_never_connect),
		cmocka_unit_test(with_namespaces_the_hidden_folder_is_empty),
		cmocka_unit_test(at_its_time_limit_the_whole_group_ends),
		cmocka_unit_test(a_file_larger_than_allowed_stops_it),
		cmocka_unit_test(a_missing_program_is_named),
		cmocka_unit_test(a_damaged_pdf_is_repaired_and_the_complaints_told),
		cmocka_unit_test(what_is_no_pdf_stays_damaged_and_what_is_too_large_is_not_tried),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
