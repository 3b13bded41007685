/* What the person is told, in words: the same in the terminal and in the window. */
#pragma once
#include "client/ui.h"

/* The name of a document of the offer; what is not in it is told by its id. */
const char *ui_document_name(const struct client_offer *o, const char *id);
/* As people write it: "SHA-256". Of what an offer tells. */
const char *ui_digest_title(enum digest_alg alg);
const char *ui_step_words(enum ui_step step, _Bool ja);
const char *ui_note_words(enum ui_note note, _Bool ja);
/* What a scan found, one after the other: from *found the next bit is taken. NULL: no more. */
const char *ui_danger_words(unsigned *found, _Bool ja);

/* Of one request of a batch: what became of it. */
const char *ui_outcome_words(const struct client_outcome *o, _Bool ja);
/* Was every request signed? Of a ticket for one: yes. */
_Bool ui_all_signed(const struct client_offer *o, const struct client_status *s);
