/* Where keys may be, and what is remembered of the last choice. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "../fast_dir.h"
#include "../test.h"
#include "client/own_key.h"
#include "client/places.h"
#include "os/file.h"

static void a_place_is_found_again_by_the_name_of_its_key(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const char *file;

	(void)state;
	for (unsigned p = 0; p < PLACE_COUNT_; p++) {
		const char *key = place_key((enum place)p, "/a b/c.p12", mem);

		assert_int_equal(place_of(key, &file), p);
		assert_string_equal(file, place_takes_file((enum place)p) ? "/a b/c.p12" : "");
		assert_true(place_name((enum place)p, 0)[0] && place_name((enum place)p, 1)[0]);
		assert_true(place_what((enum place)p, 0)[0] && place_what((enum place)p, 1)[0]);
	}
	assert_int_equal(place_first(), PLACE_TOKEN);
	assert_true(place_is_here(PLACE_FILE) && place_is_here(PLACE_CARD));
	assert_false(place_is_here(PLACE_STORE));
	assert_int_equal(place_of("pkcs11:token=card", &file), PLACE_TOKEN);
	assert_int_equal(place_of("/a.p12", &file), PLACE_COUNT_);
	assert_string_equal(file, "");
}

/* A home of its own for this person: home is overwritten with its name. */
static void home_make(char *home)
{
	assert_true(fast_dir(home));
	setenv("HOME", home, 1);
}

static void the_last_place_is_kept_for_its_owner_alone(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	char home[FAST_DIR_SIZE], path[128];
	const char *key = NULL;
	struct error e;
	struct stat st;

	(void)state;
	home_make(home);
	assert_int_equal(client_own_key_line(mem, &key, &e), ERR_NOT_FOUND);
	assert_null(key);
	assert_ok(places_remember("p12:/first", &e));
	assert_ok(places_remember("p12:/家/鍵 1.p12", &e));
	assert_ok(client_own_key_line(mem, &key, &e));
	assert_string_equal(key, "p12:/家/鍵 1.p12");
	snprintf(path, sizeof(path), "%s/.config/skysign/key", home);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	snprintf(path, sizeof(path), "%s/.config/skysign", home);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	dir_remove_all(home);
}

static void a_name_that_would_be_read_as_another_is_not_kept(void **state)
{
	char home[FAST_DIR_SIZE];
	struct error e;

	(void)state;
	home_make(home);
	assert_int_equal(places_remember("p12:/a\npkcs11:", &e), ERR_INVALID);
	unsetenv("HOME");
	assert_int_equal(places_remember("pkcs11:", &e), ERR_NOT_FOUND);
	dir_remove_all(home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_found_again_by_the_name_of_its_key),
		cmocka_unit_test(the_last_place_is_kept_for_its_owner_alone),
		cmocka_unit_test(a_name_that_would_be_read_as_another_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
