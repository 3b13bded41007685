/* What a window asks and tells, a page each: shown by handover (handover_show_fn: its first
 * argument is the window), and answered there. What is shown is the worker's, which waits
 * meanwhile. The pages are of gtk/ or win32/. */
#pragma once
#include "client/advice.h"
#include "client/handover.h"
#include "client/ui.h"

struct offer_ask {
	const struct client_offer *offer;
	const char *origin;
};
struct place_ask {
	const char *why;  /* "": nothing was wrong */
	const char *last; /* how keys.h names the last place; "": none */
	char *key;	  /* the answer, for free */
};
struct choose_ask {
	const struct key_cert *certs;
	size_t n;
	size_t chosen; /* the answer */
};
struct consent_ask {
	const struct client_offer *offer;
	const struct key_cert *cert;
};
struct secret_ask {
	const struct ui_secret_ask *ask;
	struct secret *given; /* the answer */
};
struct danger_ask {
	unsigned found;
	const char *document;
};
struct done_tell {
	const struct client_offer *offer;
	const struct client_status *status;
};
struct progress_tell {
	const char *title; /* of the request that is being signed */
	size_t at, of;	   /* the how manieth of how many */
};
struct failed_tell {
	enum advice_stage stage;
	enum err rc;
	const char *told; /* the server's words; NULL: none */
	const char *detail;
};
handover_show_fn page_offer, page_place, page_choose, page_consent, page_secret, page_danger,
	page_done, page_failed, page_step, page_note, page_progress;
