#include "../test.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/config.h"

static char dir[] = "/tmp/skysign-config-XXXXXX";
static char set_dir[64];

static int make_dir(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(set_dir, sizeof(set_dir), "data_dir=%s", dir);
	return 0;
}

static void conf(const char *text, mode_t mode)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/skysign.conf", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, mode);
}

static int remove_dir(void **state)
{
	char path[64];
	(void)state;

	snprintf(path, sizeof(path), "%s/skysign.conf", dir);
	unlink(path);
	return rmdir(dir);
}

static enum err load(const char *env, const char *set, struct config **out, struct error *e)
{
	char variable[128];
	char *environ_[] = { variable, NULL };
	const char *sets[] = { set_dir, set, NULL };
	struct config_source src = { env ? environ_ : NULL, sets };

	snprintf(variable, sizeof(variable), "%s", env ? env : "");
	return config_load(&src, out, e);
}

static void refuses(const char *env, const char *set, const char *word)
{
	struct config *c = NULL;
	struct error e = { 0 };

	assert_int_equal(load(env, set, &c, &e), ERR_INVALID);
	if (!strstr(e.msg, word))
		fail_msg("\"%s\" does not say \"%s\"", e.msg, word);
	assert_null(c);
}

static void the_last_source_wins(void **state)
{
	AUTO(config) struct config *c = NULL;
	struct error e;
	(void)state;

	conf("# a comment\n\nlisten = 127.0.0.1:1\nlanguage=en\n upload_max = 3M \n", 0644);
	assert_ok(load("SKYSIGN_LISTEN=127.0.0.1:2", "listen=127.0.0.1:3", &c, &e));
	assert_string_equal(config_str(c, SETTING_listen), "127.0.0.1:3");
	assert_string_equal(config_str(c, SETTING_language), "en");
	assert_int_equal(config_num(c, SETTING_upload_max), 3 << 20);
	assert_int_equal(config_num(c, SETTING_session_hours), 12);
	assert_true(config_is_set(c, SETTING_language));
	assert_false(config_is_set(c, SETTING_session_hours));
	config_free(TAKE_PTR(c));
	assert_ok(load("SKYSIGN_LISTEN=127.0.0.1:2", NULL, &c, &e));
	assert_string_equal(config_str(c, SETTING_listen), "127.0.0.1:2");
}

static void an_unknown_name_is_refused_with_the_nearest(void **state)
{
	(void)state;

	conf("lisen = 127.0.0.1:1\n", 0644);
	refuses(NULL, NULL, "did you mean listen?");
	refuses(NULL, NULL, "line 1");
	conf("", 0644);
	refuses("SKYSIGN_UPLOADMAX=5", NULL, "did you mean upload_max?");
	refuses(NULL, "totally_different_thing=1", "settings.md");
}

static void wrong_values_name_setting_and_place(void **state)
{
	(void)state;

	conf("upload_max = many\n", 0644);
	refuses(NULL, NULL, "upload_max must be a number of bytes");
	conf("upload_max = 99999999999G\n", 0644);
	refuses(NULL, NULL, "upload_max");
	conf("language = fr\n", 0644);
	refuses(NULL, NULL, "ja|en");
	conf("no equals sign\n", 0644);
	refuses(NULL, NULL, "name = value");
	conf("data_dir = /elsewhere\n", 0644);
	refuses(NULL, NULL, "data_dir");
	conf("", 0644);
	refuses(NULL, "listen", "name=value");
	refuses(NULL, "smtp_starttls=requ", "required|opportunistic|off");
}

static void secrets_come_only_from_a_private_file(void **state)
{
	AUTO(config) struct config *c = NULL;
	struct error e;
	(void)state;

	conf("smtp_password = hush\n", 0644);
	refuses(NULL, NULL, "mode 0600");
	conf("smtp_password = hush\n", 0600);
	assert_ok(load(NULL, NULL, &c, &e));
	assert_string_equal(config_str(c, SETTING_smtp_password), "hush");
	conf("", 0600);
	refuses("SKYSIGN_SMTP_PASSWORD=hush", NULL, "smtp_password_file");
	refuses(NULL, "smtp_password=hush", "process list");
}

static void time_stamp_authorities_are_a_list(void **state)
{
	AUTO(config) struct config *c = NULL;
	AUTO(arena) struct arena *mem = arena_new(0);
	struct config_tsa *list;
	struct error e;
	size_t n;
	(void)state;

	conf("tsa = A, https://a.example/tsa ,accredited; B,http://b.example,other;\n", 0600);
	assert_ok(load(NULL, NULL, &c, &e));
	assert_ok(config_tsa_list(c, mem, &list, &n, &e));
	assert_int_equal(n, 2);
	assert_string_equal(list[0].url, "https://a.example/tsa");
	assert_true(list[0].accredited);
	assert_string_equal(list[1].name, "B");
	config_free(TAKE_PTR(c));
	conf("tsa = A,https://a.example/tsa,best\n", 0600);
	assert_ok(load(NULL, NULL, &c, &e));
	assert_int_equal(config_tsa_list(c, mem, &list, &n, &e), ERR_INVALID);
	config_free(TAKE_PTR(c));
	conf("tsa = A,https://a.example,other;A,https://b.example,other\n", 0600);
	assert_ok(load(NULL, NULL, &c, &e));
	assert_int_equal(config_tsa_list(c, mem, &list, &n, &e), ERR_INVALID);
	assert_non_null(strstr(e.msg, "twice"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_source_wins),
		cmocka_unit_test(an_unknown_name_is_refused_with_the_nearest),
		cmocka_unit_test(wrong_values_name_setting_and_place),
		cmocka_unit_test(secrets_come_only_from_a_private_file),
		cmocka_unit_test(time_stamp_authorities_are_a_list),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
