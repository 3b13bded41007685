/* A My Number card of the test's own behind the functions of PC/SC: who may find it unlocked, and
 * what becomes of a password whose owner has stopped. */
#include <winscard.h>
#include "../test.h"
#include "client/unlock.h"

static struct {
	unsigned begun, ended, passwords;
	_Bool verified;
} card;

LONG SCardEstablishContext(DWORD scope, LPCVOID a, LPCVOID b, LPSCARDCONTEXT out)
{
	(void)scope;
	(void)a;
	(void)b;
	*out = 1;
	return SCARD_S_SUCCESS;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
	(void)context;
	return SCARD_S_SUCCESS;
}

LONG SCardConnect(SCARDCONTEXT context, LPCSTR reader, DWORD share, DWORD protocols,
		  LPSCARDHANDLE out, LPDWORD protocol)
{
	(void)context;
	(void)share;
	assert_string_equal(reader, "Reader");
	*out = 1;
	*protocol = protocols;
	return SCARD_S_SUCCESS;
}

LONG SCardBeginTransaction(SCARDHANDLE handle)
{
	(void)handle;
	card.begun++;
	return SCARD_S_SUCCESS;
}

static LONG leave(DWORD how)
{
	if (how == SCARD_RESET_CARD)
		card.verified = 0;
	return SCARD_S_SUCCESS;
}

LONG SCardEndTransaction(SCARDHANDLE handle, DWORD how)
{
	(void)handle;
	card.ended++;
	return leave(how);
}

LONG SCardDisconnect(SCARDHANDLE handle, DWORD how)
{
	(void)handle;
	return leave(how);
}

/* VERIFY without a password asks for the tries; nothing of the card can be read. */
static unsigned status_of(const unsigned char *command, size_t len)
{
	if (command[1] == 0xB0)
		return 0x6F00;
	if (command[1] != 0x20)
		return 0x9000;
	if (len == 4)
		return 0x63C5;
	card.passwords++;
	card.verified = 1;
	return 0x9000;
}

LONG SCardTransmit(SCARDHANDLE handle, const SCARD_IO_REQUEST *send, LPCBYTE command, DWORD len,
		   SCARD_IO_REQUEST *receive, LPBYTE answer, LPDWORD answer_len)
{
	unsigned status = status_of(command, len);

	(void)handle;
	(void)send;
	(void)receive;
	answer[0] = (BYTE)(status >> 8);
	answer[1] = (BYTE)status;
	*answer_len = 2;
	return SCARD_S_SUCCESS;
}

static enum err types(struct ui *ui, const struct ui_secret_ask *ask, struct secret **out,
		      struct error *e)
{
	(void)ui;
	(void)e;
	assert_int_equal(ask->tries, 5);
	*out = secret_new(BYTES("ABC123", 7));
	return ERR_OK;
}

static void heard(struct ui *ui, enum ui_note note)
{
	(void)ui;
	assert_int_equal(note, UI_NOTE_PERSONAL);
}

/* The first transactions find the card and ask for the tries; another program has it before the
 * third. */
static _Bool stops_meanwhile(struct ui *ui)
{
	(void)ui;
	return card.begun > 2;
}

static enum err unlock(struct key_source *keys, _Bool (*stopped)(struct ui *ui), struct error *e)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	struct ui ui = { .secret = types, .note = heard, .stopped = stopped };

	memset(&card, 0, sizeof(card));
	return client_unlock(keys, &ui, 0, mem, e);
}

static void a_card_that_cannot_be_read_does_not_stay_unlocked(void **state)
{
	AUTO(key_source) struct key_source *keys = NULL;
	struct error e;

	(void)state;
	assert_ok(key_source_open("jpki:Reader", &keys, &e));
	assert_int_equal(unlock(keys, NULL, &e), ERR_KEY);
	assert_int_equal(card.passwords, 1);
	assert_false(card.verified);
	assert_int_equal(card.begun, card.ended);
	assert_true(key_source_locked(keys));
}

static void the_password_of_who_stopped_meanwhile_goes_nowhere(void **state)
{
	AUTO(arena) struct arena *mem = arena_new(0);
	AUTO(key_source) struct key_source *keys = NULL;
	struct error e;

	(void)state;
	assert_ok(key_source_open("jpki:Reader", &keys, &e));
	assert_int_equal(unlock(keys, stops_meanwhile, &e), ERR_DENIED);
	assert_int_equal(card.passwords, 0);
	assert_int_equal(card.begun, 3);
	assert_int_equal(card.begun, card.ended);
	assert_null(key_source_told(keys, 0, mem));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_card_that_cannot_be_read_does_not_stay_unlocked),
		cmocka_unit_test(the_password_of_who_stopped_meanwhile_goes_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
