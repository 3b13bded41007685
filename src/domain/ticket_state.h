/* Life of a signing ticket (署名チケット). Same make as envelope_state.h. */
#pragma once
#include "base/error.h"

enum ticket_state {
	TICKET_WAITING,	    /* made; the program has not come yet */
	TICKET_REDEEMED,    /* the program is there */
	TICKET_CERTIFICATE, /* a certificate was shown and accepted */
	TICKET_PREPARING,   /* the worker writes what is to be signed */
	TICKET_PREPARED,    /* it waits for the signature */
	TICKET_SIGNING,	    /* the signature is accepted; time-stamp and the rest follow */
	TICKET_DONE,
	TICKET_FAILED,
	TICKET_EXPIRED,
	TICKET_CANCELLED,
	TICKET_STATE_COUNT_
};

enum ticket_event {
	TV_REDEEM,
	TV_CERTIFICATE,
	TV_PREPARE,
	TV_PREPARED,
	TV_SIGN,
	TV_BURN, /* a signature that does not verify: what was prepared is given up */
	TV_SEALED,
	TV_FAIL,
	TV_EXPIRE,
	TV_CANCEL,
	TV_COUNT_
};

/* ERR_CONFLICT when the state does not allow it; *to_out untouched then. */
enum err ticket_step(enum ticket_state from, enum ticket_event ev, enum ticket_state *to_out,
		     struct error *e) MUST_USE;
const char *ticket_state_name(enum ticket_state s);
_Bool ticket_state_parse(const char *name, enum ticket_state *out) MUST_USE;
_Bool ticket_transition(size_t i, enum ticket_state *from, enum ticket_event *ev,
			enum ticket_state *to);
