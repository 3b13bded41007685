#include "client/ui_words.h"
#include "client/scan.h"
#include "client/texts.h"

const char *ui_document_name(const struct client_offer *o, const char *id)
{
	for (size_t i = 0; i < o->n_documents; i++)
		if (!strcmp(o->documents[i].id, id))
			return o->documents[i].name;
	return id;
}

const char *ui_digest_title(enum digest_alg alg)
{
	static const char *const titles[CLIENT_DIGESTS] = { "SHA-256", "SHA-384", "SHA-512" };

	return titles[alg];
}

const char *ui_step_words(enum ui_step step, _Bool ja)
{
	static const enum text steps[UI_STEP_COUNT_] = {
		[UI_CONNECT] = TEXT_STEP_CONNECT, [UI_CERTIFICATE] = TEXT_STEP_CERTIFICATE,
		[UI_PREPARE] = TEXT_STEP_PREPARE, [UI_SIGN] = TEXT_STEP_SIGN,
		[UI_SEND] = TEXT_STEP_SEND,	  [UI_FINISH] = TEXT_STEP_FINISH,
	};

	return text_of(steps[step], ja);
}

const char *ui_note_words(enum ui_note note, _Bool ja)
{
	static const enum text notes[UI_NOTE_COUNT_] = {
		[UI_NOTE_OTHER_SIGNATURE] = TEXT_NOTE_OTHER_SIGNATURE,
		[UI_NOTE_NOT_CHECKED] = TEXT_NOTE_NOT_CHECKED,
		[UI_NOTE_AGAIN] = TEXT_NOTE_AGAIN,
		[UI_NOTE_PERSONAL] = TEXT_NOTE_PERSONAL,
	};

	return text_of(notes[note], ja);
}

const char *ui_danger_words(unsigned *found, _Bool ja)
{
	static const struct {
		unsigned bit;
		enum text text;
	} rows[] = { { SCAN_SCRIPT, TEXT_SCRIPT },
		     { SCAN_ACTION, TEXT_ACTION },
		     { SCAN_HIDDEN, TEXT_HIDDEN } };

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (*found & rows[i].bit) {
			*found &= ~rows[i].bit;
			return text_of(rows[i].text, ja);
		}
	return NULL;
}

const char *ui_outcome_words(const struct client_outcome *o, _Bool ja)
{
	static const enum text words[] = {
		[CLIENT_WORKING] = TEXT_OUTCOME_UNKNOWN,
		[CLIENT_DONE] = TEXT_OUTCOME_DONE,
		[CLIENT_FAILED] = TEXT_OUTCOME_FAILED,
		[CLIENT_WAITING] = TEXT_OUTCOME_WAITING,
	};

	return text_of(words[o->state], ja);
}

_Bool ui_all_signed(const struct client_offer *o, const struct client_status *s)
{
	for (size_t i = 0; s->outcomes && i < o->n_requests; i++)
		if (s->outcomes[i].state != CLIENT_DONE)
			return 0;
	return 1;
}
