/* Life of one recipient inside an envelope. Same make as envelope_state.h. */
#pragma once
#include "base/error.h"

enum recipient_state {
	RECIPIENT_AWAITING,	/* not their turn yet */
	RECIPIENT_SENT,
	RECIPIENT_UNDELIVERED,
	RECIPIENT_OPENED,
	RECIPIENT_PROCESSING,	/* agreement accepted, being signed */
	RECIPIENT_COMPLETED,
	RECIPIENT_DECLINED,
	RECIPIENT_FORWARDED,
	RECIPIENT_EXPIRED,
	RECIPIENT_STATE_COUNT_
};

enum recipient_event {
	RV_INVITE,
	RV_BOUNCE,	/* the mail was refused for good */
	RV_RESEND,
	RV_CORRECT,	/* another address, a new link */
	RV_OPEN,
	RV_AGREE,
	RV_CONFIRM,	/* a viewer has looked */
	RV_FORWARD,	/* somebody else takes the seat */
	RV_RESET,	/* the envelope went back to its sender */
	RV_SEALED,
	RV_DECLINE,
	RV_EXPIRE,
	RV_COUNT_
};

/* ERR_CONFLICT when the state does not allow it; *to_out untouched then. */
enum err recipient_step(enum recipient_state from, enum recipient_event ev, enum recipient_state *to_out,
			struct error *e) MUST_USE;
const char *recipient_state_name(enum recipient_state s);
const char *recipient_event_name(enum recipient_event ev);
_Bool recipient_state_parse(const char *name, enum recipient_state *out) MUST_USE;
_Bool recipient_transition(size_t i, enum recipient_state *from, enum recipient_event *ev,
			   enum recipient_state *to);
