/* What is asked of the person, and told. The terminal does it (ui_terminal.h), and the window
 * (gtk/ui_gtk.h). An answer of "no" is ERR_DENIED. */
#pragma once
#include "client/keys.h"
#include "client/protocol.h"

enum ui_step {
	UI_CONNECT,
	UI_CERTIFICATE,
	UI_PREPARE,
	UI_SIGN,
	UI_SEND,
	UI_FINISH,
	UI_STEP_COUNT_
};
enum ui_note {
	UI_NOTE_OTHER_SIGNATURE, /* another party has signed since the document was shown */
	UI_NOTE_NOT_CHECKED,  /* the server could not ask whether the certificate is revoked */
	UI_NOTE_AGAIN,	      /* prepared anew on a new state of the document */
	UI_NOTE_PERSONAL,     /* the card's certificate says who lives where, and will be sent */
	UI_NOTE_COUNT_
};
struct ui_secret_ask {
	enum key_secret kind;
	const char *place; /* file, token or reader */
	const char *wrong; /* why the last one was refused; NULL: the first time */
	unsigned tries;	   /* that are left; 0: nothing tells */
};

struct ui {
	/* Shows whole who asks for what, on which server: one request, or those of a batch. */
	enum err (*offer)(struct ui *ui, const struct client_offer *o, const char *origin,
			  struct error *e);
	/* Where the key is, for a job that was not told. why: what is wrong with the last answer;
	 * NULL: the first time; "": the person looks elsewhere (ERR_NOT_FOUND from secret or
	 * choose). The source is the caller's. NULL where places cannot be chosen. */
	enum err (*place)(struct ui *ui, const char *why, struct key_source **out, struct error *e);
	/* One of these; only those with view.hidden == VIEW_SHOWN. With place there may be none. */
	enum err (*choose)(struct ui *ui, const struct key_cert *certs, size_t n, size_t *out,
			   struct error *e);
	/* The last word before anything is signed. */
	enum err (*consent)(struct ui *ui, const struct client_offer *o, const struct key_cert *c,
			    struct error *e);
	enum err (*secret)(struct ui *ui, const struct ui_secret_ask *ask, struct secret **out,
			   struct error *e);
	/* found: bits of enum client_scan that no signature needs. */
	enum err (*danger)(struct ui *ui, unsigned found, const char *document, struct error *e);
	/* Does the person want to stop? Asked between requests until signatures are sent; NULL:
	 * never. */
	_Bool (*stopped)(struct ui *ui);
	void (*step)(struct ui *ui, enum ui_step step);
	void (*note)(struct ui *ui, enum ui_note note);
	/* Of a batch: the request that is being signed, and the how manieth of how many. NULL: this one shows no
	 * batches, and the server is told so. */
	void (*progress)(struct ui *ui, const char *title, size_t at, size_t of);
	/* Of a batch s->outcomes tells of every request, also when some were not signed. */
	void (*done)(struct ui *ui, const struct client_offer *o, const struct client_status *s);
};
