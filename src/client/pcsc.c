#include "client/pcsc.h"
#include <stdlib.h>
#include <winscard.h>

#ifdef _WIN32
#define list_readers SCardListReadersA
#define connect_card SCardConnectA
/* Windows resets a card whose transaction rests for five seconds, and a person reads longer:
 * nobody else may connect at all instead. */
enum { SHARE = SCARD_SHARE_EXCLUSIVE };
#else
#define list_readers SCardListReaders
#define connect_card SCardConnect
enum { SHARE = SCARD_SHARE_SHARED };
#endif

enum { NAMES_MAX = PCSC_READERS_MAX * 128 };

struct pcsc {
	struct card_line line; /* first */
	SCARDCONTEXT context;
	SCARDHANDLE card;
	_Bool connected, begun;
};

static const struct {
	LONG code;
	enum card_trouble trouble;
} codes[] = {
	{ SCARD_S_SUCCESS, CARD_OK },
	{ (LONG)SCARD_E_NO_SERVICE, CARD_SERVICE },
	{ (LONG)SCARD_E_SERVICE_STOPPED, CARD_SERVICE },
	{ (LONG)SCARD_E_NO_READERS_AVAILABLE, CARD_NO_READER },
	{ (LONG)SCARD_E_UNKNOWN_READER, CARD_OTHER_READER },
	{ (LONG)SCARD_E_NO_SMARTCARD, CARD_NO_CARD },
	{ (LONG)SCARD_E_PROTO_MISMATCH, CARD_NOT_JPKI },
	{ (LONG)SCARD_W_UNSUPPORTED_CARD, CARD_NOT_JPKI },
	{ (LONG)SCARD_W_REMOVED_CARD, CARD_REMOVED },
	{ (LONG)SCARD_E_READER_UNAVAILABLE, CARD_REMOVED },
	{ (LONG)SCARD_E_INVALID_HANDLE, CARD_REMOVED },
	{ (LONG)SCARD_W_RESET_CARD, CARD_RESET },
	{ (LONG)SCARD_E_SHARING_VIOLATION, CARD_IN_USE },
};

static enum card_trouble trouble_of(LONG code)
{
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (codes[i].code == code)
			return codes[i].trouble;
	return CARD_LINE; /* whatever a driver says */
}

static enum card_trouble transmit(struct card_line *line, struct bytes command,
				  unsigned char *answer, size_t *len)
{
	struct pcsc *p = (struct pcsc *)line;
	DWORD got = (DWORD)*len;
	LONG rc = SCardTransmit(p->card, SCARD_PCI_T1, command.data, (DWORD)command.len, NULL,
				answer, &got);

	/* the card went away under the command */
	if (rc == (LONG)SCARD_E_NO_SMARTCARD)
		return CARD_REMOVED;
	if (rc == SCARD_S_SUCCESS)
		*len = got;
	return trouble_of(rc);
}

enum card_trouble pcsc_open(struct pcsc **out)
{
	struct pcsc *p = calloc(1, sizeof(*p));
	LONG rc;

	if (!p)
		abort();
	p->line.transmit = transmit;
	rc = SCardEstablishContext(SCARD_SCOPE_USER, NULL, NULL, &p->context);
	if (rc == SCARD_S_SUCCESS) {
		*out = p;
		return CARD_OK;
	}
	free(p);
	return CARD_SERVICE;
}

void pcsc_free(struct pcsc *p)
{
	if (!p)
		return;
	pcsc_disconnect(p, 1);
	SCardReleaseContext(p->context);
	free(p);
}

enum card_trouble pcsc_readers(struct pcsc *p, struct arena *mem, const char *names[], size_t *n)
{
	char all[NAMES_MAX] = ""; /* one behind the other, and an empty one */
	DWORD size = sizeof(all) - 2;
	LONG rc = list_readers(p->context, NULL, all, &size);
	const char *at = all;

	if (rc != SCARD_S_SUCCESS)
		return trouble_of(rc);
	for (*n = 0; *n < PCSC_READERS_MAX && at < all + size && *at; at += strlen(at) + 1)
		names[(*n)++] = arena_strdup(mem, at);
	return *n ? CARD_OK : CARD_NO_READER;
}

enum card_trouble pcsc_connect(struct pcsc *p, const char *reader)
{
	DWORD protocol;
	LONG rc = connect_card(p->context, reader, SHARE, SCARD_PROTOCOL_T1, &p->card, &protocol);

	/* a card that has just been taken away */
	if (rc == (LONG)SCARD_W_REMOVED_CARD)
		return CARD_NO_CARD;
	p->connected = rc == SCARD_S_SUCCESS;
	return trouble_of(rc);
}

void pcsc_disconnect(struct pcsc *p, _Bool reset)
{
	DWORD then = reset ? SCARD_RESET_CARD : SCARD_LEAVE_CARD;

	if (p->begun) { /* before the next in line comes, and not again when it is there */
		SCardEndTransaction(p->card, then);
		then = SCARD_LEAVE_CARD;
	}
	if (p->connected)
		SCardDisconnect(p->card, then);
	p->begun = p->connected = 0;
}

struct card_line *pcsc_line(struct pcsc *p)
{
	return &p->line;
}

enum card_trouble pcsc_begin(struct pcsc *p)
{
	LONG rc = SHARE == SCARD_SHARE_SHARED ? SCardBeginTransaction(p->card) : SCARD_S_SUCCESS;

	p->begun = rc == SCARD_S_SUCCESS && SHARE == SCARD_SHARE_SHARED;
	return trouble_of(rc);
}

void pcsc_end(struct pcsc *p)
{
	if (p->begun)
		SCardEndTransaction(p->card, SCARD_LEAVE_CARD);
	p->begun = 0;
}
