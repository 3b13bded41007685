/* The commands to a My Number card, with a card that answers from a list: what is sent to the byte, what every status word
 * becomes, and that no answer of a wrong length is believed. */
#include "../test.h"
#include "base/buf.h"
#include "client/jpki.h"

#define OK	 "9000"
#define SELECT	 "00A4040C0AD392F000260100000001"
#define PASSWORD "00A4020C02001B"
#define TRIES	 "00200080"

struct turn {
	const char *command, *answer; /* hexadecimal; answer NULL: the line itself breaks */
	enum card_trouble trouble;    /* of the line */
};

struct fake {
	struct card_line line; /* first */
	const struct turn *next;
};

static void upper_hex(struct bytes in, char *out)
{
	hex_encode(in, out);
	for (char *c = out; *c; c++)
		if (*c >= 'a')
			*c = (char)(*c - 'a' + 'A');
}

static enum card_trouble answer(struct card_line *line, struct bytes command, unsigned char *out, size_t *len)
{
	struct fake *f = (struct fake *)line;
	char hex[2 * 200 + 1];

	assert_true(command.len <= 200);
	upper_hex(command, hex);
	assert_non_null(f->next->command);
	assert_string_equal(hex, f->next->command);
	if (f->next->answer) {
		*len = strlen(f->next->answer) / 2;
		assert_true(hex_decode(f->next->answer, 2 * *len, out));
	}
	return f->next++->trouble;
}

static struct jpki card(struct fake *f, const struct turn *turns)
{
	*f = (struct fake){ { answer }, turns };
	return (struct jpki){ .line = &f->line };
}

static void assert_over(const struct fake *f)
{
	assert_null(f->next->command);
}

static void the_application_is_selected_by_its_name(void **state)
{
	static const struct {
		struct turn turn;
		enum card_trouble trouble;
	} rows[] = {
		{ { SELECT, OK, CARD_OK }, CARD_OK },
		{ { SELECT, "6A82", CARD_OK }, CARD_NOT_JPKI },
		{ { SELECT, "6D00", CARD_OK }, CARD_NOT_JPKI },
		{ { SELECT, "6F07840101" OK, CARD_OK }, CARD_OK },
		{ { SELECT, "", CARD_OK }, CARD_LINE },
		{ { SELECT, "90", CARD_OK }, CARD_LINE },
		{ { SELECT, NULL, CARD_REMOVED }, CARD_REMOVED },
		{ { SELECT, NULL, CARD_RESET }, CARD_RESET },
		{ { SELECT, NULL, CARD_LINE }, CARD_LINE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct turn turns[] = { rows[i].turn, { 0 } };
		struct fake f;
		struct jpki j = card(&f, turns);

		assert_int_equal(jpki_select(&j, NULL) == ERR_OK, rows[i].trouble == CARD_OK);
		assert_int_equal(j.state.trouble, rows[i].trouble);
		assert_over(&f);
	}
}

static const struct {
	const char *answer;
	unsigned tries;
	enum card_trouble trouble;
} counts[] = {
	{ "63C5", 5, CARD_OK },	      { "63C2", 2, CARD_OK },	     { "63CF", 15, CARD_OK },
	{ "63C1", 1, CARD_LAST_TRY }, { "63C0", 0, CARD_BLOCKED },   { "6983", 0, CARD_BLOCKED },
	{ OK, 0, CARD_IN_USE },	      { "6300", 0, CARD_ANSWER },    { "6982", 0, CARD_ANSWER },
	{ "6A86", 0, CARD_ANSWER },   { "0063C5", 0, CARD_ANSWER }, { "63", 0, CARD_LINE },
};

static void tries_are_asked_for_without_using_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		const struct turn turns[] = { { PASSWORD, OK, CARD_OK }, { TRIES, counts[i].answer, CARD_OK }, { 0 } };
		struct fake f;
		struct jpki j = card(&f, turns);

		assert_int_equal(jpki_tries(&j, NULL) == ERR_OK, counts[i].trouble == CARD_OK);
		assert_int_equal(j.state.trouble, counts[i].trouble);
		assert_int_equal(j.state.tries, counts[i].tries);
		assert_over(&f);
	}
}

/* Whatever the card says that forbids it, or makes no sense: the password does not go out. */
static void a_password_is_not_given_to_a_card_with_too_few_tries(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		const struct turn turns[] = { { PASSWORD, OK, CARD_OK }, { TRIES, counts[i].answer, CARD_OK }, { 0 } };
		struct fake f;
		struct jpki j = card(&f, turns);

		if (counts[i].trouble == CARD_OK)
			continue;
		assert_int_equal(jpki_verify(&j, "ABC123", NULL), ERR_KEY);
		assert_int_equal(j.state.trouble, counts[i].trouble);
		assert_over(&f);
	}
}

static void a_password_is_tried_once_in_capitals(void **state)
{
	static const struct {
		const char *password, *verify, *answer;
		enum card_trouble trouble;
		unsigned tries;
	} rows[] = {
		{ "ABC123", "0020008006414243313233", OK, CARD_OK, 5 },
		{ "abcXYZ", "002000800641424358595A", OK, CARD_OK, 5 },
		{ "0123456789abcdef", "002000801030313233343536373839414243444546", OK, CARD_OK, 5 },
		{ "ABC123", "0020008006414243313233", "63C4", CARD_WRONG, 4 },
		{ "ABC123", "0020008006414243313233", "63C1", CARD_WRONG, 1 },
		{ "ABC123", "0020008006414243313233", "63C0", CARD_BLOCKED, 0 },
		{ "ABC123", "0020008006414243313233", "6983", CARD_BLOCKED, 0 },
		{ "ABC123", "0020008006414243313233", "6700", CARD_ANSWER, 0 },
		{ "ABC123", "0020008006414243313233", "00" OK, CARD_ANSWER, 5 },
		{ "ABC123", "0020008006414243313233", NULL, CARD_REMOVED, 5 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct turn turns[] = { { PASSWORD, OK, CARD_OK },
					      { TRIES, "63C5", CARD_OK },
					      { rows[i].verify, rows[i].answer,
						rows[i].answer ? CARD_OK : rows[i].trouble },
					      { 0 } };
		struct fake f;
		struct jpki j = card(&f, turns);

		assert_int_equal(jpki_verify(&j, rows[i].password, NULL) == ERR_OK, rows[i].trouble == CARD_OK);
		assert_int_equal(j.state.trouble, rows[i].trouble);
		assert_int_equal(j.state.tries, rows[i].tries);
		assert_over(&f);
	}
}

static void what_cannot_be_a_password_never_reaches_the_card(void **state)
{
	static const char *const bad[] = { "", "1234", "ABC12", "0123456789ABCDEFG", "ABC 123", "ABC-123", "ＡＢＣ１２３",
					   "ABC123\n", "ABC12\x80" };
	static const struct turn none[] = { { 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct fake f;
		struct jpki j = card(&f, none);

		assert_int_equal(jpki_verify(&j, bad[i], NULL), ERR_KEY);
		assert_int_equal(j.state.trouble, CARD_FORM);
		assert_int_equal(card_pin(&j.state), KEY_PIN_WRONG);
	}
}

/* n bytes of 0xAA behind `head`, then the status word. */
static const char *part(struct arena *mem, const char *head, size_t n, const char *status)
{
	char *out = arena_alloc(mem, strlen(head) + 2 * n + strlen(status) + 1);

	strcpy(out, head);
	memset(out + strlen(head), 'A', 2 * n);
	strcpy(out + strlen(head) + 2 * n, status);
	return out;
}

static void a_certificate_is_read_in_parts_as_long_as_its_head_says(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	const struct turn turns[] = { { "00A4020C020001", OK, CARD_OK },
				      { "00B0000004", "30820203" OK, CARD_OK },
				      { "00B0000400", part(mem, "", 256, OK), CARD_OK },
				      { "00B0010400", part(mem, "", 256, OK), CARD_OK },
				      { "00B0020403", "BBBBBB" OK, CARD_OK },
				      { 0 } };
	struct bytes out;
	struct fake f;
	struct jpki j = card(&f, turns);

	(void)state;
	assert_ok(jpki_read(&j, JPKI_CERTIFICATE, mem, &out, NULL));
	assert_int_equal(out.len, 519);
	assert_memory_equal(out.data, "\x30\x82\x02\x03\xAA", 5);
	assert_int_equal(out.data[518], 0xBB);
	assert_over(&f);
}

static void what_is_no_certificate_or_too_long_is_not_read(void **state)
{
	static const struct {
		const char *select, *head;
		enum card_trouble trouble;
	} rows[] = {
		{ "6A82", NULL, CARD_NO_CERTIFICATE },	 { "6982", NULL, CARD_ANSWER },
		{ OK, "00000000" OK, CARD_NO_CERTIFICATE }, { OK, "30030101" OK, CARD_NO_CERTIFICATE },
		{ OK, "30840001" OK, CARD_NO_CERTIFICATE }, { OK, "30821FFD" OK, CARD_ANSWER },
		{ OK, "3082FFFF" OK, CARD_ANSWER },	 { OK, "308200FF" OK, CARD_ANSWER },
		{ OK, "308203" OK, CARD_ANSWER },	 { OK, "3082030000" OK, CARD_ANSWER },
		{ OK, "308203006282", CARD_ANSWER },	 { OK, "6982", CARD_ANSWER },
		{ OK, "6B00", CARD_ANSWER },		 { OK, "6C05", CARD_ANSWER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		const struct turn turns[] = { { "00A4020C020002", rows[i].select, CARD_OK },
					      { rows[i].head ? "00B0000004" : NULL, rows[i].head, CARD_OK },
					      { 0 } };
		struct bytes out;
		struct fake f;
		struct jpki j = card(&f, turns);

		assert_int_equal(jpki_read(&j, JPKI_CA, mem, &out, NULL), ERR_KEY);
		assert_int_equal(j.state.trouble, rows[i].trouble);
		assert_over(&f);
	}
}

static void a_part_of_another_length_ends_the_reading(void **state)
{
	static const struct {
		size_t n;
		const char *status;
	} rows[] = { { 255, OK }, { 0, OK }, { 256, "6282" }, { 100, "6282" }, { 0, "6F00" }, { 0, "6CFF" } };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		const struct turn turns[] = { { "00A4020C020001", OK, CARD_OK },
					      { "00B0000004", "30820200" OK, CARD_OK },
					      { "00B0000400", part(mem, "", rows[i].n, rows[i].status), CARD_OK },
					      { 0 } };
		struct bytes out;
		struct fake f;
		struct jpki j = card(&f, turns);

		assert_int_equal(jpki_read(&j, JPKI_CERTIFICATE, mem, &out, NULL), ERR_KEY);
		assert_int_equal(j.state.trouble, CARD_ANSWER);
		assert_over(&f);
	}
}

static void a_digest_is_signed_with_the_key_for_signatures(void **state)
{
	static const struct {
		size_t n;
		const char *status;
		enum card_trouble trouble;
	} rows[] = {
		{ 256, OK, CARD_OK },	  { 255, OK, CARD_ANSWER },   { 0, OK, CARD_ANSWER },
		{ 0, "6982", CARD_ANSWER }, { 0, "6A80", CARD_ANSWER }, { 256, "6282", CARD_ANSWER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO(arena) struct arena *mem = arena_new(0);
		const struct turn turns[] = { { "00A4020C02001A", OK, CARD_OK },
					      { "802A0080043002050000", part(mem, "", rows[i].n, rows[i].status), CARD_OK },
					      { 0 } };
		struct bytes out;
		struct fake f;
		struct jpki j = card(&f, turns);

		/* what is signed is the caller's business; the card gets it as it is */
		assert_int_equal(jpki_sign(&j, BYTES_LIT("\x30\x02\x05\x00"), mem, &out, NULL) == ERR_OK,
				 rows[i].trouble == CARD_OK);
		assert_int_equal(j.state.trouble, rows[i].trouble);
		assert_over(&f);
	}
}

static void a_digest_that_is_too_long_is_not_sent(void **state)
{
	static const struct turn none[] = { { 0 } };
	unsigned char long_one[JPKI_DIGEST_INFO_MAX + 1] = { 0x30 };
	AUTO(arena) struct arena *mem = arena_new(0);
	struct bytes out;
	struct fake f;
	struct jpki j = card(&f, none);

	(void)state;
	assert_int_equal(jpki_sign(&j, BYTES(long_one, sizeof(long_one)), mem, &out, NULL), ERR_KEY);
	assert_int_equal(jpki_sign(&j, BYTES(long_one, 0), mem, &out, NULL), ERR_KEY);
}

static void every_trouble_is_told_in_both_languages(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct card_state s = { 0 };
	struct error e;

	(void)state;
	assert_null(card_told(&s, 1, mem));
	for (int t = CARD_OK + 1; t < CARD_TROUBLE_COUNT_; t++) {
		s = (struct card_state){ .tries = 3, .status = 0x6F00 };
		assert_int_not_equal(card_failed(&s, (enum card_trouble)t, &e), ERR_OK);
		assert_true(strlen(e.msg) > 10 && strlen(e.msg) < sizeof(e.msg) - 1);
		assert_true(strlen(card_told(&s, 0, mem)) >= strlen(e.msg));
		assert_non_null(strstr(card_told(&s, 1, mem), "。"));
	}
	s = (struct card_state){ .tries = 4 };
	assert_int_equal(card_failed(&s, CARD_WRONG, &e), ERR_KEY);
	assert_non_null(strstr(card_told(&s, 1, mem), "残りは4回"));
	assert_non_null(strstr(e.msg, "tries left: 4"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_application_is_selected_by_its_name),
		cmocka_unit_test(tries_are_asked_for_without_using_one),
		cmocka_unit_test(a_password_is_not_given_to_a_card_with_too_few_tries),
		cmocka_unit_test(a_password_is_tried_once_in_capitals),
		cmocka_unit_test(what_cannot_be_a_password_never_reaches_the_card),
		cmocka_unit_test(a_certificate_is_read_in_parts_as_long_as_its_head_says),
		cmocka_unit_test(what_is_no_certificate_or_too_long_is_not_read),
		cmocka_unit_test(a_part_of_another_length_ends_the_reading),
		cmocka_unit_test(a_digest_is_signed_with_the_key_for_signatures),
		cmocka_unit_test(a_digest_that_is_too_long_is_not_sent),
		cmocka_unit_test(every_trouble_is_told_in_both_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
