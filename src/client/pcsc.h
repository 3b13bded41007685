/* Readers and cards by PC/SC: pcsc-lite, and winscard of Windows, which have the same functions.
 * One card at a time; once it is connected it stays this very card: when it is taken away, even for
 * a moment, everything later says CARD_REMOVED. */
#pragma once
#include "client/card.h"

struct pcsc;

enum card_trouble pcsc_open(struct pcsc **out) MUST_USE;
void pcsc_free(struct pcsc *p); /* disconnects */
DEFINE_AUTO(pcsc, struct pcsc *)

enum { PCSC_READERS_MAX = 16 };
/* Names of the readers, in mem. CARD_NO_READER when there is none. */
enum card_trouble pcsc_readers(struct pcsc *p, struct arena *mem, const char *names[],
			       size_t *n) MUST_USE;

enum card_trouble pcsc_connect(struct pcsc *p, const char *reader) MUST_USE;
/* reset: the card forgets the password before anybody else reaches it; pcsc_free does so too. */
void pcsc_disconnect(struct pcsc *p, _Bool reset);
struct card_line *pcsc_line(struct pcsc *p);

/* Between begin and end no other program reaches the card; begin waits for one that does. Ending
 * leaves the card as it is. */
enum card_trouble pcsc_begin(struct pcsc *p) MUST_USE;
void pcsc_end(struct pcsc *p);
